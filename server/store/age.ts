/**
 * The age of the database: a number that grows with every heartbeat of delivery. Whoever has seen a greater one than stands here
 * looks at a database that was restored from a backup.
 */

import type { Trx } from './db.ts';
import { rawRows } from './dialect.ts';

/** Makes the database older by one, and at least `atLeast`. Answers the new age. */
export const growOlder = async (trx: Trx, atLeast = 0): Promise<number> => {
  await trx.knex('meta').insert({ name: 'age', value: '0' }).onConflict('name').ignore();
  const [row] = await rawRows<{ value: string }>(
    trx,
    `update meta set value = cast(case when cast(value as bigint) + 1 > ? then cast(value as bigint) + 1 else ? end as text)
     where name = 'age' returning value`,
    [atLeast, atLeast],
  );
  return Number(row!.value);
};

/** Counts one more restoration. */
export const countRestoration = async (trx: Trx): Promise<void> => {
  await rawRows(
    trx,
    `update meta set value = cast(cast(value as bigint) + 1 as text) where name = 'restore_epoch' returning value`,
  );
};
