/** A person of the console may ask for a daily summary by mail, and is told once when the day of a task has passed. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('operator', (t) => {
    // Since when; null: none is wanted.
    t.bigInteger('summary_since');
  });
  await knex.schema.alterTable('task', (t) => {
    // The day (`due_at`) of which staff heard that it has passed; another day is told anew.
    t.bigInteger('late_told');
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
