/** Letters: one row each, from the moment they are posted until they are purged. Claiming and recording stand in letterClaims.ts. */
import type { Knex } from 'knex';
import type { LetterState, SystemCode } from '../contract/codes.ts';
import { statesBefore } from '../contract/letterMoves.ts';
import { CANARY } from './canaries.ts';
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';

export type LetterRow = {
  id: number;
  public_id: string;
  type: string;
  revision: string;
  languages: string;
  queue_id: number;
  role: string;
  recipient: Buffer;
  recipient_index: Buffer;
  domain: string;
  reader_id: number | null;
  variables: Buffer;
  secrets: Buffer | null;
  thread_key: string | null;
  thread_seq: number;
  /** Row id of the letter that must be final first, in another thread. */
  after_letter: number | null;
  /** Until then it waits for `after_letter` and its thread. */
  after_until: number | null;
  dedupe_key: string;
  guard_key: string | null;
  /** The event that ended it: it never leaves any more. */
  ended_by: string | null;
  actor: string;
  cause: string;
  system: SystemCode;
  key_type: string;
  event_id: number | null;
  case_id: number | null;
  reference: string | null;
  state: LetterState;
  created_at: number;
  next_at: number;
  deadline_at: number;
  expires_at: number | null;
  attempts: number;
  crashes: number;
  lease_token: number | null;
  lease_until: number | null;
  worker: string | null;
  message_id: string;
  sent_at: number | null;
  final_at: number | null;
  reason: string | null;
  reply: string | null;
  secrets_erased_at: number | null;
  purge_after: number | null;
};

export type NewLetterRow = Omit<
  LetterRow,
  | 'id'
  | 'attempts'
  | 'ended_by'
  | 'crashes'
  | 'lease_token'
  | 'lease_until'
  | 'worker'
  | 'sent_at'
  | 'final_at'
  | 'reason'
  | 'reply'
  | 'secrets_erased_at'
>;

/** Numbers the rows of each thread on from the last one there; a row that says its place keeps it. */
const inThreads = async (trx: Trx, rows: readonly NewLetterRow[]): Promise<number[]> => {
  const threads = [...new Set(rows.flatMap((row) => row.thread_key ?? []))];
  const last: { thread_key: string; seq: number }[] =
    threads.length > 0
      ? await trx
          .knex('letter')
          .whereIn('thread_key', threads)
          .groupBy('thread_key')
          .select('thread_key')
          .max('thread_seq as seq')
      : [];
  const reached = new Map(last.map((one) => [one.thread_key, one.seq]));
  return rows.map(({ thread_key: thread, thread_seq: own }) => {
    if (thread === null || own > 0) return own;
    const next = (reached.get(thread) ?? 0) + 1;
    reached.set(thread, next);
    return next;
  });
};

/** Inserts letters (100 at most) and answers with the new ones; a row whose dedupe key is there already is left out. */
export const insertLetters = async (
  trx: Trx,
  rows: readonly NewLetterRow[],
): Promise<{ id: number; public_id: string }[]> => {
  if (rows.length === 0) return [];
  // Half of the columns say nothing in most letters, and each value that is bound costs as much as it does to write it.
  const names = (Object.keys(rows[0]!) as (keyof NewLetterRow)[]).filter((name) =>
    rows.some((row) => row[name] !== null),
  );
  // Asked for in the insert itself, the numbers took four times as long as all the rest of it.
  const numbers = await inThreads(trx, rows);
  const values = `(${names.map(() => '?').join()})`;
  return rawRows(
    trx,
    `insert into letter (${names.join()}) values ${rows.map(() => values).join()}
     on conflict (dedupe_key) do nothing returning id, public_id`,
    rows.flatMap((row, i) => names.map((name) => (name === 'thread_seq' ? numbers[i] : row[name]))),
  );
};

/** Row ids of letters by public id. */
export const findLetterIds = async (source: Source, publicIds: readonly string[]): Promise<Map<string, number>> => {
  if (publicIds.length === 0) return new Map();
  const rows: { id: number; public_id: string }[] = await source
    .knex('letter')
    .whereIn('public_id', publicIds as string[])
    .select('id', 'public_id');
  return new Map(rows.map((r) => [r.public_id, r.id]));
};

export const findLetter = async (source: Source, publicId: string): Promise<LetterRow | undefined> =>
  source.knex('letter').where({ public_id: publicId }).first();

