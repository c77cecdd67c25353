/** Lists of letters and readers go from page to page by an index, newest first, without counting or sorting a large table. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index letter_newest on letter (created_at, id)');
  await knex.raw(
    `create index letter_lost on letter (created_at, id) where state in ('refused', 'bounced', 'expired', 'failed', 'unknown')`,
  );
  await knex.raw('create index reader_state_newest on reader (state, id)');
  await knex.raw('create index reader_domain_newest on reader (domain, id)');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
