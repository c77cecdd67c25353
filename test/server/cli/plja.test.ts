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
}, 90_000);

it('checks files with a score and what would raise it, and ends with 1 on errors alone', async () => {
  const bad = await hub(
    'plja',
    'check',
    file('bad.txt', 'Subject: お知(し)らせ\n\n提出(ていしゅつ)について、17時(じ)にご連絡ください。'),
  );
  expect(bad.code).toBe(1);
  for (const words of ['error E12', 'word.hard', 'Say "出(だ)す"?', 'phrase.about', 'of 100', 'without'])
    expect(bad.stdout).toContain(words);
  const good = await hub('plja', 'check', '--json', file('good.txt', '窓口(まどぐち)は休(やす)みです。'));
  expect([good.code, JSON.parse(good.stdout)]).toEqual([
    0,
    [expect.objectContaining({ score: 100, changes: [], findings: [] })],
  ]);
}, 90_000);

it('drafts, each sentence beside its source', async () => {
  const { code, stdout } = await hub('plja', 'draft', file('ja.txt', '申請書を提出してください。'));
  expect([code, stdout.trim().split('\n')]).toEqual([
    0,
    [
      'DRAFT. A person must read every sentence.',
      '  申請書を提出してください。',
      '> 申請書(しんせいしょ)を出(だ)してください。',
    ],
  ]);
}, 90_000);

it('refuses a file that is not there', async () => {
  const { code, stderr } = await hub('plja', 'readings', join(folder, 'nothing.txt'));
  expect([code, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining('cannot be read: ENOENT')]);
}, 90_000);
