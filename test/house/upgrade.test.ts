/** `deploy/upgrade`: another release for one process after the other, nothing changed by a damaged archive, and the way back. */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { home } from '../../scripts/checks/shape.ts';

let folder: string;
let door: Server;
let ready = true;
const path = (...parts: string[]) => join(folder, ...parts);

/** An archive as `npm run release` makes it, of one file. */
const release = (name: string): string => {
  const tree = path('made', name);
  mkdirSync(join(tree, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(join(tree, 'version'), name);
  symlinkSync(process.execPath, join(tree, 'node_modules', '.bin', 'node'));
  const sum = createHash('sha256').update(name).digest('hex');
  writeFileSync(join(tree, 'SHA256SUMS'), `${sum}  version\n`);
  const archive = path(`${name}.tar.gz`);
  execFileSync('tar', ['-czf', archive, '-C', path('made'), name]);
  return archive;
};

type Said = { code: number; said: string };
const upgrade = (word: string): Promise<Said> =>
  new Promise((resolve) =>
    execFile(
      join(home, 'deploy', 'upgrade'),
      [word],
      {
        env: {
          PATH: `${path('bin')}:/usr/bin:/bin`,
          FUMIBAKO_HOME: path('current'),
          FUMIBAKO_RELEASES: path('releases'),
          FUMIBAKO_ETC: path('etc'),
          FUMIBAKO_WAIT: '1',
        },
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    ),
  );
/** What was started again, with the release in force at that moment. */
const started = () => readFileSync(path('started'), 'utf8').trim().split('\n').filter(Boolean);
const inForce = () => readFileSync(path('current', 'version'), 'utf8');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fumibako-upgrade-'));
  for (const name of ['bin', 'etc']) mkdirSync(path(name));
  door = createServer((_request, response) => response.writeHead(ready ? 200 : 503).end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => door.once('listening', resolve));
  writeFileSync(path('etc', 'web-1.env'), `ROLES=web\nHTTP_PORT=${(door.address() as AddressInfo).port}\n`);
  writeFileSync(path('etc', 'delivery-1.env'), 'ROLES=delivery\n');
  // A stand-in for systemd that knows two processes and notes what it starts.
  writeFileSync(
    path('bin', 'systemctl'),
    `#!/bin/sh
case "$*" in
  list-units*) printf 'fumibako@web-1.service loaded active running Fumibako\\nfumibako@delivery-1.service loaded active running Fumibako\\n' ;;
  'restart fumibako-migrate') echo "$2 $(cat ${path('current', 'version')})" >> ${path('started')}; [ ! -e ${path('refuse')} ] ;;
  restart*) echo "$2 $(cat ${path('current', 'version')})" >> ${path('started')} ;;
  *is-active*) exit 0 ;;
  *) exit 9 ;;
esac
`,
    { mode: 0o755 },
  );
});
afterAll(async () => {
  await new Promise((resolve) => door.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  ready = true;
  writeFileSync(path('started'), '');
});

describe('deploy/upgrade', () => {
  it('puts a release in force and starts the schema and then each process again, when the one before it is ready', async () => {
    expect(await upgrade(release('one'))).toMatchObject({ code: 0 });
    expect(await upgrade(release('two'))).toMatchObject({
      code: 0,
      said: expect.stringContaining('fumibako@delivery-1 is ready'),
    });
    expect(started().slice(3)).toEqual(['fumibako-migrate two', 'fumibako@web-1 two', 'fumibako@delivery-1 two']);
    expect(readlinkSync(path('current'))).toBe(path('releases', 'two'));
  });

  it('goes back to the release before, and forth again', async () => {
    expect(await upgrade('--back')).toMatchObject({ code: 0 });
    expect(inForce()).toBe('one');
    expect(started()).toEqual(['fumibako-migrate one', 'fumibako@web-1 one', 'fumibako@delivery-1 one']);
    expect(await upgrade('--back')).toMatchObject({ code: 0 });
    expect(inForce()).toBe('two');
  });

  it('changes nothing for an archive that is damaged or already in force', async () => {
    const archive = release('three');
    writeFileSync(path('made', 'three', 'version'), 'somebody else');
    execFileSync('tar', ['-czf', archive, '-C', path('made'), 'three']);
    expect(await upgrade(archive)).toMatchObject({
      code: 1,
      said: expect.stringContaining('damaged; nothing was changed'),
    });
    expect(await upgrade(path('two.tar.gz'))).toMatchObject({
      code: 1,
      said: expect.stringContaining('in force already'),
    });
    expect(await upgrade(path('none.tar.gz'))).toMatchObject({
      code: 1,
      said: expect.stringContaining('there is no file'),
    });
    expect([inForce(), started()]).toEqual(['two', []]);
  });

  it('stops at the first process that does not become ready, and leaves the others as they were', async () => {
    ready = false;
    const said = await upgrade(release('four'));
    expect(said).toMatchObject({ code: 1, said: expect.stringContaining('deploy/upgrade --back') });
    expect(said.said).toContain('fumibako@web-1 is not ready');
    expect(started()).toEqual(['fumibako-migrate four', 'fumibako@web-1 four']);
    ready = true;
    expect(await upgrade('--back')).toMatchObject({ code: 0 });
    expect(inForce()).toBe('two');
  });

  it('leaves the release in force whose schema the other one cannot work with', async () => {
    writeFileSync(path('refuse'), '');
    expect(await upgrade('--back')).toMatchObject({
      code: 1,
      said: expect.stringContaining('does not fit this release'),
    });
    expect([inForce(), started()]).toEqual(['two', ['fumibako-migrate four']]);
    rmSync(path('refuse'));
  });
});
