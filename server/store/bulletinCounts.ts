/**
 * Counters of bulletins: moved by the transaction that moves the rows, never counted while people wait.
 * `waiting` counts every row that is not final (waiting, leased, deferred), so that a claim need not touch a counter.
 */

import type { LetterState } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';
import type { StateCount } from './letters.ts';

/** What a counter is called for a state of a row. */
export const countedAs = (state: LetterState): LetterState =>
  ['planned', 'held', 'waiting', 'sending', 'deferred'].includes(state) ? 'waiting' : state;

export type Moved = { language: string; queueId: number; from: LetterState | null; to: LetterState | null; n: number };

const key = (language: string, queueId: number, state: string) => `${language}|${queueId}|${state}`;

/** Adds up moves and writes each counter once. */
export const moveCounts = async (trx: Trx, bulletinId: number, moves: readonly Moved[]): Promise<void> => {
  const sums = new Map<string, { language: string; queueId: number; state: string; n: number }>();
  const add = (m: Moved, state: LetterState | null, n: number) => {
    if (state === null) return;
    const name = key(m.language, m.queueId, countedAs(state));
    const sum = sums.get(name) ?? { language: m.language, queueId: m.queueId, state: countedAs(state), n: 0 };
    sum.n += n;
    sums.set(name, sum);
  };
  for (const m of moves) {
    add(m, m.from, -m.n);
    add(m, m.to, m.n);
  }
  // In one order everywhere, or two processes on PostgreSQL wait for each other.
  const rows = [...sums.values()]
    .filter((s) => s.n !== 0)
    .sort((a, b) => (key(a.language, a.queueId, a.state) < key(b.language, b.queueId, b.state) ? -1 : 1));
  if (rows.length === 0) return;
  await rawRows(
    trx,
    `insert into bulletin_count (bulletin_id, language, queue_id, state, n) values ${rows.map(() => '(?, ?, ?, ?, ?)').join()}
     on conflict (bulletin_id, language, queue_id, state) do update set n = bulletin_count.n + excluded.n`,
    rows.flatMap((r) => [bulletinId, r.language, r.queueId, r.state, r.n]),
  );
};

export type CountRow = { language: string; queue_id: number; state: LetterState; n: number };

/** Kept counters of a bulletin, per language, queue and state. */
export const listCounts = async (source: Source, bulletinId: number): Promise<CountRow[]> =>
  source
    .knex('bulletin_count')
    .where({ bulletin_id: bulletinId })
    .where('n', '<>', 0)
    .select('language', 'queue_id', 'state', 'n');

/** Sums per state; a state that nobody is in is absent. */
export const readTotals = async (source: Source, bulletinId: number): Promise<Partial<Record<LetterState, number>>> => {
  const rows = await listCounts(source, bulletinId);
  const totals: Partial<Record<LetterState, number>> = {};
  for (const row of rows) totals[row.state] = (totals[row.state] ?? 0) + row.n;
  return totals;
};

/** Counts the rows themselves: what `hub verify` compares the counters with. */
export const recount = async (source: Source, bulletinId: number): Promise<CountRow[]> => {
  const rows = await rawRows<CountRow>(
    source,
    `select language, queue_id, state, count(*) as n from bulletin_recipient where bulletin_id = ? group by language, queue_id, state`,
    [bulletinId],
  );
  const sums = new Map<string, CountRow>();
  for (const row of rows) {
    const state = countedAs(row.state);
    const name = key(row.language, row.queue_id, state);
    const sum = sums.get(name);
    if (sum) sum.n += Number(row.n);
    else sums.set(name, { ...row, state, n: Number(row.n) });
  }
  return [...sums.values()];
};

/** Recipients of the bulletins that began in a span, by state: from the kept counts, never from the rows. */
export const countBulletinMails = async (source: Source, span: { from: number; to: number }): Promise<StateCount[]> =>
  (
    (await source
      .knex('bulletin_count')
      .join('bulletin', 'bulletin.id', 'bulletin_count.bulletin_id')
      // What a digest carries is counted with the bulletins in it.
      .whereNot({ 'bulletin.kind': 'digest' })
      .where('bulletin.started_at', '>=', span.from)
      .where('bulletin.started_at', '<', span.to)
      .groupBy('bulletin_count.state')
      .select('bulletin_count.state')
      .sum('bulletin_count.n as n')) as unknown as StateCount[]
  ).map((r) => ({ state: r.state, n: Number(r.n) }));
