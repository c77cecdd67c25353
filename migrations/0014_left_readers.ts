/** Who left since a bulletin went out is asked while people watch it: from the last ones to leave, not from everybody who ever left. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index reader_left on reader (left_at) where left_at is not null');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
