/** What a person of the console chose for themselves. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('operator', (t) => {
    t.text('colour').notNullable().defaultTo('auto');
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
