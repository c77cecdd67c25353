/** Two more lists of the console go from page to page by an index: what was told to one address of callbacks, and what one person did. */
import type { Knex } from 'knex';

/** Indexes only. */
export const olderProgramsWork = true;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index callback_delivery_newest on callback_delivery (callback_id, id)');
  await knex.raw('create index audit_actor on audit (actor, seq)');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
