/** Cases of one system, in one state: from page to page by an index, also where few among very many fit. */
import type { Knex } from 'knex';

/** An index only. */
export const olderProgramsWork = true;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index case_of_system on case_file (realm, system, state, changed_at, id)');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
