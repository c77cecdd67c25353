/** Letters newest first, page by page, with filters. A page looks at so many rows at most, so that no filter makes anybody wait. */
import { openStates } from '../contract/letterMoves.ts';
import { CANARY } from './canaries.ts';
import type { Source } from './db.ts';
import { rawRows } from './dialect.ts';
import type { LetterRow } from './letters.ts';

/** Spelled as in the index `letter_lost`. */
const LOST = `('refused', 'bounced', 'expired', 'failed', 'unknown')`;
const groups = {
  lost: LOST,
  open: `(${[...openStates, 'sending'].map((s) => `'${s}'`).join(', ')})`,
  accepted: `('accepted')`,
  held: `('held')`,
  ended: `('cancelled', 'suppressed', 'withdrawn')`,
} as const satisfies Record<string, string>;
export type LetterGroup = keyof typeof groups;

export type LetterFilter = {
  group?: LetterGroup | undefined;
  type?: string | undefined;
  system?: string | undefined;
  domain?: string | undefined;
  reason?: string | undefined;
  /** Made between these instants (epoch ms). */
  from?: number | undefined;
  to?: number | undefined;
};
export type LetterPlace = { at: number; id: number };

/** Rows that one page looks at: about a twentieth of a second. */
const LOOKED_AT = 10_000;

type Seen = { id: number; created_at: number; fits: number };

/** At most `limit` letters below `before`, and where to go on; null at the end. Canaries are shown to who asks for their type. */
export const listLetters = async (
  source: Source,
  p: { filter: LetterFilter; before: LetterPlace | null; limit: number },
): Promise<{ rows: LetterRow[]; next: LetterPlace | null }> => {
  const { filter, before } = p;
  const window: { sql: string; bindings: (string | number)[] }[] = [
    ...(filter.type === undefined ? [{ sql: 'type <> ?', bindings: [CANARY] }] : []),
    ...(filter.group === 'lost' ? [{ sql: `state in ${LOST}`, bindings: [] }] : []),
    ...(before ? [{ sql: '(created_at, id) < (?, ?)', bindings: [before.at, before.id] }] : []),
    ...(filter.from === undefined ? [] : [{ sql: 'created_at >= ?', bindings: [filter.from] }]),
    ...(filter.to === undefined ? [] : [{ sql: 'created_at < ?', bindings: [filter.to] }]),
  ];
  const fits = [
    ...(filter.group ? [{ sql: `state in ${groups[filter.group]}`, bindings: [] }] : []),
    ...(['type', 'system', 'domain', 'reason'] as const).flatMap((name) =>
      filter[name] === undefined ? [] : [{ sql: `${name} = ?`, bindings: [filter[name]] }],
    ),
  ];
  // Without a filter every row fits, and none beyond the page is looked at.
  const looked = fits.length === 0 ? p.limit : LOOKED_AT;
  const all = (parts: readonly { sql: string }[]) => parts.map((part) => part.sql).join(' and ') || '1 = 1';
  const seen = await rawRows<Seen>(
    source,
    `select id, created_at, case when ${all(fits)} then 1 else 0 end as fits from letter where ${all(window)}
     order by created_at desc, id desc limit ?`,
    [...fits.flatMap((f) => f.bindings), ...window.flatMap((w) => w.bindings), looked],
  );
  const found = seen.filter((row) => Number(row.fits) === 1).slice(0, p.limit);
  const full = found.length === p.limit;
  const last = full ? found.at(-1) : seen.length === LOOKED_AT ? seen.at(-1) : undefined;
  const rows = (await source.knex('letter').whereIn(
    'id',
    found.map((row) => row.id),
  )) as LetterRow[];
  rows.sort((a, b) => b.created_at - a.created_at || b.id - a.id);
  return { rows, next: last ? { at: Number(last.created_at), id: last.id } : null };
};
