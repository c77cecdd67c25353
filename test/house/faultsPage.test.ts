/** docs/faults.md names a test for every fault and every mistake of others: the names must be true. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/faults.md`, 'utf8');
const named = [...page.matchAll(/`(test\/[^`]+)`(?: “([^”]*)”)?/g)].map(([, file, name]) => ({ file: file!, name }));
const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^\|[-|]+$/.test(line));

describe('the page of faults', () => {
  it('names tests that exist', () => {
    expect(named.length).toBeGreaterThan(45);
    const missing = named.filter(({ file, name }) => !name || !readFileSync(`${root}${file}`, 'utf8').includes(name));
    expect(missing).toEqual([]);
  });

  it('has a test in every row', () => {
    expect(rows.length).toBeGreaterThan(45);
    const untested = rows.filter((row) => !/`test\/|the same|^\| (Fault|Who)/.test(row));
    expect(untested).toEqual([]);
  });
});
