/** Ends that are no simple `purge_after`: the text of letters, recipients of finished bulletins, closed tasks. */

import type { Source, Trx } from './db.ts';
import type { LetterRow } from './letters.ts';

const YEAR = 365 * 24 * 3_600_000;

/**
 * Letters that became final before `before` and still have their text, oldest first. Certificates and receipts are kept for longer than
 * a year with their case, and their text with them.
 */
export const listTextsToEnd = async (
  source: Source,
  p: { before: number; most: number },
): Promise<Pick<LetterRow, 'id' | 'public_id' | 'variables'>[]> =>
  source
    .knex('letter')
    .where({ text_gone: 0 })
    .whereNotNull('final_at')
    .where('final_at', '<=', p.before)
    .where((q) => q.whereNull('purge_after').orWhereRaw('purge_after - created_at <= ?', [YEAR + YEAR / 12]))
    .orderBy('final_at')
    .limit(p.most)
    .select('id', 'public_id', 'variables');

/** Takes the text of a letter away: its values give way to `variables`, its secrets to nothing. */
export const endText = async (trx: Trx, id: number, variables: Buffer): Promise<void> => {
  await trx.knex('letter').where({ id }).update({ variables, secrets: null, text_gone: 1 });
};

/** Bulletins that were finished before `before` and still have their recipients. */
export const listRecipientsToEnd = async (source: Source, before: number): Promise<{ id: number }[]> =>
  source
    .knex('bulletin')
    .where({ recipients_gone: 0 })
    .whereNotNull('finished_at')
    .where('finished_at', '<=', before)
    .select('id');

/** Deletes at most `most` recipients of a bulletin; answers how many went. What became of them stays counted. */
export const endRecipients = async (trx: Trx, bulletinId: number, most: number): Promise<number> => {
  const readers = trx.knex('bulletin_recipient').where({ bulletin_id: bulletinId }).limit(most).select('reader_id');
  return trx.knex('bulletin_recipient').where({ bulletin_id: bulletinId }).whereIn('reader_id', readers).delete();
};
export const markRecipientsGone = async (trx: Trx, bulletinId: number): Promise<void> => {
  await trx.knex('bulletin').where({ id: bulletinId }).update({ recipients_gone: 1 });
};

/** Deletes at most `most` tasks that were closed before `before`; answers how many went. */
export const endTasks = async (trx: Trx, p: { before: number; most: number }): Promise<number> => {
  const ids = trx.knex('task').where({ state: 'closed' }).where('closed_at', '<=', p.before).limit(p.most).select('id');
  return trx.knex('task').whereIn('id', ids).delete();
};
