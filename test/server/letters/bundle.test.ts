/** Bundles: one value, one revision, readable from the database again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeBundle, parseBundle, readBundle, serialiseBundle } from '../../../server/letters/bundle.ts';

describe('bundle', () => {
  test('the revision changes with one letter of one file and not with the order of files', () => {
    const first = makeBundle({ 'ja/a.txt': 'x', 'en/a.txt': 'y' });
    expect(first.revision).toMatch(/^[0-9a-f]{12}$/);
    expect(makeBundle({ 'en/a.txt': 'y', 'ja/a.txt': 'x' }).revision).toBe(first.revision);
    expect(makeBundle({ 'ja/a.txt': 'X', 'en/a.txt': 'y' }).revision).not.toBe(first.revision);
    expect(makeBundle({ 'ja/a.txt': 'xen/a.txty' }).revision).not.toBe(first.revision);
  });
  test('line ends and byte order marks do not make a new revision', () => {
    expect(makeBundle({ 'ja/a.txt': '\uFEFFa\r\nb' }).revision).toBe(makeBundle({ 'ja/a.txt': 'a\nb' }).revision);
  });
  test('what is stored comes back the same; an altered text is refused', () => {
    const bundle = makeBundle({ 'ja/a.txt': '漢字\n' });
    expect(parseBundle(serialiseBundle(bundle), bundle.revision)).toEqual(bundle);
    expect(() => parseBundle('{"ja/a.txt":"z"}', bundle.revision)).toThrow('templates.altered');
  });
  test('the shipped folder is read whole; strangers such as README.md are left out', async () => {
    const bundle = await readBundle(new URL('../../../templates', import.meta.url).pathname);
    expect(Object.keys(bundle.files)).toEqual(
      expect.arrayContaining(['sender.json', '_frame.html', 'ja/nl-issue.txt', 'plja/_wording.json']),
    );
    expect(makeBundle({ 'README.md': 'x' }).files).toEqual({});
  });
  test('an empty or missing folder is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
    await expect(readBundle(folder)).rejects.toThrow('templates.unreadable');
    await rm(folder, { recursive: true });
    await expect(readBundle(folder)).rejects.toThrow('templates.unreadable');
  });
});
