/** `hub dkim create`: the key that was asked for, never another one instead. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { commandLine } from '../../support/hub.ts';

const folder = mkdtempSync(join(tmpdir(), 'fumibako-dkim-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hub = commandLine({ NODE_ENV: 'development', DATA_DIR: folder });
const create = (...more: string[]) =>
  hub('dkim', 'create', '--domain', 'mail.example.jp', '--selector', 's1', '--json', ...more);

it.each([
  ['RSA when nothing is said', [], 'k=rsa'],
  ['RSA', ['--algorithm', 'rsa'], 'k=rsa'],
  ['Ed25519', ['--algorithm', 'ed25519'], 'k=ed25519'],
])(
  'makes %s',
  async (_, more, record) => {
    const { code, stdout } = await create(...more);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { value: string }).value).toContain(record);
  },
  30_000,
);

it.each(['ED25519', 'ed25591', ''])(
  'refuses %j with the two that there are',
  async (algorithm) => {
    const { code, stdout, stderr } = await create('--algorithm', algorithm);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--algorithm is rsa or ed25519');
  },
  30_000,
);
