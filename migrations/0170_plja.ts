/** Plain Japanese: the agency's own words with their readings, and proposals that a person refused for one bulletin. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('plja_word', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.text('word').notNullable();
    t.text('reading').notNullable();
    // Words of which one stands in the same line; '' everywhere.
    t.text('context').notNullable();
    t.text('note').notNullable();
    t.text('actor').notNullable();
    t.bigInteger('changed_at').notNullable();
    t.unique(['word', 'context']);
  });
  await knex.schema.createTable('plja_refusal', (t) => {
    t.integer('bulletin_id').notNullable().references('id').inTable('bulletin').onDelete('CASCADE');
    t.text('rule').notNullable();
    t.text('found').notNullable();
    t.text('actor').notNullable();
    t.bigInteger('refused_at').notNullable();
    t.primary(['bulletin_id', 'rule', 'found']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
