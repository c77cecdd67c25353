/** Files that a mail links to. */
import type { Language } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type SharedFileRow = {
  id: number;
  public_id: string;
  system: string;
  letter: string | null;
  language: Language;
  /** Sealed. */
  name: Buffer;
  ending: string;
  bytes: number;
  recipient_index: Buffer;
  confirm: number;
  misses: number;
  locked_until: number | null;
  created_at: number;
  /** The link works until then; row and bytes go after it. */
  ends_at: number;
};

export const insertSharedFile = async (
  trx: Trx,
  row: Omit<SharedFileRow, 'id' | 'letter' | 'misses' | 'locked_until'>,
): Promise<void> => {
  await trx.knex('shared_file').insert(row);
};

/** A letter that links to it is stored: from now on it lives as long as was asked for. */
export const attachSharedFile = async (trx: Trx, publicId: string, letter: string, endsAt: number): Promise<void> => {
  await trx.knex('shared_file').where({ public_id: publicId }).update({ letter, ends_at: endsAt });
};

export const findSharedFile = async (source: Source, publicId: string): Promise<SharedFileRow | undefined> =>
  source.knex('shared_file').where({ public_id: publicId }).first();

/** Counts a wrong address; at every `most` of them the file is closed until then. */
export const missSharedFile = async (trx: Trx, id: number, most: number, until: number): Promise<void> => {
  await trx
    .knex('shared_file')
    .where({ id })
    .update({ misses: trx.knex.raw('misses + 1') });
  await trx.knex('shared_file').where({ id }).where('misses', '>=', most).update({ misses: 0, locked_until: until });
};

export const listEndedFiles = async (source: Source, now: number, most: number): Promise<SharedFileRow[]> =>
  source.knex('shared_file').where('ends_at', '<=', now).orderBy('id').limit(most);

export const deleteSharedFile = async (trx: Trx, id: number): Promise<void> => {
  await trx.knex('shared_file').where({ id }).delete();
};

/** Files sent to an address: they end at once. */
export const endFilesOf = async (trx: Trx, index: Buffer, now: number): Promise<void> => {
  await trx.knex('shared_file').where({ recipient_index: index }).where('ends_at', '>', now).update({ ends_at: now });
};
