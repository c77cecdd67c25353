/** When a reader who gave the end of the period of stay is written to next; the date itself stays sealed. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('reader', (t) => {
    t.bigInteger('stay_next_at').nullable();
  });
  // Only the program can open the dates that were given before: 0 is due at once, and the job works out the first real time.
  await knex('reader').whereNotNull('stay_expires_on').update({ stay_next_at: 0 });
  await knex.raw('create index reader_stay_next on reader (state, stay_next_at) where stay_next_at is not null');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
