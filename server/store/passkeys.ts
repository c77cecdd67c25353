/** Passkeys of the staff: the public half of each, and how often it was used. `operator.passkeys` says how many there are. */
import type { Source, Trx } from './db.ts';

export type PasskeyRow = {
  id: number;
  public_id: string;
  operator_id: number;
  /** Base64url, as the browser names it. */
  credential: string;
  /** COSE key, base64url. */
  public_key: string;
  /** How many signatures the device has made, where it counts; else always 0. */
  counter: number;
  /** JSON: how the browser reaches the device. */
  transports: string;
  /** Given by its owner. */
  name: string;
  created_at: number;
  used_at: number | null;
};

const tidy = (row: PasskeyRow): PasskeyRow => ({ ...row, counter: Number(row.counter) });

export const listPasskeys = async (source: Source, operatorId: number): Promise<PasskeyRow[]> =>
  ((await source.knex('passkey').where({ operator_id: operatorId }).orderBy('id')) as PasskeyRow[]).map(tidy);

export const findPasskey = async (source: Source, credential: string): Promise<PasskeyRow | undefined> => {
  const row = (await source.knex('passkey').where({ credential }).first()) as PasskeyRow | undefined;
  return row && tidy(row);
};

const recount = async (trx: Trx, operatorId: number): Promise<number> => {
  const n = Number(
    ((await trx.knex('passkey').where({ operator_id: operatorId }).count('id as n').first()) as { n: number }).n,
  );
  await trx.knex('operator').where({ id: operatorId }).update({ passkeys: n });
  return n;
};

export const insertPasskey = async (trx: Trx, row: Omit<PasskeyRow, 'id'>): Promise<void> => {
  await trx.knex('passkey').insert(row);
  await recount(trx, row.operator_id);
};

export const updatePasskey = async (
  trx: Trx,
  id: number,
  change: Partial<Pick<PasskeyRow, 'name' | 'counter' | 'used_at'>>,
): Promise<void> => {
  await trx.knex('passkey').where({ id }).update(change);
};

/** Removes one; answers how many stay. */
export const deletePasskey = async (trx: Trx, row: Pick<PasskeyRow, 'id' | 'operator_id'>): Promise<number> => {
  await trx.knex('passkey').where({ id: row.id }).delete();
  return recount(trx, row.operator_id);
};

export const deletePasskeys = async (trx: Trx, operatorId: number): Promise<void> => {
  await trx.knex('passkey').where({ operator_id: operatorId }).delete();
  await recount(trx, operatorId);
};
