/** Bulletins with approval: the planned time, the first wave, everything that was decided, samples of the pace, and the rules of the house. */
import type { Knex } from 'knex';

const columns = async (knex: Knex) =>
  knex.schema.alterTable('bulletin', (t) => {
    // What was asked for; scheduled_at is what the quiet hours left of it. Null: as soon as it is released.
    t.bigInteger('planned_at');
    // How many people get it first; 0 is everybody at once. wave_state: none, first, passed, stopped.
    t.integer('wave_size').notNullable().defaultTo(0);
    t.text('wave_state').notNullable().defaultTo('none');
    t.integer('wave_sent').notNullable().defaultTo(0);
    // An emergency that left without approval waits for one afterwards.
    t.integer('approval_due').notNullable().defaultTo(0);
  });

export const up = async (knex: Knex): Promise<void> => {
  await columns(knex);
  await knex.schema.createTable('bulletin_event', (t) => {
    t.increments('id');
    t.integer('bulletin_id').notNullable().references('bulletin.id').onDelete('CASCADE');
    t.bigInteger('happened_at').notNullable();
    t.text('actor').notNullable();
    t.text('act').notNullable();
    t.text('from_state').notNullable();
    t.text('to_state').notNullable();
    t.integer('revision').notNullable();
    t.text('hash');
    t.text('comment');
    t.text('data');
    t.index(['bulletin_id', 'id']);
  });
  await knex.schema.createTable('bulletin_sample', (t) => {
    t.integer('bulletin_id').notNullable().references('bulletin.id').onDelete('CASCADE');
    t.bigInteger('happened_at').notNullable();
    t.bigInteger('done').notNullable();
    t.primary(['bulletin_id', 'happened_at']);
  });
  await knex.schema.createTable('house_rule', (t) => {
    t.text('name').primary();
    t.text('value').notNullable();
    t.text('actor').notNullable();
    t.bigInteger('changed_at').notNullable();
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
