/**
 * Links and return paths that are derived, not stored (architecture, decision 7), and random tokens for single-use acts.
 * Base32 without padding, lower case: local parts of addresses get lower-cased on the way.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { type LinkPurpose, linkPurposes } from '../contract/codes.ts';
import { equalBytes, type KeyRing, mac, nextNonce } from './seal.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const values = new Map([...alphabet].map((c, i) => [c, i]));

export const base32 = (bytes: Uint8Array): string => {
  let out = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet[(value >>> bits) & 31];
      value &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? out + alphabet[(value << (5 - bits)) & 31] : out;
};

/** Null for anything that is not the one canonical spelling. */
export const fromBase32 = (text: string): Buffer | null => {
  const out = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let value = 0;
  let bits = 0;
  let at = 0;
  for (const c of text.toLowerCase()) {
    const v = values.get(c);
    if (v === undefined) return null;
    value = (value << 5) | v;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = value >>> bits;
      value &= (1 << bits) - 1;
    }
  }
  return value === 0 && bits < 5 ? out : null;
};

const head = (ring: KeyRing, purpose: number, keyId = ring.current) => (keyId << 4) | purpose;

/** What a personal link says: which reader, what for, until the end of which day (JST day number). */
export type Link = { purpose: LinkPurpose; id: number; day: number };

const linkMac = (ring: KeyRing, keyId: number, payload: Uint8Array, epoch: number) =>
  mac(ring, keyId, 'link', Buffer.concat([payload, Buffer.from(`|${epoch}`)]));

/** 40 characters. `id` is the reader's random 48-bit public id, `epoch` its link_epoch: raising that revokes all links. */
export const makeLink = (ring: KeyRing, link: Link, epoch: number): string => {
  const payload = Buffer.alloc(9);
  payload[0] = head(ring, linkPurposes[link.purpose]);
  payload.writeUIntBE(link.id, 1, 6);
  payload.writeUInt16BE(link.day, 7);
  return base32(Buffer.concat([payload, linkMac(ring, ring.current, payload, epoch)]));
};

/** What the text claims, with the check that needs the reader's epoch. Null when it cannot be a link of ours. */
export const readLink = (ring: KeyRing, text: string): (Link & { genuine(epoch: number): boolean }) | null => {
  const bytes = text.length === 40 ? fromBase32(text) : null;
  if (!bytes || bytes.length !== 25) return null;
  const keyId = bytes[0]! >>> 4;
  const purpose = (Object.keys(linkPurposes) as LinkPurpose[]).find((p) => linkPurposes[p] === (bytes[0]! & 15));
  if (!purpose || !ring.knows(keyId)) return null;
  const payload = bytes.subarray(0, 9);
  return {
    purpose,
    id: bytes.readUIntBE(1, 6),
    day: bytes.readUInt16BE(7),
    genuine: (epoch) => equalBytes(bytes.subarray(9), linkMac(ring, keyId, payload, epoch)),
  };
};

/** Return path of one mail: bulletin (0 for a letter) and reader or letter row. 44 characters. */
export type ReturnPath = { bulletin: number; row: number };

export const makeReturnPath = (ring: KeyRing, path: ReturnPath): string => {
  const payload = Buffer.alloc(11);
  payload[0] = head(ring, linkPurposes.verp);
  payload.writeUInt32BE(path.bulletin, 1);
  payload.writeUIntBE(path.row, 5, 6);
  return base32(Buffer.concat([payload, mac(ring, ring.current, 'link', payload)]));
};

/** Null unless the signature is ours. */
export const readReturnPath = (ring: KeyRing, text: string): ReturnPath | null => {
  const bytes = text.length === 44 ? fromBase32(text) : null;
  if (!bytes || bytes.length !== 27 || (bytes[0]! & 15) !== linkPurposes.verp) return null;
  const keyId = bytes[0]! >>> 4;
  if (!ring.knows(keyId)) return null;
  const payload = bytes.subarray(0, 11);
  if (!equalBytes(bytes.subarray(11), mac(ring, keyId, 'link', payload))) return null;
  return { bulletin: bytes.readUInt32BE(1), row: bytes.readUIntBE(5, 6) };
};

/** 160 random bits, 32 characters. */
export const randomToken = (): string => base32(randomBytes(20));
/** Random 48-bit number: the public id of a reader. */
export const randomId48 = (): number => randomInt(1, 2 ** 48 - 1);
/** Random public id of every other row: 20 characters, 100 bits. */
export const publicId = (): string => base32(randomBytes(13)).slice(0, 20);
/**
 * Public id of rows that come by the thousand (cases, events, chains): the time in milliseconds, in the order of its signs, and 70 random
 * bits. Rows of one moment then stand side by side in every index, and a commit writes a few pages where it wrote one for each row.
 * Letters have the same by UUID version 7 (RFC 9562). No such id is a secret: whoever asks by one must have the right to.
 */
export const rowId = (): string => Date.now().toString(32).padStart(9, '0') + base32(nextNonce()).slice(0, 14);
