/** Indexes for the operations screens: a letter by its reference, and what became of letters per day. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index letter_reference on letter (reference) where reference is not null');
  await knex.raw('create index letter_final on letter (final_at, state) where final_at is not null');
  await knex.raw(`create index reader_suspended on reader (suspended_at, id) where state = 'suspended'`);
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
