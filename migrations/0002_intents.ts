/**
 * What residents asked for and was answered on the screen, but not yet decided: which mail goes, if any, is found out after the
 * answer's commit, so that neither the page nor its timing tells whether an address is known (domain.md, trap 13).
 */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('intent', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.text('kind').notNullable();
    t.binary('payload').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('next_at').notNullable();
    t.integer('attempts').notNullable().defaultTo(0);
    t.bigInteger('done_at');
    t.text('outcome');
    t.bigInteger('purge_after').notNullable().index();
  });
  await knex.raw('create index intent_open on intent (next_at, id) where done_at is null');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.schema.dropTable('intent');
};
