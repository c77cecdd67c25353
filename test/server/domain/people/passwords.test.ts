/** Passwords that are easy to guess are refused; long ordinary phrases are not. */
import { expect, test } from 'vitest';
import {
  COST,
  checkPassword,
  hashing,
  hashPassword,
  passwordFaults,
} from '../../../../server/domain/people/passwords.ts';

const codes = (password: string) => passwordFaults(password, 'tantou@example.jp').map((f) => f.code);

test.each([
  'password1234',
  'P@ssw0rd2025!',
  'qwertyuiop12',
  'abcdefghijkl',
  '123456789012',
  'aaaaaaaaaaaa',
  'abcabcabcabc',
  'sakura202511',
  'administrator1',
  'fumibako2025!',
  'tantou-no-1234',
  'welcomewelcome',
])('%s is refused as easy to guess', (password) => {
  expect(codes(password)).toEqual(['password.common']);
});

test.each(['correct horse battery staple', 'うみのむこうのしまへいく', 'kR7#vw92-xLqp', 'three blue umbrellas'])(
  '%s may be used',
  (password) => {
    expect(codes(password)).toEqual([]);
  },
);

test('a short and a very long password are told apart', () => {
  expect(codes('kR7#vw')).toEqual(['password.too-short']);
  expect(codes('x9 '.repeat(100))).toEqual(['password.too-long']);
});

test('a password is known again in any Unicode form, and a wrong one is not', async () => {
  const cheap = hashing.cost;
  hashing.cost = COST;
  const stored = await hashPassword('ガギグゲゴ in the morning');
  hashing.cost = cheap;
  expect(stored).toMatch(/^scrypt\$32768\$/);
  expect(await checkPassword('ガギグゲゴ in the morning', stored)).toBe(true);
  expect(await checkPassword('ガギグゲゴ in the evening', stored)).toBe(false);
  expect(await checkPassword('anything at all', null)).toBe(false);
});
