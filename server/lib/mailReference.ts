/**
 * The reference that every mail carries: whoever got it can ask whether we sent it. 32 signs in groups of four. It names the row and proves
 * itself by 80 bits that only we can compute, so nothing is stored for it and nobody can make one up.
 */
import { createHmac } from 'node:crypto';
import { type Language, languages } from '../contract/codes.ts';
import { equalBytes, type KeyRing } from './seal.ts';
import { pathTags, referenceTag } from './tags.ts';

/** Digits and letters that nobody takes for another one (Crockford's base 32): no I, L, O, U. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** What people type for a sign that looks like it. */
const alike: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
const values = new Map([...signs].map((sign, n) => [sign, n]));
const pairs = Array.from({ length: 1024 }, (_, n) => signs[n >>> 5]! + signs[n & 31]!);

/** Bulletin (0 for a letter), reader or letter row, and the language of the copy. */
export type MailReference = { bulletin: number; row: number; language: Language };

const PAYLOAD = 10;
const PROOF = 10;
const LENGTH = ((PAYLOAD + PROOF) * 8) / 5;

/** No link or return path begins with this byte, so none of their proofs is one of these. */
const own = Buffer.alloc(1);
const proof = (ring: KeyRing, keyId: number, payload: Uint8Array): Buffer =>
  createHmac('sha256', ring.key(keyId, 'link')).update(own).update(payload).digest().subarray(0, PROOF);

const written = (bytes: Buffer): string => {
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += 5) {
    const [high, low] = [bytes.readUIntBE(at, 3) >>> 4, bytes.readUIntBE(at + 2, 3) & 0xfffff];
    for (const n of [high, low]) groups.push(pairs[n >>> 10]! + pairs[n & 1023]!);
  }
  return groups.join('-');
};

export const makeMailReference = (ring: KeyRing, { bulletin, row, language }: MailReference): string => {
  const bytes = Buffer.alloc(PAYLOAD + PROOF);
  bytes[0] = (ring.current << 4) | languages.indexOf(language);
  bytes.writeUInt32BE(bulletin, 1);
  bytes.writeUIntBE(row, 5, 5);
  proof(ring, ring.current, bytes.subarray(0, PAYLOAD)).copy(bytes, PAYLOAD);
  return written(bytes);
};

const kept = Buffer.alloc(PAYLOAD + PROOF);

/** The reference of a bulletin's mail, proven by a tag of `pathTags`. */
export const mailReferenceWith = (ring: KeyRing, { bulletin, row, language }: MailReference, tags: string): string => {
  kept[0] = (ring.current << 4) | languages.indexOf(language);
  kept.writeUInt32BE(bulletin, 1);
  kept.writeUIntBE(row, 5, 5);
  kept.write(referenceTag(tags, language), PAYLOAD, 'latin1');
  return written(kept);
};

/** As somebody typed it: full width, small letters, blanks and dashes of any kind, and signs that look alike are all understood. */
const tidied = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\u2212\u30fc\uff70\p{Cf}]/gu, '')
    .replace(/[OIL]/g, (sign) => alike[sign]!);

const bytesOf = (text: string): Buffer | null => {
  if (text.length !== LENGTH) return null;
  const bytes = Buffer.alloc(PAYLOAD + PROOF);
  let [value, bits, at] = [0, 0, 0];
  for (const sign of text) {
    const n = values.get(sign);
    if (n === undefined) return null;
    value = ((value & 0xff) << 5) | n;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = value >>> bits;
  }
  return bytes;
};

/** `spelling`: the one way in which we write it. Null for what is no reference of ours. */
export const readMailReference = (ring: KeyRing, typed: string): (MailReference & { spelling: string }) | null => {
  const bytes = typed.length > 200 ? null : bytesOf(tidied(typed));
  if (!bytes) return null;
  const keyId = bytes[0]! >>> 4;
  const language = languages[bytes[0]! & 15];
  if (!language || !ring.knows(keyId)) return null;
  const told = bytes.subarray(PAYLOAD);
  const path = { bulletin: bytes.readUInt32BE(1), row: bytes.readUIntBE(5, 5) };
  const ours =
    equalBytes(told, proof(ring, keyId, bytes.subarray(0, PAYLOAD))) ||
    equalBytes(told, Buffer.from(referenceTag(pathTags(ring, keyId, path), language), 'latin1'));
  return ours ? { ...path, language, spelling: written(bytes) } : null;
};
