/** Callbacks: where the systems want to hear of outcomes, what is to be told, and the log of the telling. */

import type { SystemCode } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';
import { inClaim, rawRows } from './dialect.ts';

export type CallbackRow = {
  id: number;
  public_id: string;
  system: SystemCode;
  url: string;
  secret: Buffer;
  /** `gone`: it answered 410; nothing is told there until it is replayed. */
  state: 'on' | 'gone' | 'removed';
  /** The secret before the last rotation, and until when it signs as well. */
  previous_secret: Buffer | null;
  previous_until: number | null;
  misses: number;
  blocked_until: number;
  created_at: number;
  removed_at: number | null;
  actor: string;
};

export type CallbackDeliveryRow = {
  id: number;
  public_id: string;
  callback_id: number;
  letter_id: number;
  body: Buffer;
  /** `ended`: its target was removed before it was told. */
  state: 'waiting' | 'done' | 'failed' | 'ended';
  attempts: number;
  created_at: number;
  next_at: number;
  deadline_at: number;
  lease_until: number;
  done_at: number | null;
  last_status: number | null;
  last_error: string | null;
  purge_after: number;
};

export type CallbackAttemptRow = {
  id: number;
  delivery_id: number;
  tried_at: number;
  status: number | null;
  error: string | null;
  took_ms: number;
};

export const insertCallback = async (trx: Trx, row: Omit<CallbackRow, 'id'>): Promise<void> => {
  await trx.knex('callback').insert(row);
};
export const findCallback = async (source: Source, publicId: string): Promise<CallbackRow | undefined> =>
  source.knex('callback').where({ public_id: publicId }).first();
export const findCallbackById = async (source: Source, id: number): Promise<CallbackRow | undefined> =>
  source.knex('callback').where({ id }).first();
export const listCallbacks = async (source: Source, where: { system?: string } = {}): Promise<CallbackRow[]> =>
  source.knex('callback').where(where).orderBy('id');

/** Targets whose outcomes are noted: also one that is gone, so that a replay brings what it missed. */
export const listCallbacksToNote = async (source: Source): Promise<CallbackRow[]> =>
  source.knex('callback').whereNot({ state: 'removed' }).orderBy('id');
export const updateCallback = async (trx: Trx, id: number, changes: Partial<CallbackRow>): Promise<void> => {
  await trx.knex('callback').where({ id }).update(changes);
};

export const insertDeliveries = async (trx: Trx, rows: readonly Omit<CallbackDeliveryRow, 'id'>[]): Promise<void> => {
  if (rows.length === 0) return;
  await trx.knex('callback_delivery').insert(rows as Omit<CallbackDeliveryRow, 'id'>[]);
  trx.nudge('sendCallbacks');
};

const oldestDue = `select d.id from callback_delivery d
    where d.callback_id = ? and d.state = 'waiting' and d.next_at <= ? and d.lease_until <= ?
      and not exists (select 1 from callback_delivery e where e.callback_id = d.callback_id and e.letter_id = d.letter_id
                      and e.id < d.id and e.state = 'waiting')
    order by d.next_at, d.id limit ?`;

/** Leases what is due at one target; of one letter only the oldest, so that outcomes arrive in their order. `real` is the machine's time. */
export const claimDeliveries = async (
  trx: Trx,
  p: { callbackId: number; now: number; real: number; lease: number; limit: number },
): Promise<CallbackDeliveryRow[]> => {
  const rows = await rawRows<CallbackDeliveryRow>(
    trx,
    `update callback_delivery set lease_until = ? where id ${inClaim(trx.engine, oldestDue, 'd')} returning *`,
    [p.real + p.lease, p.callbackId, p.now, p.real, p.limit],
  );
  return rows.sort((a, b) => a.id - b.id);
};

