/**
 * Which address a reader's earlier links went to: a change of address, a merging or an erasure would otherwise leave the old mailbox
 * with links that nobody can act on. Only the keyed index of the address is kept, until the last such link has ended.
 */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('former_address', (t) => {
    t.increments('id');
    t.bigInteger('public_id').notNullable();
    t.integer('through_epoch').notNullable();
    t.binary('email_index').notNullable();
    t.bigInteger('purge_after').notNullable().index();
    t.index(['public_id', 'through_epoch']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
