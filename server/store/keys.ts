/** Keys of the API: found by the hash of the whole (v1) or by their system, whose secrets are tried in turn (v2). */
import type { KeyType, SystemCode } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type KeyRow = {
  id: number;
  public_id: string;
  system: SystemCode;
  name: string;
  type: KeyType;
  hash: Buffer;
  secret: Buffer;
  allow_list: Buffer | null;
  actor: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
};

export const insertKey = async (trx: Trx, row: Omit<KeyRow, 'id'>): Promise<void> => {
  await trx.knex('api_key').insert(row);
};
export const findKeyByHash = async (source: Source, hash: Buffer): Promise<KeyRow | undefined> =>
  source.knex('api_key').where({ hash }).first();
export const findKey = async (source: Source, publicId: string): Promise<KeyRow | undefined> =>
  source.knex('api_key').where({ public_id: publicId }).first();
export const listKeys = async (source: Source, system?: string): Promise<KeyRow[]> => {
  const query = source.knex('api_key').orderBy('id', 'desc');
  return system ? query.where({ system }) : query;
};
/** True when it was alive until now. */
export const revokeKeyRow = async (trx: Trx, publicId: string, now: number): Promise<boolean> =>
  (await trx.knex('api_key').where({ public_id: publicId }).whereNull('revoked_at').update({ revoked_at: now })) === 1;
export const touchKey = async (trx: Trx, id: number, now: number): Promise<void> => {
  await trx.knex('api_key').where({ id }).update({ last_used_at: now });
};
/** Changes a key that is there. */
export const updateKey = async (
  trx: Trx,
  id: number,
  change: Partial<Pick<KeyRow, 'allow_list' | 'expires_at'>>,
): Promise<void> => {
  await trx.knex('api_key').where({ id }).update(change);
};
