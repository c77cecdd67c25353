/** Systems: the UUID that stands in their keys, and what staff changed of the rulebook's settings. */
import type { Source, Trx } from './db.ts';

export type SystemRow = { code: string; uuid: string; settings: string; changed_at: number };

export const findSystem = async (source: Source, code: string): Promise<SystemRow | undefined> =>
  source.knex('system').where({ code }).first();
export const findSystemByUuid = async (source: Source, uuid: string): Promise<SystemRow | undefined> =>
  source.knex('system').where({ uuid }).first();
export const listSystems = async (source: Source): Promise<SystemRow[]> => source.knex('system').orderBy('code');

/** Makes the row when it is missing. */
export const insertSystem = async (trx: Trx, row: SystemRow): Promise<void> => {
  await trx.knex('system').insert(row).onConflict('code').ignore();
};

export const updateSystem = async (trx: Trx, code: string, settings: string, now: number): Promise<void> => {
  await trx.knex('system').where({ code }).update({ settings, changed_at: now });
};
