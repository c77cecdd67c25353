/** Tags of a bulletin's mail: each proves its own purpose alone, and what left before there were tags stays good. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { languages } from '../../../server/contract/codes.ts';
import { mailReferenceWith, makeMailReference, readMailReference } from '../../../server/lib/mailReference.ts';
import { newMasterKey, openKeyRing } from '../../../server/lib/seal.ts';
import { pathTags, referenceTag, returnPathTag, wayOutTag, wayOutTags, waysOut } from '../../../server/lib/tags.ts';
import {
  base32,
  fromBase32,
  makeLink,
  makeReturnPath,
  makeWaysOut,
  randomId48,
  readLink,
  readReturnPath,
  returnPathWith,
} from '../../../server/lib/token.ts';

const one = newMasterKey();
const ring = openKeyRing(`1:${one}`);
const turned = openKeyRing(`1:${one},2:${newMasterKey()}`);
const foreign = openKeyRing(newMasterKey());
const reader = { id: randomId48(), day: 20_900 };
const mail = { bulletin: 12, row: 345_678 };

it('are pieces of an HMAC-SHA-512 that do not overlap', () => {
  const text = fc.record({ id: fc.nat(2 ** 48 - 1), day: fc.nat(65_535), epoch: fc.nat(2 ** 32 - 1) });
  fc.assert(
    fc.property(text, fc.nat(2 ** 32 - 1), fc.nat(2 ** 40 - 1), ({ id, day, epoch }, bulletin, row) => {
      const hmac = (about: string) => createHmac('sha512', ring.key(1, 'link')).update(about, 'hex').digest('binary');
      const hex = (n: number, bytes: number) => n.toString(16).padStart(bytes * 2, '0');
      const ways = wayOutTags(ring, 1, { id, day }, epoch);
      expect(waysOut.map((way) => wayOutTag(ways, way)).join('')).toBe(
        hmac(`01${hex(id, 6)}${hex(day, 2)}${hex(epoch, 4)}`).slice(0, 48),
      );
      const paths = pathTags(ring, 1, { bulletin, row });
      const pieces = [returnPathTag(paths), ...languages.map((language) => referenceTag(paths, language))];
      expect(pieces.map((piece) => piece.length)).toEqual([16, 10, 10, 10]);
      expect(pieces.join('')).toBe(hmac(`02${hex(bulletin, 4)}${hex(row, 6)}0000`).slice(0, 46));
    }),
    { numRuns: 100 },
  );
});

it('open their own way out, and none of the others', () => {
  const links = makeWaysOut(ring, reader, 3);
  for (const way of waysOut) {
    expect(links[way]).toMatch(/^[a-z2-7]{40}$/);
    const read = readLink(turned, links[way].toUpperCase())!;
    expect(read).toMatchObject({ purpose: way, ...reader });
    expect([2, 3, 4].map(read.genuine)).toEqual([false, true, false]);
    // No other purpose, also not that of changing choices, is proven by this tag.
    for (const purpose of ['change', 'terms', ...waysOut] as const) {
      if (purpose === way) continue;
      const claim = fromBase32(makeLink(ring, { purpose, ...reader }, 3))!.subarray(0, 9);
      const forged = base32(Buffer.concat([claim, fromBase32(links[way])!.subarray(9)]));
      expect(readLink(ring, forged)).toMatchObject({ purpose });
      expect(readLink(ring, forged)!.genuine(3)).toBe(false);
    }
    const strange = readLink(foreign, links[way]);
    expect(strange?.genuine(3) ?? false).toBe(false);
  }
});

it('prove a return path and a reference, and neither is the other nor that of another language', () => {
  const tags = pathTags(ring, 1, mail);
  const path = returnPathWith(ring, mail, tags);
  expect(readReturnPath(turned, path)).toEqual(mail);
  expect(readReturnPath(foreign, path)).toBeNull();
  expect(readReturnPath(ring, returnPathWith(ring, { ...mail, row: mail.row + 1 }, tags))).toBeNull();
  const references = languages.map((language) => mailReferenceWith(ring, { ...mail, language }, tags));
  for (const [i, spelling] of references.entries())
    expect(readMailReference(turned, spelling)).toEqual({ ...mail, language: languages[i], spelling });
  expect(new Set(references.map((text) => text.slice(-19))).size).toBe(languages.length);
  // A proof under the claim of another language: the first byte alone says which.
  const [first, second] = references as [string, string];
  expect(readMailReference(ring, second.slice(0, 2) + first.slice(2))).toBeNull();
});

it('leave good what was proven otherwise: letters, and mails in the field', () => {
  for (const purpose of waysOut) {
    const before = makeLink(ring, { purpose, ...reader }, 3);
    expect(before).not.toBe(makeWaysOut(ring, reader, 3)[purpose]);
    expect(readLink(turned, before)!.genuine(3)).toBe(true);
  }
  expect(readReturnPath(turned, makeReturnPath(ring, mail))).toEqual(mail);
  const before = makeMailReference(ring, { ...mail, language: 'en' });
  expect(readMailReference(turned, before)).toMatchObject({ ...mail, language: 'en' });
});
