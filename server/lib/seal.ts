/**
 * Personal data at rest: sealing (AES-256-GCM), blind indexes and keyed hashes from one key ring.
 * Layout of a sealed value: version, key id, purpose (one byte each), nonce (12), ciphertext, tag (16).
 * The additional data names table, column and row, so that two rows' values cannot be swapped unnoticed.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto';
import { HubError } from './errors.ts';

const VERSION = 1;
/** Purposes of keys; the byte stands in every value and never changes. */
const purposes = {
  ...{ row: 1, form: 2, index: 3, token: 4, link: 5, limit: 6, secret: 7, check: 8, cursor: 9, audit: 10, sign: 11 },
} as const;
export type KeyPurpose = keyof typeof purposes;

export type KeyRing = {
  /** Id of the key that seals now (1 to 15, so that it fits a nibble of a derived link). */
  readonly current: number;
  /** Id of the key behind blind indexes: the lowest, for it changes only by a locked rebuild. */
  readonly indexKey: number;
  readonly ids: readonly number[];
  /** Ids of which only derived keys are known: the key itself has gone after a rotation. */
  readonly keptIds: readonly number[];
  /** Whether indexes, hashes and links of this key can be made and checked. */
  knows(id: number): boolean;
  /** Takes derived keys of a key that has gone (base64, by purpose), so that indexes, hashes and links made with it go on. */
  adopt(id: number, keys: Readonly<Record<string, string>>): void;
  /** As an object, not as bytes: Node takes five times as long to begin with bytes, and this runs for every mail. */
  key(id: number, purpose: KeyPurpose): KeyObject;
};

/** `text`: one or more keys 'id:base64' joined by commas, or one bare base64 key (id 1). The highest id is current. */
export const openKeyRing = (text: string): KeyRing => {
  const masters = new Map<number, Buffer>();
  for (const part of text
    .split(',')
    .map((p) => p.trim())
    .filter(Boolean)) {
    const [, id = '1', value = ''] = /^(?:(\d{1,2}):)?(.+)$/.exec(part) ?? [];
    const key = Buffer.from(value, 'base64');
    const number = Number(id);
    if (key.length !== 32 || number < 1 || number > 15 || masters.has(number))
      throw new HubError('key.malformed', { id });
    masters.set(number, key);
  }
  if (masters.size === 0) throw new HubError('key.malformed', { id: 'none' });
  const ids = [...masters.keys()].sort((a, b) => a - b);
  const derived = new Map<string, KeyObject>();
  const kept = new Set<number>();
  return {
    ids,
    current: ids.at(-1)!,
    get indexKey() {
      return Math.min(ids[0]!, ...kept);
    },
    get keptIds() {
      return [...kept];
    },
    knows: (id) => masters.has(id) || kept.has(id),
    adopt(id, keys) {
      if (masters.has(id)) return;
      kept.add(id);
      for (const [purpose, key] of Object.entries(keys))
        derived.set(`${id}|${purpose}`, createSecretKey(Buffer.from(key, 'base64')));
    },
    key(id, purpose) {
      const name = `${id}|${purpose}`;
      const known = derived.get(name);
      if (known) return known;
      const master = masters.get(id);
      if (!master) throw new HubError('key.unknown', { id });
      const key = createSecretKey(Buffer.from(hkdfSync('sha256', master, 'fumibako', purpose, 32)));
      derived.set(name, key);
      return key;
    },
  };
};

export const newMasterKey = (): string => randomBytes(32).toString('base64');

const aad = (purpose: KeyPurpose, place: string) => Buffer.from(`${purpose}|${place}`);

const NONCE = 12;
/** Randomness for many at once: a call for each would cost more than the sealing. */
const nonces = Buffer.alloc(NONCE * 256);
let spent = nonces.length;
/** 12 random bytes that nobody has had before. */
export const nextNonce = (): Buffer => {
  if (spent === nonces.length) {
    randomFillSync(nonces);
    spent = 0;
  }
  const nonce = Buffer.from(nonces.subarray(spent, spent + NONCE));
  spent += NONCE;
  return nonce;
};

/** Seals text for one place, named 'table|column|public id'. */
export const seal = (ring: KeyRing, place: string, plain: string, purpose: KeyPurpose = 'row'): Buffer => {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', ring.key(ring.current, purpose), nonce);
  cipher.setAAD(aad(purpose, place));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION, ring.current, purposes[purpose]]), nonce, body, cipher.getAuthTag()]);
};

/** Opens what `seal` made for the same place. Throws `seal.broken` for anything else: a foreign key, another row, a changed byte. */
export const unseal = (ring: KeyRing, place: string, sealed: Uint8Array, purpose: KeyPurpose = 'row'): string => {
  const bytes = Buffer.isBuffer(sealed) ? sealed : Buffer.from(sealed);
  if (bytes.length < 31 || bytes[0] !== VERSION || bytes[2] !== purposes[purpose])
    throw new HubError('seal.broken', { place });
  try {
    const decipher = createDecipheriv('aes-256-gcm', ring.key(bytes[1]!, purpose), bytes.subarray(3, 15));
    decipher.setAAD(aad(purpose, place));
    decipher.setAuthTag(bytes.subarray(bytes.length - 16));
    return decipher.update(bytes.subarray(15, bytes.length - 16), undefined, 'utf8') + decipher.final('utf8');
  } catch (error) {
    throw new HubError('seal.broken', { place }, [], error);
  }
};

export const sealJson = (ring: KeyRing, place: string, value: unknown, purpose?: KeyPurpose): Buffer =>
  seal(ring, place, JSON.stringify(value), purpose);
export const unsealJson = <T>(ring: KeyRing, place: string, sealed: Uint8Array, purpose?: KeyPurpose): T =>
  JSON.parse(unseal(ring, place, sealed, purpose)) as T;

/** 128-bit HMAC-SHA-256 with a named key. */
export const mac = (ring: KeyRing, keyId: number, purpose: KeyPurpose, text: string | Uint8Array): Buffer =>
  createHmac('sha256', ring.key(keyId, purpose)).update(text).digest().subarray(0, 16);

/** Keyed hash for look-ups: key id, purpose, 128-bit HMAC. `what` keeps equal texts of different columns apart. */
const keyed = (ring: KeyRing, keyId: number, purpose: KeyPurpose, what: string, text: string): Buffer =>
  Buffer.concat([Buffer.from([keyId, purposes[purpose]]), mac(ring, keyId, purpose, `${what}|${text}`)]);

/** Blind index of a canonical address or another identifier that must be found again. */
export const blindIndex = (ring: KeyRing, what: string, text: string): Buffer =>
  keyed(ring, ring.indexKey, 'index', what, text);
/** Stored form of a random token: useless without the key. */
export const tokenHash = (ring: KeyRing, purpose: string, token: string): Buffer =>
  keyed(ring, ring.indexKey, 'token', purpose, token);
export const limitKey = (ring: KeyRing, scope: string, text: string): Buffer =>
  keyed(ring, ring.indexKey, 'limit', scope, text);

/** Sealed state that travels through a form or a cursor, URL-safe. */
export const sealState = (ring: KeyRing, name: string, value: unknown): string =>
  sealJson(ring, name, value, 'form').toString('base64url');
/** Null when it was not made by us, for this name. */
export const openState = <T>(ring: KeyRing, name: string, text: string): T | null => {
  try {
    return unsealJson<T>(ring, name, Buffer.from(text, 'base64url'), 'form');
  } catch {
    return null;
  }
};

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
