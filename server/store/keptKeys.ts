/**
 * Derived keys of keys that have gone: indexes, hashes and links were made with them and go on. They stand in the database sealed with the
 * key that is current; nothing can be opened with them that was sealed for a row.
 */
import { HubError } from '../lib/errors.ts';
import { type KeyPurpose, type KeyRing, sealJson, unsealJson } from '../lib/seal.ts';
import type { Db, Trx } from './db.ts';
import { findKept, keep } from './keptFacts.ts';

/** What cannot be made anew from what is stored: everything but the sealing of rows and forms. */
const lasting: readonly KeyPurpose[] = ['index', 'token', 'link', 'limit', 'check', 'audit', 'sign'];
const NAME = 'kept_keys';
const place = 'meta|kept_keys|all';
type Kept = Record<string, Record<string, string>>;

/** Base64 of what `keepKeys` sealed; null when no key has gone yet. */
export const findKeptKeys = (db: Db): Promise<string | null> => findKept<string>(db, NAME);

/** Lets a ring take them. Throws `key.wrong {id}` when the current key has not sealed them. */
export const adoptKeys = (ring: KeyRing, sealed: string | null): void => {
  if (sealed === null) return;
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const kept = unsealJson<Kept>(ring, place, bytes);
    for (const [id, keys] of Object.entries(kept)) ring.adopt(Number(id), keys);
  } catch (error) {
    throw new HubError('key.wrong', { id: bytes[1] ?? 0 }, [], error);
  }
};

/** Keeps what indexes, hashes and links need of every key but the current one. */
export const keepKeys = async (trx: Trx, ring: KeyRing): Promise<void> => {
  const old = [...ring.ids.filter((id) => id !== ring.current), ...ring.keptIds];
  const kept: Kept = Object.fromEntries(
    old.map((id) => [
      String(id),
      Object.fromEntries(lasting.map((purpose) => [purpose, ring.key(id, purpose).export().toString('base64')])),
    ]),
  );
  await keep(trx, NAME, sealJson(ring, place, kept).toString('base64'));
};
