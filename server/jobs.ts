/** What the clock does: a table of jobs with name, when and what, and the way each runs once although several clocks tick. */
import { type Clock, DAY, MINUTE, nextTimeOfDay, SECOND } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import type { Queue } from './queue/port.ts';
import type { Db } from './store/db.ts';
import { claimJob, finishJob, isJobDue, type JobRow, listJobs, renewJob } from './store/jobs.ts';

/** A period in milliseconds, or a time of day in JST. */
export type When = { every: number } | { daily: string };
export const seconds = (n: number): When => ({ every: n * SECOND });
export const minutes = (n: number): When => ({ every: n * MINUTE });
export const daily = (time: string): When => ({ daily: time });

export type Job = {
  name: string;
  when: When;
  run: () => Promise<void>;
  /** A cheap look whether there is anything to do; without it a quiet second would still cost a write. */
  pending?: () => Promise<boolean>;
  /** Somebody's commit nudges it (`trx.nudge(name)`): then it runs whatever its time. */
  nudged?: boolean;
};

/** A clock that died gives its job away after this; one that lives says so well before, however long the job takes. */
const LEASE = 20 * SECOND;
const RENEW = 5 * SECOND;

const nextAt = (when: When, now: number) => ('every' in when ? now + when.every : nextTimeOfDay(now, when.daily));

/** How far ahead its next time may lie: further ahead the clock has been set back since, and waiting for it would freeze the job. */
const longestWait = (when: When): number => ('every' in when ? when.every : DAY);

/** How old the rows may be that jobs of one tick share: each asking for its own cost an idle hub thirty reads a second. */
const SHARED_MS = 250;

/** Due times of all jobs; `forget` makes the next who asks read them anew. */
const openTimetable = (db: Db) => {
  let rows: Promise<Map<string, JobRow>> | null = null;
  let readAt = 0;
  const forget = () => {
    rows = null;
  };
  return {
    forget,
    row: async (name: string): Promise<JobRow | undefined> => {
      if (performance.now() - readAt > SHARED_MS) forget();
      if (!rows) {
        readAt = performance.now();
        rows = listJobs(db).then((found) => new Map(found.map((row) => [row.name, row])));
        rows.catch(forget);
      }
      return (await rows).get(name);
    },
  };
};

const due = async (p: Clockwork, job: Job, nudged: boolean): Promise<boolean> => {
  const row = nudged ? undefined : await p.timetable.row(job.name);
  if (row && !isJobDue(row, p.clock.now(), longestWait(job.when))) return false;
  return job.pending ? job.pending() : true;
};

type Works = { db: Db; clock: Clock; queue: Queue; log: Log; worker: string };
type Clockwork = Works & { timetable: ReturnType<typeof openTimetable> };

const runOnce = async (p: Clockwork, job: Job, nudged: boolean): Promise<void> => {
  if (!(await due(p, job, nudged))) return;
  const times = { now: p.clock.now(), longestWait: longestWait(job.when), real: Date.now(), lease: LEASE };
  const claim = { name: job.name, worker: p.worker, nudged, ...times };
  if (!(await p.db.write((trx) => claimJob(trx, claim)))) return;
  let error: string | null = null;
  const renewal = setInterval(() => {
    p.db
      .write((trx) => renewJob(trx, { name: job.name, real: Date.now(), lease: LEASE, worker: p.worker }))
      .catch((caught: Error) => p.log.warn({ job: job.name, error: caught.message }, 'lease not renewed'));
  }, RENEW);
  try {
    await job.run();
  } catch (caught) {
    error = (caught as Error).message;
    p.log.error({ job: job.name, error, stack: (caught as Error).stack }, 'job failed');
  } finally {
    clearInterval(renewal);
  }
  const now = p.clock.now();
  const again = await p.db.write((trx) =>
    finishJob(trx, { name: job.name, worker: p.worker, now, nextAt: nextAt(job.when, now), error }),
  );
  p.timetable.forget();
  if (again) p.queue.nudge(job.name);
};

/** Registers every job with the queue; ticks come at least once a second, so that a turned clock is noticed soon. */
export const wind = (works: Works, jobs: readonly Job[]): void => {
  const p = { ...works, timetable: openTimetable(works.db) };
  for (const job of jobs) {
    const period = 'every' in job.when ? Math.min(job.when.every, SECOND) : SECOND;
    const listens = job.nudged === true;
    p.queue.every(job.name, period, (nudged) => runOnce(p, job, nudged && listens), { listens });
  }
};
