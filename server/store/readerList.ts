/** Readers newest first, page by page, with filters. A page looks at so many rows at most, so that no pair of filters makes anybody wait. */
import type { Language, ReaderState } from '../contract/codes.ts';
import type { Source } from './db.ts';
import { rawRows } from './dialect.ts';
import type { ReaderRow } from './readers.ts';

export type ReaderFilter = {
  state?: ReaderState | undefined;
  language?: Language | undefined;
  /** Row id of a topic. */
  topicId?: number | undefined;
  domain?: string | undefined;
  reason?: string | undefined;
  /** Where they come from: web, mail, import … */
  cause?: string | undefined;
  /** Registered between these instants (epoch ms). */
  from?: number | undefined;
  to?: number | undefined;
};

const LOOKED_AT = 10_000;
type Part = { sql: string; bindings: (string | number)[] };
const all = (parts: readonly Part[]): string => parts.map((part) => part.sql).join(' and ') || '1 = 1';

/** The rows that are looked at, by the index that leaves the fewest. */
const windowOf = (filter: ReaderFilter, before: number | null): { sql: string; bindings: (string | number)[] } => {
  const below = before ?? 2_147_483_647;
  if (filter.topicId !== undefined)
    return {
      sql: 'select reader_id as id from reader_topic where topic_id = ? and reader_id < ? order by reader_id desc limit ?',
      bindings: [filter.topicId, below, LOOKED_AT],
    };
  const driver: Part[] =
    filter.domain !== undefined
      ? [{ sql: 'domain = ?', bindings: [filter.domain] }]
      : filter.state !== undefined && filter.state !== 'active'
        ? [{ sql: 'state = ?', bindings: [filter.state] }]
        : [];
  const parts = [...driver, { sql: 'id < ?', bindings: [below] }];
  return {
    sql: `select id from reader where ${all(parts)} order by id desc limit ?`,
    bindings: [...parts.flatMap((part) => part.bindings), LOOKED_AT],
  };
};

/** At most `limit` readers below row `before`, and the row to go on below; null at the end. */
export const listReaders = async (
  source: Source,
  p: { filter: ReaderFilter; before: number | null; limit: number },
): Promise<{ rows: ReaderRow[]; next: number | null }> => {
  const { filter } = p;
  const equal = [
    ['r.state', filter.state],
    ['r.language', filter.language],
    ['r.domain', filter.domain],
    ['r.suspended_reason', filter.reason],
    ['r.cause', filter.cause],
  ] as const;
  const fits: Part[] = [
    ...equal.flatMap(([name, value]) => (value === undefined ? [] : [{ sql: `${name} = ?`, bindings: [value] }])),
    ...(filter.from === undefined ? [] : [{ sql: 'r.created_at >= ?', bindings: [filter.from] }]),
    ...(filter.to === undefined ? [] : [{ sql: 'r.created_at < ?', bindings: [filter.to] }]),
  ];
  const window = windowOf(filter, p.before);
  const seen = await rawRows<{ id: number; fits: number }>(
    source,
    `select w.id, case when ${all(fits)} then 1 else 0 end as fits from (${window.sql}) w join reader r on r.id = w.id
     order by w.id desc`,
    [...fits.flatMap((part) => part.bindings), ...window.bindings],
  );
  const found = seen.filter((row) => Number(row.fits) === 1).slice(0, p.limit);
  const full = found.length === p.limit;
  const last = full ? found.at(-1) : seen.length === LOOKED_AT ? seen.at(-1) : undefined;
  const rows = (await source
    .knex('reader')
    .whereIn(
      'id',
      found.map((row) => row.id),
    )
    .orderBy('id', 'desc')) as ReaderRow[];
  return { rows, next: last?.id ?? null };
};
