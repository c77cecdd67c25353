/** Due times of jobs: a row each, claimed with a lease, so that a doubled clock runs nothing twice. */
import type { Source, Trx } from './db.ts';

export type JobRow = {
  name: string;
  next_at: number;
  lease_until: number;
  worker: string | null;
  last_began: number | null;
  last_ended: number | null;
  last_error: string | null;
  /** Nudged while somebody ran it: it runs once more as soon as that one ends. */
  again: number;
};

/** The job that runs every minute whatever happens. */
export const CLOCK_BEAT = 'clockBeat';

export const listJobs = async (source: Source): Promise<JobRow[]> => source.knex('job').orderBy('name');
export const findJob = async (source: Source, name: string): Promise<JobRow | undefined> =>
  source.knex('job').where({ name }).first();

/** Milliseconds by which the clocks of two machines may differ before a time further ahead counts as written by a wrong clock. */
const SKEW = 5000;

/** `longestWait`: milliseconds between two runs at most. A time further ahead was written before the clock was set back. */
export const isJobDue = (row: Pick<JobRow, 'next_at'>, now: number, longestWait: number): boolean =>
  row.next_at <= now || row.next_at > now + longestWait + SKEW;

/**
 * True when this worker may run the job now; `nudged`: whatever its time, and when somebody runs it just now it is noted to run once more. `now` is the hub's clock, `real` the machine's (leases never follow a turned clock);
 * a lease that ends later than one taken now would is from before the machine's clock was set back.
 */
export const claimJob = async (
  trx: Trx,
  job: {
    name: string;
    now: number;
    longestWait: number;
    real: number;
    lease: number;
    worker: string;
    nudged?: boolean;
  },
): Promise<boolean> => {
  await trx.knex('job').insert({ name: job.name, next_at: job.now }).onConflict('name').ignore();
  const row = trx.knex('job').where({ name: job.name });
  if (!job.nudged)
    row.where((due) => due.where('next_at', '<=', job.now).orWhere('next_at', '>', job.now + job.longestWait + SKEW));
  const claimed = await row
    .where((free) => free.where('lease_until', '<=', job.real).orWhere('lease_until', '>', job.real + job.lease + SKEW))
    .update({ lease_until: job.real + job.lease, worker: job.worker, last_began: job.now, again: 0 });
  if (claimed === 0 && job.nudged) await trx.knex('job').where({ name: job.name }).update({ again: 1 });
  return claimed === 1;
};

/** A running job goes on being this worker's. */
export const renewJob = async (
  trx: Trx,
  job: { name: string; real: number; lease: number; worker: string },
): Promise<void> => {
  await trx
    .knex('job')
    .where({ name: job.name, worker: job.worker })
    .where('lease_until', '>', 0)
    .update({ lease_until: job.real + job.lease });
};

/** Ends a run of this worker. Answers whether it was nudged meanwhile, and is due again at once. */
export const finishJob = async (
  trx: Trx,
  job: { name: string; worker: string; now: number; nextAt: number; error: string | null },
): Promise<boolean> => {
  const own = () => trx.knex('job').where({ name: job.name, worker: job.worker });
  // Written before it is read: a nudge that comes now waits for this transaction, and then claims the job itself.
  await own().update({ lease_until: 0, next_at: job.nextAt, last_ended: job.now, last_error: job.error });
  const nudged = await own().where({ again: 1 }).update({ next_at: job.now, again: 0 });
  return nudged === 1;
};
