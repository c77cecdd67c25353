/** Deletes rows whose time has come, a few at a time so that nobody waits long for the write lock. */
import type { Trx } from './db.ts';

/** Tables with a `purge_after` and the column that names a row. */
export const purgeable = {
  intent: 'id',
  token: 'id',
  used_form: 'hash',
  page_draft: 'id',
  former_address: 'id',
  rate_use: null,
  reference_look: 'id',
  bulletin_presence: null,
  reader: 'id',
  letter: 'id',
  attempt: 'id',
  outcome: 'id',
  returned_mail: 'id',
  arrival: 'id',
  event: 'id',
  chain: 'id',
  case_file: 'id',
  request_key: null,
  callback_delivery: 'id',
  topic_moved: 'id',
  hard_answer: 'id',
  hard_count: null,
  hard_usual: null,
  suspension: 'id',
  operator_session: 'id',
  operator: 'id',
  work: 'id',
  import_run: 'id',
  suppression: 'id',
  reply_address: 'id',
} as const;
export type Purgeable = keyof typeof purgeable;

/** Deletes at most `most` rows; answers how many went. */
export const purgeRows = async (trx: Trx, table: Purgeable, now: number, most: number): Promise<number> => {
  const key = purgeable[table];
  const due = trx.knex(table).where('purge_after', '<=', now);
  if (key === null) return due.delete();
  const inner = trx.knex(table).where('purge_after', '<=', now).limit(most).select(key);
  return trx.knex(table).whereIn(key, inner).delete();
};
