/** Long works of staff: a row each with how far it has come, leased to one worker at a time; and what was handed in or made, in sealed parts. */
import type { WorkState } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';
import { inClaim, rawRows } from './dialect.ts';

export type WorkRow = {
  id: number;
  public_id: string;
  kind: string;
  state: WorkState;
  given: Buffer;
  at: Buffer | null;
  done: number;
  total: number | null;
  result: Buffer | null;
  error: string | null;
  actor: string;
  created_at: number;
  began_at: number | null;
  ended_at: number | null;
  /** Claims since the last piece that was written: a work that kills its process again and again is given up. */
  tries: number;
  worker: string | null;
  /** By the machine's clock. */
  lease_until: number;
  /** When it last had its turn, by the machine's clock: who has waited longest comes first. */
  turn: number;
  purge_after: number | null;
};
export type PartSide = 'in' | 'out';

export const insertWork = async (
  trx: Trx,
  row: Pick<WorkRow, 'public_id' | 'kind' | 'state' | 'given' | 'total' | 'actor' | 'created_at' | 'purge_after'>,
): Promise<number> => {
  const [{ id }] = (await trx.knex('work').insert(row).returning('id')) as [{ id: number }];
  if (row.state === 'waiting') trx.nudge('runWorks');
  return id;
};

/** Everything is handed in; `after`: by the machine's clock, not before then. False: it was not collecting any more. */
export const startWork = async (trx: Trx, id: number, p: { total: number; after: number }): Promise<boolean> => {
  trx.nudge('runWorks');
  const started = trx.knex('work').where({ id, state: 'collecting' });
  return (await started.update({ state: 'waiting', total: p.total, lease_until: p.after, purge_after: null })) === 1;
};
/** What it will be about is complete; it waits for somebody's word. False: it was not collecting any more. */
export const freezeWork = async (trx: Trx, id: number, total: number): Promise<boolean> =>
  (await trx.knex('work').where({ id, state: 'collecting' }).update({ total })) === 1;
/** A work that waits for its time need not any more. False: it did not wait. */
export const hurryWork = async (trx: Trx, id: number): Promise<boolean> => {
  trx.nudge('runWorks');
  return (await trx.knex('work').where({ id, state: 'waiting' }).update({ lease_until: 0 })) === 1;
};

export const findWork = async (source: Source, publicId: string): Promise<WorkRow | undefined> =>
  source.knex('work').where({ public_id: publicId }).first();

/** Newest first. */
export const listWorks = async (source: Source, where: { kind?: string }, limit: number): Promise<WorkRow[]> =>
  source.knex('work').where(where).orderBy('id', 'desc').limit(limit);

/** Whether anything waits, or was left by a worker that died. */
export const hasWork = async (source: Source, real: number): Promise<boolean> =>
  (await source.knex('work').whereIn('state', ['waiting', 'running']).where('lease_until', '<=', real).first('id')) !==
  undefined;

/** Takes the work that has waited longest for its turn. */
export const claimWork = async (
  trx: Trx,
  p: { worker: string; real: number; lease: number; now: number },
): Promise<WorkRow | undefined> => {
  const next = `select id from work where state in ('waiting', 'running') and lease_until <= ? order by turn, id limit 1`;
  const [row] = await rawRows<WorkRow>(
    trx,
    `update work set state = 'running', worker = ?, lease_until = ?, turn = ?, tries = tries + 1, began_at = coalesce(began_at, ?)
     where id ${inClaim(trx.engine, next)} returning *`,
    [p.worker, p.real + p.lease, p.real, p.now, p.real],
  );
  return row;
};

/** Changes a work that is still this worker's and still running. False: it was cancelled, or given to another. */
export const updateOwnWork = async (
  trx: Trx,
  own: { id: number; worker: string },
  change: Partial<Omit<WorkRow, 'id' | 'public_id'>>,
): Promise<boolean> =>
  (await trx.knex('work').where({ id: own.id, worker: own.worker, state: 'running' }).update(change)) === 1;

/** True when it had not ended yet. */
export const cancelWork = async (trx: Trx, publicId: string, now: number, purgeAfter: number): Promise<boolean> =>
  (await trx
    .knex('work')
    .where({ public_id: publicId })
    .whereIn('state', ['collecting', 'waiting', 'running'])
    .update({ state: 'cancelled', ended_at: now, lease_until: 0, worker: null, purge_after: purgeAfter })) === 1;

export const insertPart = async (
  trx: Trx,
  part: { work_id: number; side: PartSide; n: number; body: Buffer },
): Promise<void> => {
  await trx.knex('work_part').insert(part);
};
export const findPart = async (
  source: Source,
  workId: number,
  side: PartSide,
  n: number,
): Promise<Buffer | undefined> =>
  ((await source.knex('work_part').where({ work_id: workId, side, n }).first('body')) as { body: Buffer } | undefined)
    ?.body;
export const countParts = async (source: Source, workId: number, side: PartSide): Promise<number> =>
  Number(
    ((await source.knex('work_part').where({ work_id: workId, side }).count('id as n').first()) as { n: number }).n,
  );
export const deleteParts = async (trx: Trx, workId: number, side: PartSide): Promise<void> => {
  await trx.knex('work_part').where({ work_id: workId, side }).delete();
};
