/** Forms that have done their work: sent twice, they answer the same and do nothing. */
import type { Source, Trx } from './db.ts';

/** Null for the first use; what was answered then for every later one. */
export const claimForm = async (
  trx: Trx,
  form: { hash: Buffer; answer: string; now: number; purgeAfter: number },
): Promise<string | null> => {
  const inserted = await trx
    .knex('used_form')
    .insert({ hash: form.hash, answer: form.answer, used_at: form.now, purge_after: form.purgeAfter })
    .onConflict('hash')
    .ignore()
    .returning('hash');
  if (inserted.length > 0) return null;
  const row = (await trx.knex('used_form').where({ hash: form.hash }).first('answer')) as { answer: string };
  return row.answer;
};

/** What a form was answered with, or null when it was not used yet. */
export const findForm = async (source: Source, hash: Buffer): Promise<string | null> =>
  ((await source.knex('used_form').where({ hash }).first('answer')) as { answer: string } | undefined)?.answer ?? null;
