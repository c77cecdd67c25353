/** What became of letters in a span is counted without canaries, and still from the index alone. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('drop index letter_final');
  await knex.raw('create index letter_final on letter (final_at, state, key_type, type) where final_at is not null');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
