/** Attempts (what was tried, append-only) and outcomes (what came of it, read by the domain): the only two things delivery tells the rest of the house. */
import { DAY } from '../lib/clock.ts';
import type { Source, Trx } from './db.ts';

/** One of the two row shapes: a letter, or a bulletin's recipient. */
export type Subject = { letterId: number } | { bulletinId: number; readerId: number };

export type NewAttempt = Subject & {
  triedAt: number;
  worker: string;
  relay: string;
  result: string;
  stage: string | null;
  /** The relay's words with addresses taken out. */
  reply: string | null;
  reason: string | null;
};

/** `kind`: a final letter state, `bounced` also for late reports. */
export type NewOutcome = Subject & { kind: string; reason: string | null; reply: string | null; happenedAt: number };

export type OutcomeRow = {
  id: number;
  letter_id: number | null;
  bulletin_id: number | null;
  reader_id: number | null;
  kind: string;
  reason: string | null;
  reply: string | null;
  happened_at: number;
  applied_at: number | null;
};

const KEEP_ATTEMPTS = 180 * DAY;
const KEEP_OUTCOMES = 365 * DAY;
/** SQLite takes 32,766 bound values, and every row binds ten. */
const ROWS = 500;

const subjectColumns = (subject: Subject) =>
  'letterId' in subject
    ? { letter_id: subject.letterId, bulletin_id: null, reader_id: null }
    : { letter_id: null, bulletin_id: subject.bulletinId, reader_id: subject.readerId };

export const addAttempts = async (trx: Trx, attempts: readonly NewAttempt[]): Promise<void> => {
  const rows = attempts.map((a) => ({
    ...subjectColumns(a),
    tried_at: a.triedAt,
    worker: a.worker,
    relay: a.relay,
    result: a.result,
    stage: a.stage,
    reply: a.reply,
    reason: a.reason,
    purge_after: a.triedAt + KEEP_ATTEMPTS,
  }));
  for (let i = 0; i < rows.length; i += ROWS) await trx.knex('attempt').insert(rows.slice(i, i + ROWS));
};

export const addOutcomes = async (trx: Trx, outcomes: readonly NewOutcome[]): Promise<void> => {
  const rows = outcomes.map((o) => ({
    ...subjectColumns(o),
    kind: o.kind,
    reason: o.reason,
    reply: o.reply,
    happened_at: o.happenedAt,
    purge_after: o.happenedAt + KEEP_OUTCOMES,
  }));
  for (let i = 0; i < rows.length; i += ROWS) await trx.knex('outcome').insert(rows.slice(i, i + ROWS));
  if (rows.length > 0) trx.nudge('applyOutcomes');
};

/** Outcomes to pass over: of a letter all of them, for what comes later must not be applied first. */
export type PassedOver = { ids: readonly number[]; letters: readonly number[] };

const open = (source: Source, { ids, letters }: PassedOver = { ids: [], letters: [] }) => {
  const query = source.knex('outcome').whereNull('applied_at');
  if (ids.length > 0) query.whereNotIn('id', [...ids]);
  if (letters.length > 0) query.where((q) => q.whereNull('letter_id').orWhereNotIn('letter_id', [...letters]));
  return query;
};

/** Outcomes that no flow has applied yet, oldest first. */
export const listOpenOutcomes = async (source: Source, limit: number, without?: PassedOver): Promise<OutcomeRow[]> =>
  open(source, without).orderBy('id').limit(limit);

/** Those of some letters that no flow has applied yet, oldest first: however many others wait, it reads no more than these. */
export const listOpenOutcomesOf = async (source: Source, letterIds: readonly number[]): Promise<OutcomeRow[]> =>
  open(source)
    .whereIn('letter_id', [...letterIds])
    .orderBy('id');

/**
 * The newest that no flow has applied, with everything that is still open of the same letters, cases and readers, in the order they were
 * written: what comes later of one of them is never applied first. With `limit` 1 the first of those alone.
 */
export const listNewestOutcomes = async (
  source: Source,
  limit: number,
  without?: PassedOver,
): Promise<OutcomeRow[]> => {
  const newest: OutcomeRow[] = await open(source, without).orderBy('id', 'desc').limit(limit);
  if (newest.length < limit) return newest.toReversed();
  const letters = newest.flatMap((row) => (row.letter_id === null ? [] : [row.letter_id]));
  const readers = newest.flatMap((row) => (row.reader_id === null ? [] : [row.reader_id]));
  const cases = source.knex('letter').whereIn('id', letters).whereNotNull('case_id').select('case_id');
  const ofCases = source.knex('letter').whereIn('case_id', cases).select('id');
  const [byLetter, byReader]: OutcomeRow[][] = await Promise.all([
    open(source, without).where((q) => q.whereIn('letter_id', letters).orWhereIn('letter_id', ofCases)),
    open(source, without).whereIn('reader_id', readers),
  ]);
  const all = new Map([...newest, ...byLetter!, ...byReader!].map((row) => [row.id, row]));
  const rows = [...all.values()].sort((a, b) => a.id - b.id);
  return limit === 1 ? rows.slice(0, 1) : rows;
};

export const hasOpenOutcomes = async (source: Source, without?: PassedOver): Promise<boolean> =>
  (await open(source, without).first('id')) !== undefined;

/** Marks outcomes as applied; call it in the transaction that applies them. */
export const markApplied = async (trx: Trx, ids: readonly number[], now: number): Promise<void> => {
  await trx.knex('outcome').whereIn('id', ids).update({ applied_at: now });
};

export const listAttempts = async (source: Source, letterId: number) =>
  source.knex('attempt').where({ letter_id: letterId }).orderBy('id') as Promise<
    {
      tried_at: number;
      relay: string;
      result: string;
      stage: string | null;
      reply: string | null;
      reason: string | null;
    }[]
  >;
