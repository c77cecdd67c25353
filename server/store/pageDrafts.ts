/** Drafts of pages: what was typed, sealed, by the hash of the browser's cookie (migrations/0031). */
import type { Source, Trx } from './db.ts';

export type PageDraftKey = { browser: Buffer; flow: Buffer };

/** The sealed draft, or undefined when there is none or its time is over. */
export const findPageDraft = async (source: Source, key: PageDraftKey, now: number): Promise<Buffer | undefined> =>
  (
    (await source.knex('page_draft').where(key).where('purge_after', '>', now).first('payload')) as
      | { payload: Buffer }
      | undefined
  )?.payload;

export const putPageDraft = async (
  trx: Trx,
  row: PageDraftKey & { payload: Buffer; purge_after: number },
): Promise<void> => {
  await trx.knex('page_draft').insert(row).onConflict(['browser', 'flow']).merge(['payload', 'purge_after']);
};

/** Everything that this browser has typed. */
export const deletePageDrafts = async (trx: Trx, browser: Buffer): Promise<void> => {
  await trx.knex('page_draft').where({ browser }).delete();
};
