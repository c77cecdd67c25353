/** Token buckets: how much of one kind may happen in a second (or from one second on), counted together by all processes. */

import type { Trx } from './db.ts';
import { rawRows } from './dialect.ts';

/** Clocks of two machines may differ by so many seconds. A bucket further ahead was written by a clock that has been put right since. */
const AHEAD = 30;

/** Whether the row tells of another second than the asked one: what was used of it says nothing. */
const isStale = (row: number, second: number) => row < second || row > second + AHEAD;

/**
 * Lets one claim at a time look at what limited classes may still have; until its transaction ends the others wait. Without it two
 * processes on PostgreSQL count the same free connections. Taken before any row is, so that nobody waits for each other.
 */
export const takeTurns = async (trx: Trx): Promise<void> => {
  if (trx.engine === 'postgres') await trx.knex.raw('select pg_advisory_xact_lock(4207849486)');
};

/**
 * How many tokens of this second are left. The row stays locked until the transaction ends, so that what is then taken is exact.
 * `second` is real time in whole seconds; a machine whose clock is a little behind draws on the later second.
 */
export const lookIntoBucket = async (
  trx: Trx,
  bucket: { name: string; second: number; perSecond: number },
): Promise<number> => {
  await trx
    .knex('token_bucket')
    .insert({ name: bucket.name, second: bucket.second, used: 0 })
    .onConflict('name')
    .ignore();
  const lock = trx.engine === 'postgres' ? 'for update' : '';
  const [row] = await rawRows<{ second: number; used: number }>(
    trx,
    `select second, used from token_bucket where name = ? ${lock}`,
    [bucket.name],
  );
  return isStale(row!.second, bucket.second) ? bucket.perSecond : Math.max(0, bucket.perSecond - row!.used);
};

/** Takes tokens out; what an earlier second left over is not saved up. */
export const takeFromBucket = async (
  trx: Trx,
  bucket: { name: string; second: number; count: number },
): Promise<void> => {
  await rawRows(
    trx,
    `update token_bucket set used = case when second between ? and ? then used + ? else ? end,
       second = case when second between ? and ? then second else ? end
     where name = ?`,
    [
      bucket.second,
      bucket.second + AHEAD,
      bucket.count,
      bucket.count,
      bucket.second,
      bucket.second + AHEAD,
      bucket.second,
      bucket.name,
    ],
  );
};

/** Puts back what was taken and not used, as long as the bucket still stands at that second. */
export const giveBackToBucket = async (
  trx: Trx,
  bucket: { name: string; second: number; count: number },
): Promise<void> => {
  await trx
    .knex('token_bucket')
    .where({ name: bucket.name, second: bucket.second })
    .update({ used: trx.knex.raw('used - ?', [bucket.count]) });
};
