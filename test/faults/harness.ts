/** A hub in processes of its own, a sink that counts, and a hand that kills: what the fault runs are made of. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bundle, readBundle, serialiseBundle } from '../../server/letters/bundle.ts';
import { type KeyRing, newMasterKey, openKeyRing } from '../../server/lib/seal.ts';
import { readTotals } from '../../server/store/bulletinCounts.ts';
import type { Db } from '../../server/store/db.ts';
import { checkKey, migrate } from '../../server/store/migrate.ts';
import { openDb } from '../../server/store/open.ts';
import { keepText } from '../../server/store/texts.ts';
import { listWorkers } from '../../server/store/workers.ts';
import { addBulletin, addReaders, testTopic } from '../support/audience.ts';
import { engine, freshDatabase } from '../support/database.ts';
import { freePorts } from '../support/ports.ts';
import { type Arrived, startSink } from '../support/recordingSink.ts';

export { seeded } from './seeded.ts';

const program = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const templates = fileURLToPath(new URL('../../templates', import.meta.url));

/** Waits until it holds; throws after a time that no healthy run needs, so that a broken one ends. */
export const sure = async (what: string, holds: () => boolean | Promise<boolean>, ms = 120_000): Promise<void> => {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await pause(25);
  }
};

export const pause = (ms: number) => new Promise<void>((r) => setTimeout(r, ms));

export type FaultGround = {
  db: Db;
  ring: KeyRing;
  bundle: Bundle;
  folder: string;
  url: string;
  /** Recipients in the order of arrival, with the message id of each copy. */
  arrived: Pick<Arrived, 'to' | 'messageId'>[];
  sink: Awaited<ReturnType<typeof startSink>>;
  /** The settings of a hub on this ground. */
  settings: Record<string, string>;
  /** Where its web answers. */
  door: string;
  doorOpen(): Promise<boolean>;
  startHub(env?: Record<string, string>): Promise<ChildProcess>;
  /** Process ids of living delivery workers. */
  workers(): Promise<number[]>;
  /** The same as soon as there is one: in between all of them may be starting again. */
  someWorkers(): Promise<[number, ...number[]]>;
  close(): Promise<void>;
};

