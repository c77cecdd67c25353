/** Rules that an administrator sets for the whole house: one value each, with who changed it last. */
import type { Source, Trx } from './db.ts';

export type HouseRuleRow = { name: string; value: string; actor: string; changed_at: number };

export const listHouseRules = async (source: Source): Promise<HouseRuleRow[]> => source.knex('house_rule');

export const setHouseRule = async (trx: Trx, row: HouseRuleRow): Promise<void> => {
  await trx.knex('house_rule').insert(row).onConflict('name').merge(['value', 'actor', 'changed_at']);
};

/** False when it was not there. */
export const deleteHouseRule = async (trx: Trx, name: string): Promise<boolean> =>
  (await trx.knex('house_rule').where({ name }).delete()) === 1;
