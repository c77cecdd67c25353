/** The first fifteen minutes: nothing to set, nothing to prepare, nothing that a second start could break. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failingStart, type Hub, processesOf, startHub } from '../support/hub.ts';

describe('a hub that was started with nothing but the command', () => {
  let hub: Hub;
  beforeAll(async () => {
    hub = await startHub({ settings: { PUBLIC_URL: '' } });
  });
  afterAll(async () => {
    await hub.stop();
  });

  test('prints where to go: three entry pages, the console, the mailbox', async () => {
    await expect.poll(hub.output, { timeout: 60_000 }).toContain('/mailbox');
    for (const path of ['/m/ja_entry', '/m/plja_entry', '/m/en_entry', '/console/', '/mailbox'])
      expect(hub.output()).toContain(`${hub.url.replace('127.0.0.1', 'localhost')}${path}`);
  });

  test.each(['/m/ja_entry', '/m/plja_entry', '/m/en_entry', '/console/', '/mailbox', '/healthz', '/readyz'])(
    '%s answers',
    async (path) => {
      expect((await fetch(hub.url + path)).status).toBe(200);
    },
  );

  test('has topics to choose from, in three languages', async () => {
    const { code, stdout } = await hub.hub('topics', 'list', '--json');
    expect(code).toBe(0);
    const topics = JSON.parse(stdout) as { code: string; group: string; names: Record<string, string> }[];
    expect(topics.length).toBeGreaterThan(3);
    for (const { names } of topics) expect(Object.keys(names).sort()).toEqual(['en', 'ja', 'plja']);
  });

  test('gives a fresh sign-in link at every start until somebody has used one', async () => {
    const links = () => hub.output().match(/#\/first\/\S+/g) ?? [];
    await expect.poll(links, { timeout: 60_000 }).toHaveLength(1);
    await hub.restart();
    await expect.poll(links, { timeout: 60_000 }).toHaveLength(2);
    expect(new Set(links()).size).toBe(2);
  });

  test('starts again on the same data, also after a power cut', async () => {
    const count = async () => (await hub.hub('topics', 'list', '--json')).stdout;
    const before = await count();
    expect(await hub.kill()).toBe('SIGKILL');
    await hub.restart();
    expect(await count()).toBe(before);
  });

  test('ends within ten seconds when it is asked to, and says so with 0', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'fumibako-hub-'));
    const other = await startHub({ dataDir });
    const began = Date.now();
    expect(await other.stop()).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    rmSync(dataDir, { recursive: true });
  });
});

test('whenever the hub is killed, even in the middle of its start, no process of it stays behind', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fumibako-hub-'));
  const starting = startHub({ dataDir }).catch(() => null);
  try {
    // The hub and the first child that it has just begun to start.
    await expect.poll(() => processesOf(dataDir).length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(1);
    process.kill(Math.min(...processesOf(dataDir)), 'SIGKILL');
    await starting;
    await expect.poll(() => processesOf(dataDir), { timeout: 30_000 }).toEqual([]);
  } finally {
    for (const pid of processesOf(dataDir)) process.kill(pid, 'SIGKILL');
  }
  rmSync(dataDir, { recursive: true });
});

describe('a start that cannot be', () => {
  test('lists every wrong setting at once, and opens nothing', async () => {
    const dataDir = join(tmpdir(), `fumibako-never-${process.pid}`);
    const { code, stderr } = await failingStart({
      DATA_DIR: dataDir,
      HTTP_PORT: 'many',
      ROLES: 'web,cook',
      SMTP_URL: 'http://x',
    });
    expect(code).toBe(1);
    for (const name of ['HTTP_PORT', 'ROLES', 'SMTP_URL']) expect(stderr).toContain(name);
    expect(stderr).not.toContain('    at ');
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('a port that is taken', () => {
  test('is no obstacle when nobody asked for it: the next free one is used and told', async () => {
    const holders = [3000, 2525].map((port) =>
      createServer()
        .on('error', () => {})
        .listen(port, '127.0.0.1'),
    );
    const hub = await startHub({ settings: { HTTP_PORT: '', SMTP_PORT: '' }, portsFromOutput: true });
    await expect.poll(hub.output, { timeout: 60_000 }).toContain('Port 3000 is taken');
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
    await hub.stop();
    await Promise.all(holders.map((server) => new Promise((resolve) => server.close(resolve))));
  });
});
