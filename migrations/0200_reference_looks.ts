/** From how many networks the reference of one mail was asked: many mean that it was copied into mails that are not ours. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('reference_look', (t) => {
    t.increments('id');
    // Keyed hashes: of the reference, and of the network together with it, so that two references cannot be joined.
    t.binary('reference').notNullable();
    t.binary('network').notNullable();
    t.bigInteger('purge_after').notNullable().index();
    t.unique(['reference', 'network']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
