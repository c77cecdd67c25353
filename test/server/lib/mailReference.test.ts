/** The reference of a mail: read in every way in which people write it, never made up, and good for years after the key has gone. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { languages } from '../../../server/contract/codes.ts';
import { makeMailReference, readMailReference } from '../../../server/lib/mailReference.ts';
import { newMasterKey, openKeyRing } from '../../../server/lib/seal.ts';

const ring = openKeyRing(newMasterKey());
const one = { bulletin: 12, row: 93, language: 'en' } as const;
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

it('names any row and is read back, however it is written', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 32 - 1),
      fc.nat(2 ** 40 - 1),
      fc.constantFrom(...languages),
      fc.constantFrom('', ' ', '-', '—', '‐', 'ー', '\u200b', '\n'),
      (bulletin, row, language, between) => {
        const reference = makeMailReference(ring, { bulletin, row, language });
        expect(reference).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
        const plain = reference.replaceAll('-', between);
        const wide = plain.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
        for (const typed of [
          plain,
          plain.toLowerCase(),
          wide,
          ` ${plain}\n`,
          plain.replaceAll('0', 'O'),
          plain.replaceAll('1', 'l'),
        ])
          expect(readMailReference(ring, typed)).toEqual({ bulletin, row, language, spelling: reference });
      },
    ),
    { numRuns: 200 },
  );
});

it('is not one of ours with any other sign, a sign more or less, or by another key', () => {
  const reference = makeMailReference(ring, one).replaceAll('-', '');
  for (let at = 0; at < reference.length; at++) {
    const other = signs[(signs.indexOf(reference[at]!) + 1) % 32]!;
    expect(readMailReference(ring, reference.slice(0, at) + other + reference.slice(at + 1))).toBeNull();
  }
  for (const typed of ['', reference.slice(1), `${reference}0`, `${reference.slice(0, 31)}U`, 'x'.repeat(100_000)])
    expect(readMailReference(ring, typed)).toBeNull();
  expect(readMailReference(openKeyRing(newMasterKey()), reference)).toBeNull();
});

it('has 80 bits that only the key gives: two rows side by side share none of them', () => {
  const proofs = Array.from({ length: 500 }, (_, row) => makeMailReference(ring, { ...one, row }).slice(-19));
  expect(new Set(proofs).size).toBe(500);
  expect(proofs[0]!.replaceAll('-', '').length * 5).toBe(80);
  // Each of the signs changes from row to row.
  for (let at = 0; at < 19; at++) expect(new Set(proofs.map((p) => p[at])).size).toBe(at % 5 === 4 ? 1 : 32);
});
