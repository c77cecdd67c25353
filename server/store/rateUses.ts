/** Uses that limits count, by keyed hash of who: never an address or a network in clear. */
import type { Source, Trx } from './db.ts';

export type Use = { window: number; used: number };

/** Uses after an instant, oldest first. */
export const listUses = async (source: Source, scope: string, who: Buffer, after: number): Promise<Use[]> =>
  source.knex('rate_use').where({ scope, who }).where('window', '>', after).orderBy('window').select('window', 'used');

/** Two transactions that count the same thing take turns. SQLite has one writer and needs nothing. */
export const lockUses = async (trx: Trx, who: Buffer): Promise<void> => {
  if (trx.engine === 'postgres')
    await trx.knex.raw('select pg_advisory_xact_lock(?)', [who.readUIntBE(who.length - 6, 6)]);
};

export const addUse = async (
  trx: Trx,
  use: { scope: string; who: Buffer; window: number; purgeAfter: number },
): Promise<void> => {
  await trx
    .knex('rate_use')
    .insert({ scope: use.scope, who: use.who, window: use.window, used: 1, purge_after: use.purgeAfter })
    .onConflict(['scope', 'who', 'window'])
    .merge({ used: trx.knex.raw('rate_use.used + 1') });
};

/** Forgets what one has used. */
export const clearUses = async (trx: Trx, scope: string, who: Buffer): Promise<void> => {
  await trx.knex('rate_use').where({ scope, who }).delete();
};
