/** Who has a draft open now: one row for each person and draft, renewed while the page is open. */
import type { Language } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type PresenceRow = { bulletin_id: number; actor: string; language: Language; purge_after: number };

export const putPresence = async (trx: Trx, row: PresenceRow): Promise<void> => {
  await trx
    .knex('bulletin_presence')
    .insert(row)
    .onConflict(['bulletin_id', 'actor'])
    .merge(['language', 'purge_after']);
};

export const removePresence = async (trx: Trx, bulletinId: number, actor: string): Promise<void> => {
  await trx.knex('bulletin_presence').where({ bulletin_id: bulletinId, actor }).delete();
};

export const listPresence = async (source: Source, bulletinId: number, now: number): Promise<PresenceRow[]> =>
  source.knex('bulletin_presence').where({ bulletin_id: bulletinId }).where('purge_after', '>', now).orderBy('actor');

/** Who saved a revision; undefined when nothing stood in it. */
export const findReviser = async (source: Source, bulletinId: number, revision: number): Promise<string | undefined> =>
  (
    (await source.knex('bulletin_text').where({ bulletin_id: bulletinId, revision }).first('actor')) as
      | { actor: string }
      | undefined
  )?.actor;
