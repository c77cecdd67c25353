/** `npm run release` makes one archive that starts where there is nothing but a C library and a shell, without a network. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { home } from '../../scripts/checks/shape.ts';

let folder: string;
/** The archive, unpacked; at /opt/fumibako of a tree that holds nothing else but `bare`. */
let tree: string;
let hub: string;
let said: string;
let archive: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fumibako-release-test-'));
  said = execFileSync(process.execPath, ['scripts/release.ts', '--out', folder], { cwd: home, encoding: 'utf8' });
  archive = readdirSync(folder).find((name) => name.endsWith('.tar.gz'))!;
  tree = join(folder, 'tree');
  hub = join(tree, 'opt', 'fumibako');
  mkdirSync(hub, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', hub, '--strip-components=1']);
  // It packs 200 MB, which takes its time beside other tests.
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Programs that every Debian has, with the libraries they ask for, at the places where they look. */
const bare = () => {
  for (const program of ['/bin/sh', '/usr/bin/dirname', '/usr/bin/readlink']) {
    mkdirSync(join(tree, dirname(program)), { recursive: true });
    copyFileSync(program, join(tree, program));
  }
  const asked = [
    '/bin/sh',
    '/usr/bin/readlink',
    join(hub, 'node_modules/node/bin/node'),
    join(hub, 'node_modules/sqlite3/build/Release/node_sqlite3.node'),
  ];
  const told = asked.map((file) => execFileSync('ldd', [file], { encoding: 'utf8' })).join('');
  for (const [library] of told.matchAll(/\/lib\S+(?= \(0x)/g)) {
    mkdirSync(join(tree, dirname(library)), { recursive: true });
    copyFileSync(library, join(tree, library));
  }
  for (const name of ['tmp', 'dev', 'var/lib']) mkdirSync(join(tree, name), { recursive: true });
  for (const [name, minor] of [
    ['null', '3'],
    ['urandom', '9'],
  ] as const)
    spawnSync('mknod', [join(tree, 'dev', name), 'c', '1', minor]);
};

/** Runs in the tree: starts the hub as an operator would, asks its doors, uses the command line, stops it. */
const probe = (at: string, data: string) => `
import { execFileSync, spawn } from 'node:child_process';
const node = '${at}/node_modules/.bin/node';
const env = { PATH: '/usr/bin:/bin', DATA_DIR: '${data}', HTTP_PORT: '0', SMTP_PORT: '0' };
const hub = spawn(node, ['server/main.ts'], { cwd: '${at}', env });
let said = '';
hub.stderr.on('data', (text) => { said += text; });
const port = await new Promise((resolve, reject) => {
  hub.stdout.on('data', (text) => {
    said += text;
    const found = /localhost:(\\d+)\\/m\\/ja_entry/.exec(said);
    if (found) resolve(found[1]);
  });
  hub.on('exit', (code) => reject(new Error('ended with ' + code + ': ' + said)));
});
const status = async (path) => (await fetch('http://127.0.0.1:' + port + path)).status;
const doors = {};
for (const path of ['/readyz', '/m/plja_entry', '/console/', '/mailbox', '/api/docs']) doors[path] = await status(path);
const topics = execFileSync(node, ['server/cli.ts', 'topics', 'list', '--json'], { cwd: '${at}', env, encoding: 'utf8' });
const ended = new Promise((resolve) => hub.on('exit', resolve));
hub.kill('SIGTERM');
const outside = await fetch('http://192.0.2.1/', { signal: AbortSignal.timeout(2000) }).then(() => 'reached', () => 'none');
console.log(JSON.stringify({ doors, topics: JSON.parse(topics), code: await ended, outside }));
`;

/** A process of its own network, loopback alone, in the tree alone; null where that is not allowed (it needs root). */
const alone = (): string[] | null => {
  if (process.getuid?.() !== 0 || spawnSync('unshare', ['-n', 'true']).status !== 0) return null;
  const loopback = `perl -e 'socket(S,2,2,0); my $up=pack("a16s","lo",65); ioctl(S,0x8914,$up) or die $!'`;
  return [
    'unshare',
    '-n',
    '/bin/sh',
    '-c',
    `${loopback} && exec chroot "$0" /opt/fumibako/node_modules/.bin/node /probe.mjs`,
    tree,
  ];
};

describe('the archive', () => {
  it('is under 100 MB, with its sum beside it and a sum of every file inside', () => {
    expect(said).toContain(archive);
    expect(execFileSync('sha256sum', ['-c', `${archive}.sha256`], { cwd: folder, encoding: 'utf8' })).toContain('OK');
    expect(execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: hub, encoding: 'utf8' })).toBe('');
  });

  it('carries the program and what it runs on, no tool that builds or tests, and a bill of every package', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
      devDependencies: object;
    };
    const there = Object.keys(devDependencies).filter((name) => existsSync(join(hub, 'node_modules', name)));
    expect(there).toEqual([]);
    for (const name of ['node-gyp', 'tar', 'prebuild-install', 'sqlite3/deps', '.bin/vite'])
      expect(existsSync(join(hub, 'node_modules', name)), name).toBe(false);
    for (const name of ['test', 'bench', 'scripts', 'admin/resources'])
      expect(existsSync(join(hub, name)), name).toBe(false);
    const bill = JSON.parse(readFileSync(join(hub, 'sbom.cdx.json'), 'utf8')) as {
      components: { name: string; version: string }[];
    };
    const billed = new Set(bill.components.map(({ name, version }) => `${name} ${version}`));
    const carried = readdirSync(join(hub, 'node_modules'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /(^|node_modules\/)(@[^/]+\/)?[^/@]+\/package\.json$/.test(path))
      .map(
        (path) =>
          JSON.parse(readFileSync(join(hub, 'node_modules', path), 'utf8')) as { name: string; version: string },
      );
    expect(carried.length).toBeGreaterThan(150);
    expect(carried.map(({ name, version }) => `${name} ${version}`).filter((one) => !billed.has(one))).toEqual([]);
  });

  it('starts in a bare tree without a network, opens its doors, obeys the command line, and stops', () => {
    const separate = alone();
    const data = separate ? '/var/lib/fumibako' : join(folder, 'data');
    if (separate) bare();
    const script = join(tree, 'probe.mjs');
    writeFileSync(script, probe(separate ? '/opt/fumibako' : hub, data));
    const [command, ...args] = separate ?? [join(hub, 'node_modules/.bin/node'), script];
    const { status, stdout, stderr } = spawnSync(command!, args, { encoding: 'utf8', env: { PATH: process.env.PATH } });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const seen = JSON.parse(stdout) as {
      doors: Record<string, number>;
      topics: unknown;
      code: number;
      outside: string;
    };
    expect(seen.doors).toEqual({
      '/readyz': 200,
      '/m/plja_entry': 200,
      '/console/': 200,
      '/mailbox': 200,
      '/api/docs': 200,
    });
    expect(seen).toMatchObject({ code: 0, outside: 'none' });
    expect(JSON.stringify(seen.topics)).toContain('permanent');
  }, 600_000);

  it('is taken back after an upgrade whose schema says that the release before goes on with it, and refused otherwise', () => {
    const next = join(folder, 'next');
    execFileSync('cp', ['-al', hub, next]);
    const migration = (beside: boolean) =>
      `export const olderProgramsWork = ${beside};\nexport const up = (knex) => knex.schema.createTable('made_by_next', (t) => t.integer('n'));\nexport const down = () => {};\n`;
    for (const [beside, answer] of [
      [true, 0],
      [false, 1],
    ] as const) {
      writeFileSync(join(next, 'migrations', '9001_next.ts'), migration(beside));
      const env = { PATH: '/usr/bin:/bin', DATA_DIR: join(folder, `data-${beside}`) };
      const run = (at: string, ...words: string[]) =>
        spawnSync(join(hub, 'node_modules/.bin/node'), ['server/cli.ts', ...words], { cwd: at, env, encoding: 'utf8' });
      expect(run(next, 'migrate').status).toBe(0);
      const before = run(hub, 'topics', 'list', '--json');
      expect([before.status, before.stderr]).toEqual([
        answer,
        beside ? '' : expect.stringContaining('it knows 9001_next.ts, we do not'),
      ]);
    }
  }, 600_000);
});
