/** The newest outcomes are applied with what is still open of the same letters and readers: found without walking through a backlog of them. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index outcome_open_letter on outcome (letter_id) where applied_at is null');
  await knex.raw('create index outcome_open_reader on outcome (reader_id) where applied_at is null');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