export const findLetterByDedupeKey = async (source: Source, key: string): Promise<LetterRow | undefined> =>
  source.knex('letter').where({ dedupe_key: key }).first();

/**
 * The one way in which a letter that is not with a worker gets another state: from those that the table of moves allows. Answers the letters
 * that really moved.
 */
export const moveLetters = async (
  trx: Trx,
  which: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  to: LetterState,
  change: Partial<LetterRow>,
): Promise<{ id: number; public_id: string }[]> =>
  which(trx.knex('letter').whereIn('state', statesBefore(to)))
    .update({ ...change, state: to })
    .returning(['id', 'public_id']);

/** Ends every letter with the guard key that is not yet being sent. Returns the public ids of those that ended. */
export const cancelGuarded = async (trx: Trx, guardKey: string, reason: string, now: number): Promise<string[]> =>
  (await moveLetters(trx, (q) => q.where({ guard_key: guardKey }), 'cancelled', { reason, final_at: now })).map(
    (row) => row.public_id,
  );

/** Ends one letter that waits. False when it is already being sent or is final. */
export const cancelLetter = async (trx: Trx, publicId: string, reason: string, now: number): Promise<boolean> =>
  (await moveLetters(trx, (q) => q.where({ public_id: publicId }), 'cancelled', { reason, final_at: now })).length ===
  1;

/** Keeps one letter back until it is let go. False when it is held already, with a worker, or final. */
export const holdLetter = async (trx: Trx, publicId: string, reason: string): Promise<boolean> =>
  (await moveLetters(trx, (q) => q.where({ public_id: publicId }), 'held', { reason })).length === 1;

/** Lets a held letter go: at its time, or now when that is over. False when it was not held. */
export const letGoLetter = async (trx: Trx, publicId: string, now: number): Promise<boolean> => {
  const held = (q: Knex.QueryBuilder) => q.where({ public_id: publicId, state: 'held' });
  const later = await moveLetters(trx, (q) => held(q).where('next_at', '>', now), 'planned', { reason: null });
  if (later.length === 1) return true;
  return (await moveLetters(trx, held, 'waiting', { reason: null, next_at: now })).length === 1;
};

/** How many letters one cause has made. */
export const countLettersByCause = async (source: Source, cause: string): Promise<number> =>
  Number(((await source.knex('letter').where({ cause }).count('id as n').first()) as { n: number }).n);

export const listLettersOfAddress = async (source: Source, index: Buffer, limit: number): Promise<LetterRow[]> =>
  source.knex('letter').where({ recipient_index: index }).orderBy('created_at', 'desc').limit(limit);

export const listLettersOfReference = async (source: Source, reference: string, limit: number): Promise<LetterRow[]> =>
  source.knex('letter').where({ reference }).orderBy('id', 'desc').limit(limit);

export const listLettersOfReader = async (source: Source, readerId: number, limit: number): Promise<LetterRow[]> =>
  source.knex('letter').where({ reader_id: readerId }).orderBy('id', 'desc').limit(limit);

/** Waiting letters to a reader end, final ones go with the next purge. */
export const releaseLettersOfReader = async (trx: Trx, readerId: number, now: number): Promise<number> => {
  const own = (q: Knex.QueryBuilder) => q.where({ reader_id: readerId });
  const ended = (await moveLetters(trx, own, 'cancelled', { reason: 'reader-erased', final_at: now })).length;
  await trx.knex('letter').where({ reader_id: readerId }).update({ purge_after: now });
  return ended;
};

export type StateCount = { state: LetterState; n: number };
/** Letters that became final in a span, by state; those of test keys count nowhere, nor do canaries. */
export const countFinalLetters = async (source: Source, span: { from: number; to: number }): Promise<StateCount[]> =>
  (
    (await source
      .knex('letter')
      .where('final_at', '>=', span.from)
      .where('final_at', '<', span.to)
      .whereNot({ key_type: 'test' })
      .whereNot({ type: CANARY })
      .groupBy('state')
      .select('state')
      .count('* as n')) as unknown as StateCount[]
  ).map((r) => ({ state: r.state, n: Number(r.n) }));

/** Planned letters that leave next, without those of test keys. */
export const listPlannedLetters = async (source: Source, limit: number): Promise<{ type: string; next_at: number }[]> =>
  source
    .knex('letter')
    .where({ state: 'planned' })
    .whereNot({ key_type: 'test' })
    .orderBy('next_at')
    .limit(limit)
    .select('type', 'next_at');
