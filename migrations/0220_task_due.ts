/** A task may have a day by which it must be done: an access request by law, others as staff say. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('task', (t) => {
    // The end of that day in Japan; null: none.
    t.bigInteger('due_at');
    t.index(['state', 'due_at']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
