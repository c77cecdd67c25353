/** docs/security.md claims only what a test proves: each test that it names is there, under that name. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}/docs/security.md`, 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!rows|---)/.test(line));
const namedBy = (row: string) =>
  [...row.split('|')[3]!.matchAll(/`([^`]+)` "([^"]+)"/g)].map((m) => ({ file: m[1]!, name: m[2]! }));

/** Whether a file of tests has one of this name. */
const hasTest = (file: string, name: string): boolean =>
  existsSync(`${root}/${file}`) && readFileSync(`${root}/${file}`, 'utf8').includes(`'${name}'`);

test('every row of docs/security.md names a test, and every test that is named is there', () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => namedBy(row).length === 0)).toEqual([]);
  const missing = rows.flatMap(namedBy).filter(({ file, name }) => !hasTest(file, name));
  expect(missing).toEqual([]);
});

test('a test that is not there is noticed', () => {
  expect(hasTest('test/house/security.test.ts', 'a test that is not there is noticed')).toBe(true);
  expect(hasTest('test/house/security.test.ts', 'another'.repeat(2))).toBe(false);
  expect(hasTest('test/house/gone.test.ts', 'a test')).toBe(false);
});
