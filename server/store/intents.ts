/** Requests that were answered and wait to be decided (migrations/0002_intents.ts). */
import type { Source, Trx } from './db.ts';

export type IntentRow = {
  id: number;
  public_id: string;
  kind: string;
  payload: Buffer;
  created_at: number;
  next_at: number;
  attempts: number;
  done_at: number | null;
  outcome: string | null;
  purge_after: number;
};

export const insertIntent = async (
  trx: Trx,
  row: Omit<IntentRow, 'id' | 'attempts' | 'done_at' | 'outcome'>,
): Promise<void> => {
  await trx.knex('intent').insert(row);
};

/** Due ones of these kinds, oldest first. */
export const listOpenIntents = async (
  source: Source,
  p: { now: number; limit: number; kinds: readonly string[] },
): Promise<IntentRow[]> =>
  source
    .knex('intent')
    .whereNull('done_at')
    .where('next_at', '<=', p.now)
    .whereIn('kind', p.kinds)
    .orderBy(['next_at', 'id'])
    .limit(p.limit)
    .select('*');

/** True for the one who decides it: the row is done in the transaction of its effects, or neither happens. */
export const closeIntent = async (trx: Trx, id: number, now: number): Promise<boolean> =>
  (await trx.knex('intent').where({ id }).whereNull('done_at').update({ done_at: now })) === 1;

export const setIntentOutcome = async (trx: Trx, id: number, outcome: string): Promise<void> => {
  await trx.knex('intent').where({ id }).update({ outcome });
};

/** Another try later; `doneAt` ends it as failed. */
export const postponeIntent = async (
  trx: Trx,
  intent: { id: number; attempts: number; nextAt: number; outcome: string; doneAt: number | null },
): Promise<void> => {
  await trx.knex('intent').where({ id: intent.id }).whereNull('done_at').update({
    attempts: intent.attempts,
    next_at: intent.nextAt,
    outcome: intent.outcome,
    done_at: intent.doneAt,
  });
};
