/** Stored single-use tokens: only their keyed hash is kept, what they allow is sealed. */
import type { TokenPurpose } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type TokenRow = {
  id: number;
  public_id: string;
  purpose: TokenPurpose;
  hash: Buffer;
  reader_id: number | null;
  payload: Buffer;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  purge_after: number;
};

export const insertToken = async (trx: Trx, row: Omit<TokenRow, 'id' | 'used_at'>): Promise<void> => {
  await trx.knex('token').insert(row);
};

export const findToken = async (source: Source, hash: Buffer): Promise<TokenRow | undefined> =>
  source.knex('token').where({ hash }).first();

/** True for the one who used it up; false when somebody was first. */
export const useToken = async (trx: Trx, id: number, now: number): Promise<boolean> =>
  (await trx.knex('token').where({ id }).whereNull('used_at').update({ used_at: now })) === 1;
