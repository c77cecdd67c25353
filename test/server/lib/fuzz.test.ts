/** Whatever strangers send as an address, a link, a return path or a form: no exception, no wrong yes. Bounded, and seeded so that a find comes again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddress, readAddress } from '../../../server/lib/address.ts';
import { newMasterKey, openKeyRing, openState, sealState, unseal } from '../../../server/lib/seal.ts';
import { makeLink, makeReturnPath, readLink, readReturnPath } from '../../../server/lib/token.ts';

const many = { seed: 16, numRuns: 400 };
const ring = openKeyRing(newMasterKey());
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.stringMatching(/^[a-z2-7]{36,46}$/),
  fc.emailAddress(),
  fc.string({ maxLength: 60 }).map((s) => `${s}@example.jp`),
);

describe('fuzzed', () => {
  it('an address is taken whole or refused with a code; what is taken is one line and is read the same again', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const read = readAddress(typed, 320);
        if (!isAddress(read)) {
          expect(read).toMatch(/^address\./);
          return;
        }
        const controls = [...read.text].filter(
          (sign) => sign < ' ' || sign === '\u007f' || /[\u2028\u2029]/.test(sign),
        );
        expect(controls).toEqual([]);
        expect(readAddress(read.text, 320)).toMatchObject({ canonical: read.canonical });
      }),
      many,
    );
  });

  it('a link, a return path and a form that we did not make are never ours', () => {
    fc.assert(
      fc.property(text, fc.uint8Array({ maxLength: 60 }), (typed, bytes) => {
        expect(readLink(ring, typed)?.genuine(0) ?? false).toBe(false);
        expect(readReturnPath(ring, typed)).toBeNull();
        expect(openState(ring, 'form', typed)).toBeNull();
        expect(() => unseal(ring, 'reader|email|1', bytes)).toThrow('seal.broken');
      }),
      many,
    );
  });

  it('one changed sign makes a link, a return path and a form worthless', () => {
    const link = makeLink(ring, { purpose: 'unsubscribe', id: 12_345, day: 20_000 }, 3);
    const path = makeReturnPath(ring, { bulletin: 7, row: 9 });
    const form = sealState(ring, 'form', { email: 'sample@example.jp' });
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'), (n, sign) => {
        const changed = (whole: string) => {
          const at = n % whole.length;
          return whole[at] === sign ? null : whole.slice(0, at) + sign + whole.slice(at + 1);
        };
        const [a, b, c] = [link, path, form].map(changed) as [string | null, string | null, string | null];
        if (a) expect(readLink(ring, a)?.genuine(3) ?? false).toBe(false);
        if (b) expect(readReturnPath(ring, b)).toBeNull();
        if (c && Buffer.from(c, 'base64url').compare(Buffer.from(form, 'base64url')) !== 0)
          expect(openState(ring, 'form', c)).toBeNull();
      }),
      many,
    );
  });
});
