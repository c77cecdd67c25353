import { describe, expect, it } from 'vitest';
import {
  blindIndex,
  newMasterKey,
  openKeyRing,
  openState,
  seal,
  sealState,
  tokenHash,
  unseal,
} from '../../../server/lib/seal.ts';
import {
  fromBase32,
  makeLink,
  makeReturnPath,
  randomId48,
  readLink,
  readReturnPath,
} from '../../../server/lib/token.ts';

const one = newMasterKey();
const two = newMasterKey();
const old = openKeyRing(`1:${one}`);
const both = openKeyRing(`1:${one},2:${two}`);

describe('sealed values', () => {
  it('open only at the place they were sealed for', () => {
    const sealed = seal(old, 'reader|email|7', 'a@example.jp');
    expect(unseal(old, 'reader|email|7', sealed)).toBe('a@example.jp');
    expect(() => unseal(old, 'reader|email|8', sealed)).toThrow('seal.broken');
  });
  it('do not open after one changed bit, nor with another key, nor for another purpose', () => {
    const sealed = seal(old, 'x', 'secret');
    for (let i = 0; i < sealed.length; i++) {
      const broken = Buffer.from(sealed);
      broken[i]! ^= 1;
      expect(() => unseal(old, 'x', broken)).toThrow();
    }
    expect(() => unseal(openKeyRing(newMasterKey()), 'x', sealed)).toThrow('seal.broken');
    expect(() => unseal(old, 'x', sealed, 'secret')).toThrow('seal.broken');
  });
  it('of an old key still open when a new one seals', () => {
    expect(unseal(both, 'x', seal(old, 'x', 'kept'))).toBe('kept');
    expect(seal(both, 'x', 'new')[1]).toBe(2);
  });
  it('carry key id and purpose in front', () => {
    expect([...seal(old, 'x', 'a').subarray(0, 3)]).toEqual([1, 1, 1]);
    expect([...blindIndex(both, 'email', 'a').subarray(0, 2)]).toEqual([1, 3]);
    expect([...tokenHash(both, 'entry', 'a').subarray(0, 2)]).toEqual([1, 4]);
  });
  it('refuse a key that is not 32 bytes', () => {
    expect(() => openKeyRing('short')).toThrow('key.malformed');
    expect(() => openKeyRing(`1:${one},1:${two}`)).toThrow('key.malformed');
  });
});

it('a form state opens only under its own name', () => {
  const state = sealState(old, 'entry', { a: 1 });
  expect(openState(old, 'entry', state)).toEqual({ a: 1 });
  expect(openState(old, 'change', state)).toBeNull();
  expect(openState(old, 'entry', `${state.slice(0, -2)}zz`)).toBeNull();
});

describe('derived links', () => {
  const link = { purpose: 'change', id: randomId48(), day: 20_900 } as const;
  it('say who, what for and until when, in 40 characters that survive lower-casing', () => {
    const text = makeLink(both, link, 3);
    expect(text).toMatch(/^[a-z2-7]{40}$/);
    expect(readLink(both, text.toUpperCase())).toMatchObject(link);
    expect(readLink(both, text)?.genuine(3)).toBe(true);
  });
  it('end when the epoch is raised', () => {
    expect(readLink(both, makeLink(both, link, 3))?.genuine(4)).toBe(false);
  });
  it('of an old key are still known', () => {
    expect(readLink(both, makeLink(old, link, 0))?.genuine(0)).toBe(true);
  });
  it('cannot be changed in any character', () => {
    const text = makeLink(old, link, 0);
    for (let i = 0; i < text.length; i++) {
      const other = text[i] === 'a' ? 'b' : 'a';
      expect(readLink(old, text.slice(0, i) + other + text.slice(i + 1))?.genuine(0) ?? false).toBe(false);
    }
  });
  it('are null for anything else', () => {
    for (const text of ['', 'x', '!'.repeat(40), 'a'.repeat(41), 'あ'.repeat(40)])
      expect(readLink(old, text)).toBeNull();
  });
});

it('a return path names bulletin and row, and only ours is read', () => {
  const text = makeReturnPath(old, { bulletin: 12, row: 345_678 });
  expect(text).toMatch(/^[a-z2-7]{44}$/);
  expect(readReturnPath(old, text)).toEqual({ bulletin: 12, row: 345_678 });
  expect(readReturnPath(openKeyRing(newMasterKey()), text)).toBeNull();
  expect(readReturnPath(old, `b${text.slice(1)}`)).toBeNull();
});

it('base32 has one spelling', () => {
  expect(fromBase32('aa')?.length).toBe(1);
  expect(fromBase32('ab')).toBeNull();
});
