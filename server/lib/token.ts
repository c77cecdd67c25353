/**
 * Links and return paths that are derived, not stored (architecture, decision 7), and random tokens for single-use acts.
 * Base32 without padding, lower case: local parts of addresses get lower-cased on the way.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { type LinkPurpose, linkPurposes } from '../contract/codes.ts';
import { equalBytes, type KeyRing, mac, nextNonce } from './seal.ts';
import { isWayOut, pathTags, returnPathTag, type WayOut, wayOutTag, wayOutTags } from './tags.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const values = new Map([...alphabet].map((c, i) => [c, i]));
const pairs = Array.from({ length: 1024 }, (_, n) => alphabet[n >>> 5]! + alphabet[n & 31]!);

export const base32 = (bytes: Uint8Array): string => {
  let out = '';
  let value = 0;
  let bits = 0;
  for (let at = 0; at < bytes.length; at++) {
    value = (value << 8) | bytes[at]!;
    bits += 8;
    if (bits < 10) continue;
    bits -= 10;
    out += pairs[value >>> bits];
    value &= (1 << bits) - 1;
  }
  if (bits >= 5) {
    bits -= 5;
    out += alphabet[value >>> bits];
    value &= (1 << bits) - 1;
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

const kept = { link: Buffer.alloc(25), path: Buffer.alloc(27) };

/** The three ways out of a bulletin's mail, each as `makeLink` would spell it, proven by tags (tags.ts). */
export const makeWaysOut = (
  ring: KeyRing,
  link: { id: number; day: number },
  epoch: number,
): Readonly<Record<WayOut, string>> => {
  const tags = wayOutTags(ring, ring.current, link, epoch);
  const bytes = kept.link;
  bytes.writeUIntBE(link.id, 1, 6);
  bytes.writeUInt16BE(link.day, 7);
  const way = (purpose: WayOut): string => {
    bytes[0] = head(ring, linkPurposes[purpose]);
    bytes.write(wayOutTag(tags, purpose), 9, 'latin1');
    return base32(bytes);
  };
  return { unsubscribe: way('unsubscribe'), oneClick: way('oneClick'), mailto: way('mailto') };
};

const latin1 = (tag: string): Buffer => Buffer.from(tag, 'latin1');

/** What the text claims, with the check that needs the reader's epoch. Null when it cannot be a link of ours. */
export const readLink = (ring: KeyRing, text: string): (Link & { genuine(epoch: number): boolean }) | null => {
  const bytes = text.length === 40 ? fromBase32(text) : null;
  if (!bytes || bytes.length !== 25) return null;
  const keyId = bytes[0]! >>> 4;
  const purpose = (Object.keys(linkPurposes) as LinkPurpose[]).find((p) => linkPurposes[p] === (bytes[0]! & 15));
  if (!purpose || !ring.knows(keyId)) return null;
  const payload = bytes.subarray(0, 9);
  const proof = bytes.subarray(9);
  const link = { id: bytes.readUIntBE(1, 6), day: bytes.readUInt16BE(7) };
  return {
    purpose,
    ...link,
    genuine: (epoch) =>
      equalBytes(proof, linkMac(ring, keyId, payload, epoch)) ||
      (isWayOut(purpose) && equalBytes(proof, latin1(wayOutTag(wayOutTags(ring, keyId, link, epoch), purpose)))),
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

/** The return path of a bulletin's mail, proven by a tag of `pathTags`. */
export const returnPathWith = (ring: KeyRing, path: ReturnPath, tags: string): string => {
  const bytes = kept.path;
  bytes[0] = head(ring, linkPurposes.verp);
  bytes.writeUInt32BE(path.bulletin, 1);
  bytes.writeUIntBE(path.row, 5, 6);
  bytes.write(returnPathTag(tags), 11, 'latin1');
  return base32(bytes);
};

/** Null unless the signature is ours. */
export const readReturnPath = (ring: KeyRing, text: string): ReturnPath | null => {
  const bytes = text.length === 44 ? fromBase32(text) : null;
  if (!bytes || bytes.length !== 27 || (bytes[0]! & 15) !== linkPurposes.verp) return null;
  const keyId = bytes[0]! >>> 4;
  if (!ring.knows(keyId)) return null;
  const payload = bytes.subarray(0, 11);
  const proof = bytes.subarray(11);
  const path = { bulletin: bytes.readUInt32BE(1), row: bytes.readUIntBE(5, 6) };
  const ours =
    equalBytes(proof, mac(ring, keyId, 'link', payload)) ||
    equalBytes(proof, latin1(returnPathTag(pathTags(ring, keyId, path))));
  return ours ? path : null;
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
