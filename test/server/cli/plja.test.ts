/** `hub plja …` on files, without a hub: the agency's words are left out and that is said. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { commandLine } from '../../support/hub.ts';

const folder = mkdtempSync(join(tmpdir(), 'fumibako-plja-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hub = commandLine({ NODE_ENV: 'development', DATA_DIR: join(folder, 'none') });
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

it('prints readings, and what is unsure with its place', async () => {
  const sure = await hub('plja', 'readings', file('sure.txt', '4月1日に窓口を休みます。'));
  expect([sure.code, sure.stdout.trim()]).toEqual([0, '4月(がつ)1日(ついたち)に窓口(まどぐち)を休(やす)みます。']);
  expect(sure.stderr).toContain('the words of the agency are left out');
  const unsure = await hub('plja', 'readings', file('unsure.txt', '龘を見る。'));
  expect(unsure.code).toBe(1);
  expect(unsure.stderr).toContain('unsure.txt:1:1 龘: no reading is known');
}, 60_000);

it('refuses a file that is not there', async () => {
  const { code, stderr } = await hub('plja', 'readings', join(folder, 'nothing.txt'));
  expect([code, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining('cannot be read: ENOENT')]);
}, 60_000);
