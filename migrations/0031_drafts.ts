/**
 * What somebody has typed on a page, sealed, for half an hour: a page is then an address that can be opened again, and Back and reload
 * find it filled in. The browser knows it by a cookie, of which only the keyed hash is kept.
 */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('page_draft', (t) => {
    t.increments('id');
    t.binary('browser').notNullable();
    t.binary('flow').notNullable();
    t.binary('payload').notNullable();
    t.bigInteger('purge_after').notNullable().index();
    t.unique(['browser', 'flow']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
