/** Bulletins that are over can be put away: they leave the first list and are still found. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('bulletin', (t) => {
    // When it was put away; null: on the first list.
    t.bigInteger('shelved_at');
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
