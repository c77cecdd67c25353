/** Blocks that staff keep in three languages and name in bulletins; and the text that left, where a block stood in what was written. */
import type { Knex } from 'knex';

export const olderProgramsWork = true;

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('kept_block', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    // As it is written in a text, [[name]].
    t.text('name').notNullable().unique();
    t.text('note').notNullable();
    // JSON: the text of each language, '' where it says nothing.
    t.text('texts').notNullable();
    t.integer('revision').notNullable();
    t.text('actor').notNullable();
    t.bigInteger('changed_at').notNullable();
    t.bigInteger('retired_at');
  });
  await knex.schema.alterTable('bulletin_text', (t) => {
    // With the words of its blocks, from the day it was handed in; null while it is a draft or names no block.
    t.text('sent_body');
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
