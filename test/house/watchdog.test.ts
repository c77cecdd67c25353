/** What systemd hears of a process (server/watchdog.ts): that it is up, and that it goes on, as long as it does. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { home } from '../../scripts/checks/shape.ts';

const compose = parse(readFileSync(join(home, 'deploy', 'compose.yaml'), 'utf8'), { merge: true }) as {
  services: Record<string, { healthcheck: { test: string[] } }>;
};
const folder = mkdtempSync(join(tmpdir(), 'fumibako-watchdog-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that begins to beat every 10 ms and then does `then`; what its systemd-notify was called with, line by line. */
const heard = (then: string, env: Record<string, string>): string[] => {
  const told = join(folder, 'told');
  writeFileSync(told, '');
  // A stand-in that notes what it was given; the real one writes it into the socket.
  writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$@" >> ${told}\n`, { mode: 0o755 });
  const script = `import { readFileSync } from 'node:fs';
const { startWatchdog } = await import(${JSON.stringify(`${home}/server/watchdog.ts`)});
const told = () => readFileSync(${JSON.stringify(told)}, 'utf8');
startWatchdog(process.env);
${then}`;
  const { status, pid } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
    timeout: 60_000,
  });
  expect(status).toBe(0);
  const lines = readFileSync(told, 'utf8').trim().split('\n').filter(Boolean);
  expect(lines.every((line) => line.startsWith(`--pid=${pid} `))).toBe(true);
  return lines.map((line) => line.split(' ')[1]!);
};
const systemd = { NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '30000' };

it('hears that it is up, and again and again that it goes on', () => {
  const until =
    "while (told().split('WATCHDOG').length < 4) await new Promise((r) => setTimeout(r, 5));\nprocess.exit(0);";
  const said = heard(until, systemd);
  expect(said.filter((one) => one === 'READY=1')).toHaveLength(1);
  expect(said.filter((one) => one === 'WATCHDOG=1').length).toBeGreaterThanOrEqual(3);
});

it('hears nothing more of one that turns without end', () => {
  const hang = 'const end = Date.now() + 300;\nwhile (Date.now() < end);\nprocess.exit(0);';
  expect(heard(hang, systemd)).not.toContain('WATCHDOG=1');
});

it('writes a file anew while it goes on, for a container that asks no systemd', () => {
  const file = join(folder, 'beat');
  heard('await new Promise((r) => setTimeout(r, 50));\nprocess.exit(0);', { BEAT_FILE: file });
  const check = compose.services.delivery!.healthcheck.test[1]!.replace('/tmp/beat', file).replaceAll('$$', '$');
  const well = () => spawnSync('/bin/sh', ['-c', check]).status === 0;
  expect(well()).toBe(true);
  // As old as that of a process that hangs.
  const before = Date.now() / 1000 - 31;
  utimesSync(file, before, before);
  expect(well()).toBe(false);
  rmSync(file);
  expect(well()).toBe(false);
});

it('is not called where it is not', () => {
  expect(heard('setTimeout(() => process.exit(0), 50);', {})).toEqual([]);
});
