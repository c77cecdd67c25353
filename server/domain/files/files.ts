/**
 * Files by link: a mail holds a link, the link holds the key. The hub keeps the sealed bytes, the name sealed by its own key, and the keyed
 * index of the one address that may have the file; once the text of the letter is gone, it cannot open them.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Language } from '../../contract/codes.ts';
import { paths } from '../../contract/paths.ts';
import { isAddress, readAddress, SYSTEM_LIMIT, storedAddress } from '../../lib/address.ts';
import { type Clock, DAY, HOUR } from '../../lib/clock.ts';
import { HubError } from '../../lib/errors.ts';
import { blindIndex, type KeyRing, seal, unseal } from '../../lib/seal.ts';
import { base32, fromBase32, publicId } from '../../lib/token.ts';
import type { Db, Trx } from '../../store/db.ts';
import {
  attachSharedFile,
  deleteSharedFile,
  findSharedFile,
  insertSharedFile,
  listEndedFiles,
  missSharedFile,
  type SharedFileRow,
} from '../../store/sharedFiles.ts';
import type { AskedFile } from './asked.ts';
import { kinds } from './kinds.ts';
import type { Shelf } from './shelf.ts';

/** A file whose letter was never stored goes after this long. */
const UNATTACHED = DAY;
/** So many wrong addresses close a file for an hour. */
const MISSES = 20;
const ENDED_AT_ONCE = 100;
const ID_LETTERS = 20;

/** A file with its link, before anything is stored. */
export type PlannedFile = AskedFile & { id: string; key: Buffer; url: string };
export type FileView = { name: string; bytes: number; until: number; confirm: boolean; language: Language };

const HEAD = 28;
const sealBytes = (key: Buffer, id: string, bytes: Buffer): Buffer => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`shared_file|${id}`));
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
};
/** Null for another key. */
const openBytes = (key: Buffer, id: string, sealed: Buffer): Buffer | null => {
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(
      Buffer.from(`shared_file|${id}`),
    );
    cipher.setAuthTag(sealed.subarray(12, HEAD));
    return Buffer.concat([cipher.update(sealed.subarray(HEAD)), cipher.final()]);
  } catch {
    return null;
  }
};

const splitToken = (token: string): { id: string; key: Buffer } | null => {
  if (!/^[a-z2-7]{72}$/.test(token)) return null;
  const key = fromBase32(token.slice(ID_LETTERS));
  return key && { id: token.slice(0, ID_LETTERS), key };
};

type Parts = { db: Db; ring: KeyRing; clock: Clock; publicUrl: () => string; shelf: Shelf };

export const openFiles = (p: Parts) => {
  const indexOf = (email: string) => blindIndex(p.ring, 'email', storedAddress(email).canonical);
  const view = (row: SharedFileRow): FileView => ({
    name: unseal(p.ring, `shared_file|name|${row.public_id}`, row.name),
    bytes: row.bytes,
    until: row.ends_at,
    confirm: row.confirm === 1,
    language: row.language,
  });

  /** Errors: `link.broken`, `link.unknown`, `link.expired {language}`. */
  const need = async (token: string): Promise<{ row: SharedFileRow; key: Buffer }> => {
    const parts = splitToken(token);
    if (!parts) throw new HubError('link.broken');
    const row = await findSharedFile(p.db, parts.id);
    if (!row?.letter) throw new HubError('link.unknown');
    if (row.ends_at <= p.clock.now()) throw new HubError('link.expired', { language: row.language });
    return { row, key: parts.key };
  };

  const checkAddress = async (row: SharedFileRow, email: string): Promise<void> => {
    const now = p.clock.now();
    if (row.locked_until !== null && row.locked_until > now)
      throw new HubError('limit.reached', { scope: 'file', retryAt: row.locked_until });
    const address = readAddress(email, SYSTEM_LIMIT);
    if (!isAddress(address)) throw new HubError(address);
    if (indexOf(address.text).equals(row.recipient_index)) return;
    await p.db.write((trx) => missSharedFile(trx, row.id, MISSES, now + HOUR));
    throw new HubError('file.other-address');
  };

  /** Takes away what has ended. Bytes first, then the row: what is interrupted is found again. */
  const purge = async (): Promise<void> => {
    for (;;) {
      const ended = await listEndedFiles(p.db, p.clock.now(), ENDED_AT_ONCE);
      for (const row of ended) {
        await p.shelf.remove(row.public_id);
        await p.db.write((trx) => deleteSharedFile(trx, row.id));
      }
      if (ended.length < ENDED_AT_ONCE) return;
    }
  };

  return {
    /** Chooses id, key and link; stores nothing. */
    plan(asked: AskedFile): PlannedFile {
      const id = publicId();
      const key = randomBytes(32);
      return { ...asked, id, key, url: `${p.publicUrl()}${paths.file(`${id}${base32(key)}`)}` };
    },

    /** Puts the sealed bytes away. Until a letter is attached, nobody can open it and it goes after a day. Errors: `files.unavailable`. */
    async keep(file: PlannedFile, to: { system: string; email: string; language: Language }): Promise<void> {
      const now = p.clock.now();
      await p.db.write((trx) =>
        insertSharedFile(trx, {
          public_id: file.id,
          system: to.system,
          language: to.language,
          name: seal(p.ring, `shared_file|name|${file.id}`, file.name),
          ending: file.ending,
          bytes: file.bytes.length,
          recipient_index: indexOf(to.email),
          confirm: file.confirm ? 1 : 0,
          created_at: now,
          ends_at: now + UNATTACHED,
        }),
      );
      await p.shelf.put(file.id, sealBytes(file.key, file.id, file.bytes));
    },

    /** In the transaction that stores the letter. */
    attach: (trx: Trx, file: PlannedFile, letter: string): Promise<void> =>
      attachSharedFile(trx, file.id, letter, p.clock.now() + file.weeks * 7 * DAY),

    /** What the page shows. Errors: `link.broken`, `link.unknown`, `link.expired`. */
    show: async (token: string): Promise<FileView> => view((await need(token)).row),

    /**
     * The file. `email`: as typed, where it must be confirmed. Errors beside those of `show`: `address.…`, `file.other-address`,
     * `limit.reached {scope: 'file', retryAt}`, `files.unavailable`.
     */
    async take(token: string, email: string): Promise<{ name: string; type: string; bytes: Buffer }> {
      const { row, key } = await need(token);
      if (row.confirm === 1) await checkAddress(row, email);
      const sealed = await p.shelf.get(row.public_id);
      const bytes = sealed && openBytes(key, row.public_id, sealed);
      if (!bytes) throw new HubError('link.unknown');
      return { name: view(row).name, type: kinds[row.ending] ?? 'application/octet-stream', bytes };
    },

    purge,
  };
};
export type Files = ReturnType<typeof openFiles>;
