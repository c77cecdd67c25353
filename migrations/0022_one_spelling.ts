/** One reason had two spellings: letters of test keys said `user-unknown` where real ones say `userunknown`. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  for (const table of ['letter', 'outcome', 'attempt'])
    await knex(table).where({ reason: 'user-unknown' }).update({ reason: 'userunknown' });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