/** A migrated database (on the engine of the run, unless one is named), a sink and the way to start the program on both. */
export const faultGround = async (engine?: 'postgres'): Promise<FaultGround> => {
  const place = await freshDatabase(engine, { migrated: true });
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-faults-'));
  const db = await openDb(place.url);
  await migrate(db);
  const key = newMasterKey();
  const ring = openKeyRing(key);
  await checkKey(db, ring);
  const bundle = await readBundle(templates);
  await db.write((trx) =>
    keepText(trx, { kind: 'bundle', revision: bundle.revision, body: serialiseBundle(bundle), now: Date.now() }),
  );
  const arrived: FaultGround['arrived'] = [];
  const sink = await startSink({ keep: false, onMail: (m) => arrived.push({ to: m.to, messageId: m.messageId }) });
  const hubs = new Set<ChildProcess>();
  const workers = async () => (await listWorkers(db)).map((w) => w.pid).filter(alive);
  const settings: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
    NODE_ENV: 'test',
    DATA_DIR: folder,
    DATABASE_URL: place.url,
    MASTER_KEY: key,
    SMTP_URL: sink.url,
    ROLES: 'web,intake,clock,delivery',
    DELIVERY_PROCESSES: '2',
    DELIVERY_CONNECTIONS: '8',
    PUBLIC_URL: 'https://mail.example.jp',
    LOG_LEVEL: process.env.FAULTS_LOG ?? 'silent',
  };
  const port = await freePorts(2);
  const ports = { HTTP_PORT: String(port), SMTP_PORT: String(port + 1) };
  const door = `http://127.0.0.1:${port}`;
  return {
    db,
    ring,
    bundle,
    folder,
    url: place.url,
    arrived,
    sink,
    settings,
    door,
    doorOpen: () =>
      fetch(`${door}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ),
    async startHub(env = {}) {
      const hub = spawn(process.execPath, [program], {
        stdio: ['ignore', 'ignore', process.env.FAULTS_LOG ? 'inherit' : 'ignore'],
        env: { ...settings, ...ports, ...env },
      });
      hubs.add(hub);
      hub.once('exit', () => hubs.delete(hub));
      return hub;
    },
    workers,
    async someWorkers() {
      let pids: number[] = [];
      await sure('a worker', async () => {
        pids = await workers();
        return pids.length > 0;
      });
      return pids as [number, ...number[]];
    },
    async close() {
      await Promise.all([...hubs].map((hub) => ended(hub, 'SIGKILL')));
      await sink.close();
      await db.close();
      await place.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Signals a process that may have ended by itself meanwhile. */
export const strike = (pid: number, signal: NodeJS.Signals = 'SIGKILL'): void => {
  if (alive(pid)) process.kill(pid, signal);
};

/** Signals a program and waits for its end; milliseconds it took. */
export const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number> => {
  const began = performance.now();
  if (child.exitCode === null && child.signalCode === null) {
    const end = new Promise((r) => child.once('exit', r));
    child.kill(signal);
    await end;
  }
  return performance.now() - began;
};

/** Another process's transaction, 400 ms at a time. Answers how to let go. */
export const holdLock = async (g: FaultGround): Promise<() => Promise<void>> => {
  const other = await openDb(g.url);
  let holding = true;
  const done = (async () => {
    while (holding) {
      await other.write(async (trx) => {
        // On PostgreSQL there is no one write lock; the counters are what everybody needs.
        if (engine === 'postgres') await trx.knex('bulletin_count').forUpdate();
        await pause(400);
      });
      await pause(60);
    }
  })();
  return async () => {
    holding = false;
    await done;
    await other.close();
  };
};

/** Letters have recipients of their own, one each: what arrives tells what it is. */
export const letterTo = (n: number): string => `filer${n}@example.jp`;
export const isLetter = (to: string): boolean => to.startsWith('filer');

/** Readers and a bulletin that is being sent to them. Answers its row id. */
export const startBulletin = async (g: FaultGround, readers: number): Promise<number> => {
  const topic = await testTopic(g.db);
  const people = Array.from({ length: readers }, (_, i) => ({ email: `reader${i}@example.jp` }));
  await addReaders(g, topic, people);
  return addBulletin(g.db, { topic, now: Date.now(), revision: g.bundle.revision });
};

export const finished = (g: FaultGround, bulletin: number, ms = 240_000): Promise<void> =>
  sure(
    'bulletin finished',
    async () => (await g.db.knex('bulletin').where({ id: bulletin }).first('state')).state.startsWith('finished'),
    ms,
  );

/** About as long as a round of blow and recovery lasts where nobody else is busy. */
const ROUND_MS = 3000;

/**
 * Waits until mails arrive (again): a blow at processes that are idle, or not back yet, proves nothing. `rounds`: how many blows are still to
 * come; the sink answers so slowly that the bulletin is under way in all of them, and at once when there are none.
 */
export const underWay = async (g: FaultGround, p: { readers: number; rounds: number }): Promise<void> => {
  const mails = () => g.arrived.reduce((n, { to }) => n + Number(!isLetter(to)), 0);
  const before = mails();
  const left = Math.max(1, p.readers - before);
  const connections = Number(g.settings.DELIVERY_PROCESSES) * Number(g.settings.DELIVERY_CONNECTIONS);
  g.sink.behaviour.delay = Math.min(1000, Math.round((connections * ROUND_MS * p.rounds) / left));
  await sure('mails arrive', () => mails() > before);
};

export type Tally = {
  readers: number;
  lost: number;
  doubles: number;
  otherMessageIds: number;
  totals: Record<string, number>;
};

/** Mails by recipient, how many of them were a second copy, and how many of those had another Message-ID than the first. */
export const copies = (arrived: FaultGround['arrived']) => {
  const ids = new Map<string, string>();
  let otherMessageIds = 0;
  for (const { to, messageId } of arrived) {
    const first = ids.get(to);
    if (first === undefined) ids.set(to, messageId);
    else if (first !== messageId) otherMessageIds++;
  }
  return { ids, doubles: arrived.length - ids.size, otherMessageIds };
};

/** What the sink saw of a bulletin, beside what the hub says it did. */
export const tally = async (g: FaultGround, bulletin: number, readers: number): Promise<Tally> => {
  const { ids, doubles, otherMessageIds } = copies(g.arrived.filter(({ to }) => !isLetter(to)));
  return {
    readers,
    lost: readers - ids.size,
    doubles,
    otherMessageIds,
    totals: (await readTotals(g.db, bulletin)) as Record<string, number>,
  };
};
