/** Troubles that the hub sees in itself now: a row for each, gone when it is over. */
import type { TroubleCode } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type TroubleRow = {
  code: TroubleCode;
  /** What it is about, without personal data. */
  object: string;
  since: number;
  seen_at: number;
  /** JSON without personal data. */
  facts: string;
};

export const listTroubles = async (source: Source): Promise<TroubleRow[]> =>
  source.knex('trouble').orderBy(['since', 'code', 'object']);

/** True when it is new. */
export const noteTrouble = async (trx: Trx, row: Omit<TroubleRow, 'seen_at'>, now: number): Promise<boolean> => {
  const known = await trx
    .knex('trouble')
    .where({ code: row.code, object: row.object })
    .update({ seen_at: now, facts: row.facts });
  if (known > 0) return false;
  const made = await trx
    .knex('trouble')
    .insert({ ...row, seen_at: now })
    .onConflict(['code', 'object'])
    .ignore()
    .returning('code');
  return made.length > 0;
};

/** True when it was there. */
export const endTrouble = async (trx: Trx, code: TroubleCode, object: string): Promise<boolean> =>
  (await trx.knex('trouble').where({ code, object }).delete()) === 1;
