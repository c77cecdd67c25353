/** Set-up on a machine where things go wrong. npm itself is played by a small script that does what npm would leave behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { home } from '../../scripts/checks/shape.ts';

/** Notes how it was called. `ci` brings a runtime and a driver after WAIT seconds, or fails with what FAIL says; `rebuild` compiles it in COMPILE seconds. */
const npm = `#!/bin/sh
echo "$1" >> "$CALLS"
[ "$1" != view ] || [ -z "$OFFLINE" ] || { echo "npm error code ENOTFOUND" >&2; exit 1; }
if [ "$1" = ci ]; then
  [ -z "$OFFLINE" ] || [ -n "$KEPT" ] || { echo "npm error code ENOTCACHED" >&2; exit 1; }
  [ -z "$FAIL" ] || { echo "npm error code $FAIL" >&2; exit 1; }
  sleep "\${WAIT:-0}"
  mkdir -p node_modules/.bin node_modules/sqlite3
  ln -sf "${process.execPath}" node_modules/.bin/node
  cp package-lock.json node_modules/.package-lock.json
  echo "\${DRIVER:-}" > node_modules/sqlite3/index.js
fi
if [ "$1" = rebuild ] && [ "$3" = sqlite3 ]; then
  sleep "\${COMPILE:-0}"
  echo "\${DRIVER:-}" > node_modules/sqlite3/index.js
fi
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fumibako-setup-'));
  cpSync(join(home, 'scripts', 'setup'), join(root, 'scripts', 'setup'), { recursive: true });
  cpSync(join(home, 'scripts', 'setup.mjs'), join(root, 'scripts', 'setup.mjs'));
  writeFileSync(join(root, 'package.json'), '{ "dependencies": { "koa": "3.3.0" } }');
  writeFileSync(join(root, 'package-lock.json'), '{ "packages": {} }');
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'npm'), npm);
  chmodSync(join(root, 'bin', 'npm'), 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ended = (child: ChildProcess) => {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise<{ code: number | null; said: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, said })),
  );
};
const begin = (env: Record<string, string> = {}, kind = 'packages') =>
  spawn(process.execPath, [join(root, 'scripts', 'setup.mjs'), kind], {
    env: { PATH: `${join(root, 'bin')}:${process.env.PATH}`, CALLS: join(root, 'calls'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const setUp = (env?: Record<string, string>, kind?: string) => ended(begin(env, kind));
/** How often npm was called for this. */
const calls = (what: string): number =>
  existsSync(join(root, 'calls'))
    ? readFileSync(join(root, 'calls'), 'utf8')
        .split('\n')
        .filter((line) => line === what).length
    : 0;
/** How often npm installed. */
const installs = () => calls('ci');
const leftLocks = () => existsSync(join(root, '.setup-lock'));

describe('set-up', () => {
  test('installs once and says that it takes a while; the second time it says and does nothing', async () => {
    expect(await setUp()).toEqual({ code: 0, said: expect.stringContaining('minutes') });
    expect(await setUp()).toEqual({ code: 0, said: '' });
    expect(installs()).toBe(1);
  });

  test('installs again when the lockfile names other packages', async () => {
    await setUp();
    writeFileSync(join(root, 'package-lock.json'), '{ "packages": { "node_modules/new": { "version": "1.0.0" } } }');
    expect((await setUp()).code).toBe(0);
    expect(installs()).toBe(2);
  });

  test('takes over what npm install has already brought', async () => {
    const packages = '{ "packages": { "node_modules/sqlite3": { "version": "6.0.1" } } }';
    await setUp();
    writeFileSync(join(root, 'package-lock.json'), packages);
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), packages);
    expect(await setUp()).toEqual({ code: 0, said: '' });
    expect(installs()).toBe(1);
  });

  test.each([
    ['ENOTFOUND', 'network'],
    ['ETIMEDOUT', 'network'],
    ['ENOSPC', 'disk is full'],
    ['EACCES', 'may not write here'],
    ['EINTEGRITY', 'not the one that the lockfile names'],
  ])('says %s in words, with what npm said, and is not done', async (fail, words) => {
    const { code, said } = await setUp({ FAIL: fail });
    expect(code).toBe(1);
    expect(said).toContain(words);
    expect(said).toContain(`npm error code ${fail}`);
    expect(leftLocks()).toBe(false);
    expect((await setUp()).code).toBe(0);
  });

  test('without a network it says so at once, and uses what npm has kept', async () => {
    const nothing = await setUp({ OFFLINE: '1' });
    expect(nothing).toEqual({ code: 1, said: expect.stringContaining('network') });
    expect(await setUp({ OFFLINE: '1', KEPT: '1' })).toEqual({
      code: 0,
      said: expect.stringContaining('kept from before'),
    });
  });

  test('a driver that cannot be loaded is no success', async () => {
    const { code, said } = await setUp({ DRIVER: 'throw new Error("no")' });
    expect(code).toBe(1);
    expect(said).toContain('SQLite');
    expect((await setUp()).code).toBe(0);
  });

  test('two at once: the second waits, and the packages are installed once', async () => {
    const first = setUp({ WAIT: '1' });
    const second = setUp({ WAIT: '1' });
    const both = await Promise.all([first, second]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.filter(({ said }) => said.includes('Another set-up is running'))).toHaveLength(1);
    expect(installs()).toBe(1);
  });

  test('interrupted, it leaves neither a lock nor a finished look, and the next start goes on', async () => {
    const child = begin({ WAIT: '30' });
    const end = ended(child);
    await expect.poll(installs, { timeout: 20_000 }).toBe(1);
    child.kill('SIGINT');
    expect(await end).toEqual({ code: 1, said: expect.stringContaining('interrupted') });
    expect(leftLocks()).toBe(false);
    expect((await setUp()).code).toBe(0);
    expect(installs()).toBe(2);
  });

  test('interrupted while the driver is compiled, the next start compiles it and fetches nothing again', async () => {
    const child = begin({ DRIVER: 'throw new Error("no")', COMPILE: '30' });
    const end = ended(child);
    await expect.poll(() => calls('rebuild'), { timeout: 20_000 }).toBe(2);
    child.kill('SIGTERM');
    expect(await end).toEqual({ code: 1, said: expect.stringContaining('interrupted') });
    expect((await setUp()).code).toBe(0);
    expect([calls('ci'), calls('rebuild')]).toEqual([1, 3]);
    expect(await setUp()).toEqual({ code: 0, said: '' });
  });

  test('for the cluster it asks for the servers that no setting names, and for nothing that only tests use', async () => {
    // A machine with nothing but a shell: neither a server nor apt-get.
    for (const tool of ['sh', 'mkdir', 'ln', 'cp', 'sleep']) symlinkSync(join('/bin', tool), join(root, 'bin', tool));
    const bare = { PATH: join(root, 'bin'), npm_execpath: '' };
    writeFileSync(join(root, '.env'), 'DATABASE_URL=postgres://db.example.jp/fumibako\n');
    const { code, said } = await setUp(bare, 'cluster');
    expect({ code, missing: /missing: (.*?)\. As root/.exec(said)?.[1] }).toEqual({ code: 1, missing: 'redis-server' });
    const given = { ...bare, REDIS_URL: 'redis://redis.example.jp' };
    expect(await setUp(given, 'cluster')).toEqual({ code: 0, said: '' });
    const scripts = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).scripts;
    expect(scripts.precluster).toBe('node scripts/setup.mjs cluster');
  });

  test('a lock of a process that was killed does not hold up the next', async () => {
    const child = begin({ WAIT: '5' });
    await expect.poll(installs, { timeout: 20_000 }).toBe(1);
    child.kill('SIGKILL');
    await ended(child);
    expect(leftLocks()).toBe(true);
    expect((await setUp()).code).toBe(0);
  });
});
