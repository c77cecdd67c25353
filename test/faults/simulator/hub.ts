/** The real hub inside of a world: delivery processes, clocks and a door for staff and systems, each opened as the programs open them. */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clockJobs, openParts } from '../../../server/app.ts';
import { type Config, readConfig } from '../../../server/config.ts';
import { startDelivery } from '../../../server/delivery/worker.ts';
import { closeGround, type Ground, openGround, prepare } from '../../../server/ground.ts';
import { type Job, wind } from '../../../server/jobs.ts';
import { systemClock } from '../../../server/lib/clock.ts';
import { openLog } from '../../../server/lib/log.ts';
import { openOutbox } from '../../../server/outbox/outbox.ts';
import { embeddedQueue } from '../../../server/queue/embedded.ts';
import { openDb } from '../../../server/store/open.ts';
import { addReaders, testTopic } from '../../support/audience.ts';
import { copyTemplate } from '../../support/templates.ts';
import { openPlate, type Plate } from './disk.ts';
import type { SimRelay } from './relay.ts';
import type { Proc, World } from './world.ts';

/** The jobs that mail depends on; the others have tests of their own and would only cost time here. */
const watched = ['expandBulletins', 'settleBulletins', 'applyOutcomes', 'cancelEnded', 'postFollowUps'];

const domains = ['example.jp', 'example.jp', 'example.org', 'docomo.ne.jp', 'gmail.com'];
export const READERS = 24;
export const hosts = ['host1', 'host2'] as const;

/** In memory where the machine has such a folder: nothing here has to outlive the machine. */
const root = '/dev/shm';

export type Base = {
  config: Config;
  plate: Plate;
  file: string;
  ground: Ground;
  topic: number;
  readers: string[];
  remove: () => void;
};

/** The migrated database with texts and readers that every schedule begins with. */
export const makeBase = async (): Promise<Base> => {
  const folder = mkdtempSync(join(root, 'fumibako-world-'));
  const file = join(folder, 'base.db');
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: folder,
    DATABASE_URL: `sqlite:${file}`,
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'silent',
    ROLES: 'delivery',
    SMTP_URL: 'smtp://relay.example.jp',
    MAIL_DOMAIN: 'mail.example.jp',
    PUBLIC_URL: 'https://mail.example.jp',
  });
  await copyTemplate(file);
  const ground = await openGround(config, { log: openLog('silent', 'world') });
  await prepare(ground);
  const topic = await testTopic(ground.db);
  const readers = Array.from({ length: READERS }, (_, i) => `reader${i}@${domains[i % domains.length]}`);
  await addReaders(
    ground,
    topic,
    readers.map((email, i) => ({ email, language: ['ja', 'plja', 'en'][i % 3]! })),
  );
  await closeGround(ground);
  const played = join(folder, 'hub.db');
  copyFileSync(file, played);
  const plate = openPlate({ file: played, first: file });
  const remove = () => {
    plate.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { config, plate, file: played, ground, topic, readers, remove };
};

/** Nothing is written, and what is warned of or worse is passed on to the trace. */
const logTo = (say: (words: string) => void) => {
  const note = (level: string) => (facts: unknown, words?: string) =>
    say(`${level} ${words ?? ''} ${JSON.stringify(facts, (key, value) => (key === 'stack' ? undefined : value))}`);
  const nothing = () => {};
  const log = openLog('silent', 'world');
  return Object.assign(Object.create(log) as typeof log, {
    warn: note('warn'),
    error: note('error'),
    info: nothing,
    debug: nothing,
  });
};

/** One world's hub. `say` hears what its processes log. */
export const openHub = (p: { world: World; base: Base; relay: SimRelay; say: (words: string) => void }) => {
  const { world, base, relay } = p;
  const folder = mkdtempSync(join(root, 'fumibako-world-'));
  for (const host of hosts) {
    mkdirSync(join(folder, host, 'run'), { recursive: true });
    // Each machine knows the database: a new one that finds it on SQLite takes it for a backup that came from elsewhere.
    writeFileSync(join(folder, host, 'run', 'age'), '0');
  }
  base.plate.wipe();
  const failed: string[] = [];

  const groundOf = async (proc: Proc): Promise<Ground> => {
    const log = logTo((words) => p.say(`${proc.name} ${words}`));
    const db = await openDb(`sqlite:${base.file}`);
    const { ring, revision, mailDomain } = base.ground;
    db.sealWith(ring);
    const queue = embeddedQueue((job, error) => p.say(`${proc.name} tick failed ${job} ${(error as Error).message}`));
    db.onNudge((job) => queue.nudge(job));
    const clock = systemClock;
    return {
      ...base.ground,
      ...{ config: { ...base.config, DATA_DIR: join(folder, proc.host) }, db, queue, log, clock, turned: false },
      live: { ...base.ground.live, stopping: false },
      outbox: openOutbox({ ring, clock, revision, mailDomain, nudge: () => db.wake() }),
      worker: randomUUID(),
    };
  };
  const start = (proc: Proc, run: () => Promise<unknown>): void =>
    world.as(proc, () => {
      run().catch((error: Error) => failed.push(`${proc.name} did not start: ${error.stack}`));
    });

  /** A process that cannot start tries again, as its supervisor would let it. */
  const untilItStarts = async <T>(begin: () => Promise<T>): Promise<T> => {
    for (;;)
      try {
        return await begin();
      } catch (error) {
        p.say(`not started: ${(error as Error).message}`);
        await new Promise((again) => setTimeout(again, 1000));
      }
  };

  return {
    failed,
    /** A delivery process. `stop` drains it as SIGTERM does. */
    delivery(name: string, host: string, connections: number) {
      const proc = world.spawn(name, host);
      let running: Awaited<ReturnType<typeof startDelivery>> | null = null;
      let close = async () => {};
      start(proc, async () => {
        const ground = await untilItStarts(() => groundOf(proc));
        const { db, clock, log, ring, worker, config } = ground;
        close = () => db.close();
        const settings = {
          connections,
          dataDir: join(folder, host),
          mailDomain: ground.mailDomain,
          mailFrom: ground.mailFrom,
          publicUrl: 'https://mail.example.jp',
          smtpUrl: config.SMTP_URL,
        };
        running = await untilItStarts(() =>
          startDelivery({ db, clock, log, ring, worker, mailbox: null, kinds: [relay.kind], settings }),
        );
      });
      return {
        proc,
        stop: () =>
          world.as(proc, () => {
            (async () => {
              await running?.stop(8000);
              await close();
            })()
              .catch((error: Error) => p.say(`${name} ends badly: ${error.message}`))
              .finally(() => world.kill(proc));
          }),
      };
    },
    clock(name: string, host: string) {
      const proc = world.spawn(name, host);
      start(proc, async () => {
        const ground = await untilItStarts(() => groundOf(proc));
        const jobs: Job[] = clockJobs(ground, openParts(ground)).filter((job) => watched.includes(job.name));
        wind({ ...ground, clock: ground.clock }, jobs);
        await ground.queue.start();
      });
      return { proc };
    },
    /** Where staff and systems act; it never dies, and what it is told may fail and is told again. */
    async door() {
      const proc = world.spawn('door', hosts[0]);
      let ground: Ground | undefined;
      start(proc, async () => {
        ground = await groundOf(proc);
      });
      await world.run(60_000, () => ground !== undefined);
      if (!ground) throw new Error(`the door did not open: ${failed.join()}`);
      const parts = world.as(proc, () => openParts(ground!));
      return { proc, ground, parts };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
export type SimHub = ReturnType<typeof openHub>;
