/** Comments of staff at a place of a bulletin's text, with their answers: closed and opened again, and told by mail once. */
import type { Knex } from 'knex';

export const olderProgramsWork = true;

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('bulletin_comment', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.integer('bulletin_id').notNullable().references('id').inTable('bulletin').onDelete('CASCADE').index();
    // The comment that this one answers; an answer stands where that one does, and has no place of its own.
    t.integer('parent_id').references('id').inTable('bulletin_comment').onDelete('CASCADE');
    t.text('language');
    t.text('field');
    // Where the words stood in `revision`, counted from 1; '' speaks of the whole text.
    t.integer('line');
    t.integer('col');
    t.text('quote');
    t.integer('revision').notNullable();
    t.text('words').notNullable();
    t.text('actor').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('closed_at');
    t.text('closed_by');
    // When those whom it concerns heard of it by mail.
    t.bigInteger('told_at');
  });
  await knex.raw('create index bulletin_comment_untold on bulletin_comment (created_at) where told_at is null');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
