/**
 * `npm run cluster -- [--web 2] [--intake 1] [--delivery 3] [--clock 2]`: the processes of deploy/compose.yaml on this machine, without
 * containers. Without DATABASE_URL and REDIS_URL it brings a private PostgreSQL and Redis, which are gone afterwards. Ctrl-C stops all.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openParts } from '../server/app.ts';
import { environment, readConfig, SettingsError } from '../server/config.ts';
import { closeGround, openGround, prepare } from '../server/ground.ts';
import { openLog } from '../server/lib/log.ts';
import { newMasterKey } from '../server/lib/seal.ts';
import { type Counts, startCrew, usualCounts } from './cluster/crew.ts';
import { startPostgres, startRedis } from './services.mjs';

const say = (text: string) => void process.stdout.write(`${text}\n`);
const undo: (() => Promise<void> | void)[] = [];
const loopback = '127.0.0.1';

const readCounts = (): Counts => {
  const options = Object.fromEntries(Object.keys(usualCounts).map((role) => [role, { type: 'string' as const }]));
  const { values } = parseArgs({ options });
  const counts = Object.entries(usualCounts).map(([role, usual]) => {
    const n = Number(values[role] ?? usual);
    if (!Number.isInteger(n) || n < 0 || n > 16) throw new Error(`--${role} takes a number from 0 to 16`);
    return [role, n];
  });
  return Object.fromEntries(counts) as Counts;
};

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, loopback, () => server.close(() => resolve(true)));
  });

/** The next `count` free ports from `first` on. */
const freePorts = async (first: number, count: number): Promise<number[]> => {
  const ports: number[] = [];
  for (let port = first; ports.length < count && port < 65_536; port++) if (await isFree(port)) ports.push(port);
  return ports;
};

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, loopback, () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** What is not given: a database and a queue of our own, with a key and a folder that go with them. */
const services = async (given: Record<string, string | undefined>): Promise<Record<string, string>> => {
  const env: Record<string, string> = {};
  if (!given.DATABASE_URL) {
    say('Starting a private PostgreSQL (set DATABASE_URL to keep what happens here) …');
    const postgres = await startPostgres();
    undo.push(() => postgres.stop());
    const folder = mkdtempSync(join(tmpdir(), 'fumibako-cluster-'));
    undo.push(() => rmSync(folder, { recursive: true, force: true }));
    Object.assign(env, { DATABASE_URL: postgres.url, DATA_DIR: folder, MASTER_KEY: newMasterKey() });
  }
  if (!given.REDIS_URL) {
    say('Starting a private Redis …');
    const redis = await startRedis();
    undo.push(() => redis.stop());
    env.REDIS_URL = redis.url;
  }
  return env;
};

/** Schema, key and texts, before anybody starts; answers the link of the first administrator. */
const prepareOnce = async (env: Record<string, string | undefined>): Promise<string | null> => {
  const ground = await openGround(readConfig(env));
  try {
    await prepare(ground);
    return await openParts(ground).operators.firstLink();
  } finally {
    await closeGround(ground);
  }
};

const main = async () => {
  const counts = readCounts();
  const given = environment();
  const brought = await services(given);
  const config = readConfig({ ...given, ...brought });
  const ports = {
    web: await freePorts(config.HTTP_PORT || 3000, counts.web),
    intake: await freePorts(config.SMTP_PORT || 2525, counts.intake),
  };
  const shared = {
    ...brought,
    PUBLIC_URL: config.PUBLIC_URL || `http://localhost:${ports.web[0] ?? 3000}`,
    DELIVERY_CONNECTIONS: String(Math.max(1, Math.round(config.DELIVERY_CONNECTIONS / Math.max(1, counts.delivery)))),
  };
  const first = await prepareOnce({ ...given, ...shared });
  const crew = startCrew({ counts, ports, env: shared, log: openLog('warn', 'cluster') });
  undo.push(() => crew.stop());
  const listening = crew.members.flatMap((m) => (m.port === null ? [] : [m.port]));
  while (!(await Promise.all(listening.map(answers))).every(Boolean)) await new Promise((r) => setTimeout(r, 100));

  say(`\nFumibako is up: ${crew.members.map((m) => m.name).join(', ')}.\n`);
  for (const port of ports.web) say(`  Pages, API, console  http://localhost:${port}/m/ja_entry`);
  if (first) say(`  First administrator  http://localhost:${ports.web[0]}/console/#/first/${first}`);
  if (!config.SMTP_URL) say(`  Mailbox              http://localhost:${ports.web[0]}/mailbox`);
  for (const port of ports.intake) say(`  Mail entry           entry@${config.ENTRY_DOMAIN} on port ${port}`);
  say('\nA process that dies is started again. Ctrl-C stops all of them.');
};

let stopping: Promise<void> | null = null;
const stop = (code: number): Promise<void> => {
  stopping ??= (async () => {
    for (const one of undo.reverse()) await one();
    process.exit(code);
  })();
  return stopping;
};
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

main().catch((error: Error) => {
  process.stderr.write(`${error instanceof SettingsError ? error.message : (error.stack ?? error.message)}\n`);
  return stop(1);
});
