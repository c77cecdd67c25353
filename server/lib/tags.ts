/**
 * What proves the links, the return path and the reference of a bulletin's mail: one HMAC-SHA-512 for the ways out of a reader and one for
 * the paths of a mail, each cut into disjoint pieces, one a purpose. Of a pseudorandom answer no piece tells anything of another.
 * Every other derived link has an HMAC-SHA-256 of its own (token.ts); so have those of mails that left before there were tags.
 */
import { hash } from 'node:crypto';
import { type Language, type LinkPurpose, languages } from '../contract/codes.ts';
import type { KeyRing } from './seal.ts';

const BLOCK = 128;
const DIGEST = 64;
const TAG = 16;
const PROOF = 10;
/** What the answer is about: a first byte that no link, return path or reference begins with, and numbers at fixed places. */
const ABOUT = 13;
const ways = 1;
const paths = 2;

/** Purposes that have a tag, in their order. */
export const waysOut = ['unsubscribe', 'oneClick', 'mailto'] as const satisfies readonly LinkPurpose[];
export type WayOut = (typeof waysOut)[number];
export const isWayOut = (purpose: LinkPurpose): purpose is WayOut => waysOut.includes(purpose as WayOut);

const block = (key: Uint8Array, fill: number, behind: number): Buffer => {
  const bytes = Buffer.alloc(BLOCK + behind, fill).fill(0, BLOCK);
  for (const [i, byte] of key.entries()) bytes[i]! ^= byte;
  return bytes;
};

/**
 * HMAC-SHA-512 (RFC 2104) of 13 bytes with a key of 32, one byte a sign. Both blocks of the key are laid out once, because this runs twice
 * a mail: a `createHmac` costs more than the two hashes it is made of.
 */
const openHmac = (key: Uint8Array) => {
  const inner = block(key, 0x36, ABOUT);
  const outer = block(key, 0x5c, DIGEST);
  return (about: Uint8Array): string => {
    inner.set(about, BLOCK);
    outer.write(hash('sha512', inner, 'binary'), BLOCK, DIGEST, 'latin1');
    return hash('sha512', outer, 'binary');
  };
};

const opened = new WeakMap<KeyRing, Map<number, ReturnType<typeof openHmac>>>();
const hmacOf = (ring: KeyRing, keyId: number) => {
  const byKey = opened.get(ring) ?? new Map<number, ReturnType<typeof openHmac>>();
  opened.set(ring, byKey);
  const known = byKey.get(keyId) ?? openHmac(ring.key(keyId, 'link').export());
  byKey.set(keyId, known);
  return known;
};

const about = Buffer.alloc(ABOUT);

/** 48 bytes, one a sign: 16 for each of `waysOut`, of a reader (48-bit public id) until the end of a day in an epoch. */
export const wayOutTags = (ring: KeyRing, keyId: number, link: { id: number; day: number }, epoch: number): string => {
  about[0] = ways;
  about.writeUIntBE(link.id, 1, 6);
  about.writeUInt16BE(link.day, 7);
  about.writeUInt32BE(epoch, 9);
  return hmacOf(ring, keyId)(about).slice(0, TAG * waysOut.length);
};

/** The tag of one way out. */
export const wayOutTag = (tags: string, way: WayOut): string =>
  tags.slice(waysOut.indexOf(way) * TAG, (waysOut.indexOf(way) + 1) * TAG);

/** Of the mail of a bulletin (0 for a letter) to a row: 16 bytes for its return path, 10 for its reference in each language. */
export const pathTags = (ring: KeyRing, keyId: number, path: { bulletin: number; row: number }): string => {
  about.fill(0);
  about[0] = paths;
  about.writeUInt32BE(path.bulletin, 1);
  about.writeUIntBE(path.row, 5, 6);
  return hmacOf(ring, keyId)(about).slice(0, TAG + PROOF * languages.length);
};

// A tag that is cut short proves nothing: the fifth language needs a second answer.
if (TAG + PROOF * languages.length > DIGEST) throw new Error('no room for the references of so many languages');

export const returnPathTag = (tags: string): string => tags.slice(0, TAG);
export const referenceTag = (tags: string, language: Language): string => {
  const from = TAG + languages.indexOf(language) * PROOF;
  return tags.slice(from, from + PROOF);
};
