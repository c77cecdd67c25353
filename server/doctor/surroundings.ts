/** The database, Redis, the disk, the clocks, and the processes that should be running. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { MINUTE } from '../lib/clock.ts';
import type { KeyRing } from '../lib/seal.ts';
import type { Db } from '../store/db.ts';
import { findEngineFacts } from '../store/engineFacts.ts';
import { CLOCK_BEAT, listJobs } from '../store/jobs.ts';
import { checkKey, isMigrated } from '../store/migrate.ts';
import { auditHold } from '../store/owner.ts';
import { DEAD_AFTER, listWorkers } from '../store/workers.ts';
import { type Finding, notebook } from './finding.ts';

/** Clocks further apart than this make leases and expiries wrong. */
const SKEW = 2000;
/** Longer than another clock takes to notice that one has died. */
const LATE = 90_000;
const LEAST = { sqlite: 3.35, postgres: 13 } as const;
const ROOM = { low: 2e9, full: 2e8 };

const said = (error: unknown) => (error as { code?: string }).code ?? (error as Error).message;

export const sizeText = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;

/** `place`: the file, or the server without its password. */
export const lookAtDatabase = async (p: { db: Db; place: string; ring: KeyRing }): Promise<Finding[]> => {
  const book = notebook('database');
  const clock = notebook('clock');
  try {
    const began = Date.now();
    const facts = await findEngineFacts(p.db);
    const ended = Date.now();
    const { engine } = p.db;
    if (facts.number < LEAST[engine])
      book.fail('database.old', p.place, { version: facts.version, least: LEAST[engine] });
    for (const { setting, value, want, good } of facts.durable)
      if (!good) book.fail('database.unsafe', p.place, { setting, value, want });
    if (facts.now !== null) noteSkew(clock, p.place, facts.now, { began, ended });
    if (!(await isMigrated(p.db))) book.fail('database.schema', p.place);
    else await checkKey(p.db, p.ring);
    const hold = await auditHold(p.db);
    if (hold !== null) book.ok(`database.${hold}.ok`, p.place);
    const shown = [sizeText(facts.bytes), ...facts.durable.map((d) => `${d.setting}=${d.value}`)].join(', ');
    book.ok('database.ok', p.place, { engine, version: facts.version, facts: shown });
  } catch (error) {
    const code = said(error);
    if (code === 'schema.newer')
      book.fail('database.newer', p.place, {
        first: String((error as { details?: { first?: string } }).details?.first),
      });
    else if (code === 'key.wrong') book.fail('database.key', p.place);
    else book.fail('database.unreachable', p.place, { error: code });
  }
  return [...book.findings, ...clock.findings];
};

/** The other clock's answer lies between our two looks at our own. */
const noteSkew = (
  book: ReturnType<typeof notebook>,
  about: string,
  theirs: number,
  ours: { began: number; ended: number },
): void => {
  const skew = Math.round(theirs < ours.began ? theirs - ours.began : Math.max(0, theirs - ours.ended));
  if (Math.abs(skew) > SKEW) book.fail('clock.skew', about, { skew });
  else book.ok('clock.ok', about, { skew });
};

export const lookAtRedis = async (url: string): Promise<Finding[]> => {
  const book = notebook('redis');
  const clock = notebook('clock');
  if (url === '') book.ok('redis.none', 'REDIS_URL');
  else {
    const about = new URL(url).host;
    // Redis' client is loaded only where there is a Redis.
    const { redisFacts } = await import('../queue/redisFacts.ts');
    try {
      const began = Date.now();
      const facts = await redisFacts(url, 5000);
      noteSkew(clock, about, facts.now, { began, ended: Date.now() });
      if (facts.eviction !== '' && facts.eviction !== 'noeviction')
        book.fail('redis.eviction', about, { value: facts.eviction });
      if (!facts.appendOnly && !facts.snapshots) book.warn('redis.volatile', about);
      const kept = facts.appendOnly ? 'appendonly' : facts.snapshots ? 'snapshots' : 'memory only';
      book.ok('redis.ok', about, { version: facts.version, facts: kept });
    } catch (error) {
      book.fail('redis.unreachable', about, { error: (error as Error).message });
    }
  }
  return [...book.findings, ...clock.findings];
};

export type FreeSpace = (folder: string) => { free: number };
export const freeSpace: FreeSpace = (folder) => {
  const { bavail, bsize } = statfsSync(folder);
  return { free: bavail * bsize };
};

export const lookAtDisk = (folders: readonly string[], room: FreeSpace): Finding[] => {
  const book = notebook('disk');
  for (const folder of folders) {
    try {
      accessSync(folder, constants.W_OK);
      const { free } = room(folder);
      const facts = { free: sizeText(free) };
      if (free < ROOM.full) book.fail('disk.full', folder, facts);
      else if (free < ROOM.low) book.warn('disk.low', folder, facts);
      else book.ok('disk.ok', folder, facts);
    } catch (error) {
      book.fail('disk.missing', folder, { error: said(error) });
    }
  }
  return book.findings;
};

/** Delivery processes that beat. `host`: this machine, as workers sign. */
export const lookAtWorkers = async (db: Db, host: string): Promise<Finding[]> => {
  const book = notebook('workers');
  const living = (await listWorkers(db)).filter((worker) => Date.now() - worker.beat_at < DEAD_AFTER);
  const here = living.filter((worker) => worker.host === host);
  if (living.length === 0) book.warn('workers.none', host);
  else if (here.length === 0) book.warn('workers.elsewhere', host, { count: living.length });
  else book.ok('workers.ok', host, { count: living.length });
  return book.findings;
};

/** `now`: the hub's clock, by which jobs are due. */
export const lookAtJobs = async (db: Db, now: number): Promise<Finding[]> => {
  const book = notebook('jobs');
  const jobs = await listJobs(db);
  const beat = jobs.find((job) => job.name === CLOCK_BEAT);
  for (const job of jobs)
    if (job.last_error !== null) book.warn('jobs.failing', job.name, { name: job.name, error: job.last_error });
  // What has happened cannot lie ahead: then the clock has been set back since.
  const ahead = Math.max(...jobs.map((job) => job.last_ended ?? 0), beat?.next_at ?? 0) - now;
  if (!beat) book.warn('jobs.none', 'clock');
  else if (ahead > LATE) book.warn('clock.back', beat.name, { minutes: Math.round(ahead / MINUTE) });
  else if (now - beat.next_at > LATE)
    book.warn('jobs.late', beat.name, { name: beat.name, late: Math.round((now - beat.next_at) / 1000) });
  else book.ok('jobs.ok', 'clock', { count: jobs.length });
  return book.findings;
};

/** Whether a SQLite database is there at all: opening it would make one. */
export const isMissing = (databaseUrl: string): boolean =>
  databaseUrl.startsWith('sqlite:') && !existsSync(databaseUrl.slice('sqlite:'.length));
