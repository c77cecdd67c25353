/** Topics that end: where their readers go, and who is still to be told. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('topic', (t) => {
    // Where readers of a retired topic were led; null while it lives.
    t.integer('successor_id').references('topic.id');
  });
  await knex.schema.createTable('topic_change', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.integer('topic_id').notNullable().references('topic.id');
    t.integer('successor_id').notNullable().references('topic.id');
    // all: everybody gets the successor; alone: only who would be left with no topic.
    t.text('scope').notNullable();
    // moving, moved (may be undone until tell_at), telling, done, undone.
    t.text('state').notNullable();
    t.text('reason').notNullable();
    t.text('actor').notNullable();
    t.bigInteger('begun_at').notNullable();
    t.bigInteger('tell_at').notNullable();
    t.bigInteger('finished_at');
    t.integer('moved').notNullable().defaultTo(0);
    t.integer('told').notNullable().defaultTo(0);
    t.index(['state']);
  });
  // Who was moved, until the mail about it is posted: the row goes in the transaction that posts it.
  await knex.schema.createTable('topic_moved', (t) => {
    t.increments('id');
    t.integer('change_id').notNullable().references('topic_change.id');
    t.integer('reader_id').notNullable().references('reader.id').onDelete('CASCADE');
    t.integer('gained').notNullable();
    t.bigInteger('purge_after').notNullable().index();
    t.unique(['change_id', 'reader_id']);
    t.index(['reader_id']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
