/** Workers: the processes that hold leases. One that stops beating has died, and what it held is given back by whoever notices. */
import type { Source, Trx } from './db.ts';

export type WorkerRow = { id: string; roles: string; host: string; pid: number; started_at: number; beat_at: number };

/** Real milliseconds without a beat after which a worker counts as dead. */
export const DEAD_AFTER = 30_000;

/**
 * Says that a worker lives. `real` is the machine's time: a turned clock kills nobody. False when nobody knew it (any more):
 * it is new, or it was taken for dead and what it held has been given away.
 */
export const beat = async (
  trx: Trx,
  worker: Omit<WorkerRow, 'started_at' | 'beat_at'>,
  real: number,
): Promise<boolean> => {
  const known = await trx.knex('worker').where({ id: worker.id }).update({ beat_at: real });
  if (known === 0) await trx.knex('worker').insert({ ...worker, started_at: real, beat_at: real });
  return known === 1;
};

export const listWorkers = async (source: Source): Promise<WorkerRow[]> => source.knex('worker').orderBy('started_at');

/** Strikes a worker off. With `beatAt` only when it has not beaten since then; false when there was nothing to strike off. */
export const forgetWorker = async (trx: Trx, id: string, beatAt?: number): Promise<boolean> => {
  const query = trx.knex('worker').where({ id });
  if (beatAt !== undefined) query.where({ beat_at: beatAt });
  return (await query.delete()) === 1;
};

export const findWorker = async (source: Source, id: string): Promise<WorkerRow | undefined> =>
  source.knex('worker').where({ id }).first();
