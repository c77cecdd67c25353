/**
 * The delivery role: in this process, or (run as a program) as one of the children that a whole hub starts. A child loads only what
 * delivery needs, so that it is back within a moment after a crash.
 */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBackends } from './backends.ts';
import { type Config, environment, readConfig } from './config.ts';
import { startDelivery } from './delivery/worker.ts';
import { failureOf } from './failures.ts';
import { loadKeyRing } from './keys.ts';
import { type Clock, fileClock, systemClock } from './lib/clock.ts';
import { type Log, openLog } from './lib/log.ts';
import type { KeyRing } from './lib/seal.ts';
import type { Db } from './store/db.ts';
import { adoptKeys, findKeptKeys } from './store/keptKeys.ts';
import { type MailboxStore, openMailboxStore } from './store/mailbox.ts';
import { openTraces } from './traces.ts';

/** How long mails that are under way may take once we are asked to stop. */
const DRAIN_MS = 8000;

export const openClock = (config: Config): Clock => (config.CLOCK_FILE ? fileClock(config.CLOCK_FILE) : systemClock);

/** Where residents reach the hub: the setting, or this machine and the port that was free. */
export const publicUrl = (config: Config, httpPort: number): string =>
  config.PUBLIC_URL || `http://localhost:${httpPort}`;

/** The built-in mailbox; production has none. */
export const openMailbox = (config: Config): Promise<MailboxStore | null> =>
  config.production
    ? Promise.resolve(null)
    : openMailboxStore(join(config.DATA_DIR, 'mailbox.db'), config.MAILBOX_KEEP);

type Ground = { config: Config; db: Db; clock: Clock; log: Log; ring: KeyRing; worker: string };

/** Delivers in this process. Answers how to stop. */
export const deliverHere = async (ground: Ground, httpPort: number): Promise<() => Promise<void>> => {
  const { config, ...rest } = ground;
  const mailbox = await openMailbox(config);
  const settings = {
    connections: config.DELIVERY_CONNECTIONS,
    dataDir: config.DATA_DIR,
    mailDomain: config.MAIL_DOMAIN,
    mailFrom: config.MAIL_FROM,
    publicUrl: publicUrl(config, httpPort),
    smtpUrl: config.SMTP_URL,
  };
  const traces = await openTraces(config, 'delivery');
  const delivery = await startDelivery({ ...rest, settings, mailbox, traces });
  return async () => {
    await delivery.stop(DRAIN_MS);
    await mailbox?.close();
    await traces?.close();
  };
};

/** The settings of a child: what was given, with its part of the connections and the address that links begin with. */
export const childSettings = (config: Config, httpPort: number): Record<string, string> => ({
  ...Object.fromEntries([...config.given].map((name) => [name, String(config[name])])),
  ROLES: 'delivery',
  PUBLIC_URL: publicUrl(config, httpPort),
  DELIVERY_CONNECTIONS: String(Math.max(1, Math.round(config.DELIVERY_CONNECTIONS / config.DELIVERY_PROCESSES))),
});

const NICER = 5;

/**
 * Lets everybody else on this machine go first: web answers people, delivery makes thousands of mails. Linux keeps a priority for each
 * thread, so the pool in which SQLite works is started before and keeps the usual one: whoever has the database's lock is not set aside.
 */
const goSecond = async (): Promise<void> => {
  await stat(import.meta.dirname);
  setPriority(Math.min(19, getPriority() + NICER));
};

/** The program of a child: its parent has brought the database to the right schema. */
const main = async () => {
  await goSecond();
  const config = readConfig(environment());
  const log = openLog(config.LOG_LEVEL, 'delivery');
  const { db } = await openBackends(config, log);
  const ring = loadKeyRing(config);
  db.sealWith(ring);
  adoptKeys(ring, await findKeptKeys(db));
  const ground = { config, db, log, clock: openClock(config), ring, worker: randomUUID() };
  const running = deliverHere(ground, config.HTTP_PORT);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await (await running)();
    await db.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The parent is gone, however it ended.
  process.once('disconnect', stop);
  // It may have gone while this program was being read, before anybody listened.
  if (process.connected === false) await stop();
  await running;
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  main().catch((error: Error) => {
    process.stderr.write(`${failureOf(error) ?? error.stack ?? error.message}\n`);
    process.exit(1);
  });