/** Targets that something is due for, with their misses in a row. */
export const listDueCallbacks = async (
  source: Source,
  p: { now: number; real: number },
): Promise<{ id: number; misses: number }[]> =>
  rawRows(
    source,
    `select c.id, c.misses from callback c where c.state = 'on' and c.blocked_until <= ?
       and exists (select 1 from callback_delivery d
                   where d.callback_id = c.id and d.state = 'waiting' and d.next_at <= ? and d.lease_until <= ?)
     order by c.id`,
    [p.now, p.now, p.real],
  );

/** Writes what became of one try, and its line of the log. */
export const recordDelivery = async (
  trx: Trx,
  delivery: Partial<CallbackDeliveryRow> & { id: number },
  attempt: Omit<CallbackAttemptRow, 'id' | 'delivery_id'>,
): Promise<void> => {
  const { id, ...changes } = delivery;
  await trx
    .knex('callback_delivery')
    .where({ id })
    .update({ ...changes, lease_until: 0, attempts: trx.knex.raw('attempts + 1') });
  await trx.knex('callback_attempt').insert({ ...attempt, delivery_id: id });
};

export const findDelivery = async (source: Source, publicId: string): Promise<CallbackDeliveryRow | undefined> =>
  source.knex('callback_delivery').where({ public_id: publicId }).first();

/** What each target still has to be told, by its id. Nothing goes to one that is `gone`, but a replay would bring it what waits. */
export const countWaitingDeliveries = async (
  source: Source,
  targets: readonly CallbackRow['state'][] = ['on'],
): Promise<ReadonlyMap<string, number>> => {
  const rows = (await source
    .knex('callback_delivery')
    .join('callback', 'callback.id', 'callback_delivery.callback_id')
    .where({ 'callback_delivery.state': 'waiting' })
    .whereIn('callback.state', targets)
    .groupBy('callback.public_id')
    .select('callback.public_id')
    .count('* as n')) as { public_id: string; n: number | string }[];
  return new Map(rows.map((row) => [row.public_id, Number(row.n)]));
};

/** Newest first; `before` is a row id to go on below. */
export const listDeliveries = async (
  source: Source,
  where: { callbackId: number; state?: CallbackDeliveryRow['state']; before?: number; limit: number },
): Promise<CallbackDeliveryRow[]> => {
  const query = source
    .knex('callback_delivery')
    .where({ callback_id: where.callbackId })
    .orderBy('id', 'desc')
    .limit(where.limit);
  if (where.state) query.where({ state: where.state });
  if (where.before) query.where('id', '<', where.before);
  return query;
};

export const listCallbackAttempts = async (source: Source, deliveryId: number): Promise<CallbackAttemptRow[]> =>
  source.knex('callback_attempt').where({ delivery_id: deliveryId }).orderBy('id');

/** Ends what a removed target was not told; answers how many. What is being told right now ends with its answer. */
export const endDeliveries = async (
  trx: Trx,
  callbackId: number,
  times: { now: number; real: number },
): Promise<number> =>
  trx
    .knex('callback_delivery')
    .where({ callback_id: callbackId, state: 'waiting' })
    .where('lease_until', '<=', times.real)
    .update({ state: 'ended', done_at: times.now });

/**
 * Puts deliveries back to be told once more; answers how many. One by its id, all since an instant whatever was answered, or
 * (neither given) those that failed, with `held` those that wait as well. What is being told right now is left alone.
 */
export const replayDeliveries = async (
  trx: Trx,
  which: { callbackId: number; publicId?: string; since?: number; held?: boolean },
  times: { now: number; real: number; deadlineAt: number },
): Promise<number> => {
  const query = trx
    .knex('callback_delivery')
    .where({ callback_id: which.callbackId })
    .where('lease_until', '<=', times.real);
  if (which.publicId) query.where({ public_id: which.publicId });
  if (which.since !== undefined) query.where('created_at', '>=', which.since);
  if (!which.publicId && which.since === undefined)
    query.whereIn('state', which.held ? ['failed', 'waiting'] : ['failed']);
  const count = await query.update({
    state: 'waiting',
    attempts: 0,
    next_at: times.now,
    deadline_at: times.deadlineAt,
    done_at: null,
  });
  if (count > 0) trx.nudge('sendCallbacks');
  return count;
};
