/**
 * The file of a backup: one line of JSON that says what it is, then the copy of the database, both inside one file of the age format
 * (age-encryption.org/v1), readable only with the private key. Without us: `age -d -i KEY FILE | tail -n +2 > copy`.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { HubError, refused } from '../lib/errors.ts';
import type { Engine } from './dialect.ts';

/** What stands in the first line. No key: only a value by which a ring is known as the right one. */
export type Manifest = {
  format: 1;
  /** Epoch milliseconds of the hub's clock, just before the copy was begun. */
  at: number;
  engine: Engine;
  /** Newest migration. */
  schema: string;
  keyCheck: string;
  /** Derived keys of keys that have gone, sealed (store/keptKeys.ts). */
  keptKeys: string | null;
  /** Rows of each table, at the moment of the copy. */
  counts: Record<string, number>;
  /** False in dumps of PostgreSQL by older versions, which counted a moment before: what moved meanwhile differs a little. */
  exact?: boolean;
  /** Newest line of the audit log. */
  audit: { seq: number; hash: string } | null;
  bytes: number;
  sha256: string;
};

/** Read with the first backup: its ciphers are seventy files that a start would wait for. */
const age = () => import('age-encryption');

/** A new pair: `identity` opens what is made for `recipient`. */
export const makePair = async (): Promise<{ identity: string; recipient: string }> => {
  const { generateX25519Identity, identityToRecipient } = await age();
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
};

/** The identity of a key file: its first line that is no remark. Throws `backup.key-malformed`. */
export const identityOf = (text: string): string => {
  const line = text
    .split('\n')
    .map((part) => part.trim())
    .find((part) => part !== '' && !part.startsWith('#'));
  if (!line || !/^AGE-SECRET-KEY-1[0-9A-Z]+$/.test(line)) throw refused('backup.key-malformed');
  return line;
};

export const hashFile = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

async function* joined(manifest: Manifest, copy: string) {
  yield Buffer.from(`${JSON.stringify(manifest)}\n`);
  for await (const chunk of createReadStream(copy, { highWaterMark: 1 << 18 })) yield chunk as Buffer;
}

/** Writes the file, and has it on disk when it resolves. Throws `backup.recipient-malformed`. */
export const writeBackup = async (p: {
  manifest: Manifest;
  copy: string;
  file: string;
  recipients: readonly string[];
}): Promise<void> => {
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  for (const recipient of p.recipients)
    try {
      encrypter.addRecipient(recipient);
    } catch (error) {
      throw new HubError('backup.recipient-malformed', { recipient }, [], error);
    }
  const source = Readable.toWeb(Readable.from(joined(p.manifest, p.copy))) as ReadableStream<Uint8Array>;
  const closed = (await encrypter.encrypt(source)) as unknown as WebStream<Uint8Array>;
  await pipeline(Readable.fromWeb(closed), createWriteStream(p.file, { mode: 0o600, flags: 'wx' }));
  const at = await open(p.file, 'r+');
  try {
    await at.sync();
  } finally {
    await at.close();
  }
};

const MOST_MANIFEST = 1 << 20;

const isManifest = (value: unknown): value is Manifest =>
  typeof value === 'object' &&
  value !== null &&
  (value as Manifest).format === 1 &&
  typeof (value as Manifest).at === 'number' &&
  typeof (value as Manifest).sha256 === 'string';

const parseManifest = (line: string): Manifest => {
  try {
    const value: unknown = JSON.parse(line);
    if (isManifest(value)) return value;
  } catch {
    // Said below.
  }
  throw refused('backup.not-ours');
};

const opened = async (file: string, identity: string): Promise<Readable> => {
  const { Decrypter } = await age();
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    const source = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    return Readable.fromWeb((await decrypter.decrypt(source)) as unknown as WebStream<Uint8Array>);
  } catch (error) {
    const why = (error as Error).message;
    const code = /no identity matched/.test(why) ? 'backup.key-wrong' : 'backup.damaged';
    throw new HubError(code, { why }, [], error);
  }
};

/**
 * Opens a backup and writes the copy that is in it to `copy`, which must not be there; every byte is compared with the manifest's hash.
 * Throws `backup.key-wrong`, `backup.damaged {why}`, `backup.not-ours`.
 */
export const readBackup = async (file: string, identity: string, copy: string): Promise<Manifest> => {
  const stream = await opened(file, identity);
  const target = await open(copy, 'wx', 0o600);
  const hash = createHash('sha256');
  let head: Buffer | null = Buffer.alloc(0);
  let manifest: Manifest | null = null;
  const take = async (body: Buffer) => {
    hash.update(body);
    await target.write(body);
  };
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      if (!head) {
        await take(Buffer.from(piece));
        continue;
      }
      head = Buffer.concat([head, piece]);
      const end = head.indexOf(10);
      if (end < 0) {
        if (head.length > MOST_MANIFEST) throw refused('backup.not-ours');
        continue;
      }
      manifest = parseManifest(head.subarray(0, end).toString('utf8'));
      const rest = head.subarray(end + 1);
      head = null;
      await take(rest);
    }
    await target.sync();
    if (!manifest) throw refused('backup.not-ours');
    if (hash.digest('hex') !== manifest.sha256)
      throw refused('backup.damaged', { why: 'other bytes than were written' });
    return manifest;
  } catch (error) {
    await rm(copy, { force: true });
    if (error instanceof HubError) throw error;
    throw new HubError('backup.damaged', { why: (error as Error).message }, [], error);
  } finally {
    await target.close();
  }
};
