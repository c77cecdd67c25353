/** Addresses that answers to mails of a system may go to. */
import type { ReplyAddressState } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type ReplyAddressRow = {
  id: number;
  public_id: string;
  system: string;
  /** Sealed. */
  email: Buffer;
  state: ReplyAddressState;
  /** Keyed hash of the code in the mail; null once it is confirmed. */
  code: Buffer | null;
  /** Wrong codes so far. */
  tries: number;
  code_until: number;
  created_at: number;
  confirmed_at: number | null;
  purge_after: number | null;
};

export const insertReplyAddress = async (trx: Trx, row: Omit<ReplyAddressRow, 'id' | 'tries'>): Promise<void> => {
  await trx.knex('reply_address').insert(row);
};

export const findReplyAddress = async (source: Source, publicId: string): Promise<ReplyAddressRow | undefined> =>
  source.knex('reply_address').where({ public_id: publicId }).first();

/** Those that were not removed, oldest first. */
export const listReplyAddresses = async (source: Source, system: string): Promise<ReplyAddressRow[]> =>
  source.knex('reply_address').where({ system }).whereNot({ state: 'removed' }).orderBy('id');

/** True when a try was left and is used up now: wrong codes cannot be tried side by side. */
export const spendReplyTry = async (trx: Trx, id: number, most: number): Promise<boolean> =>
  (await trx
    .knex('reply_address')
    .where({ id, state: 'pending' })
    .where('tries', '<', most)
    .update({ tries: trx.knex.raw('tries + 1') })) === 1;

export const updateReplyAddress = async (
  trx: Trx,
  id: number,
  change: Partial<Pick<ReplyAddressRow, 'state' | 'code' | 'confirmed_at' | 'purge_after'>>,
): Promise<void> => {
  await trx.knex('reply_address').where({ id }).update(change);
};
