/** Imports of readers as runs of their own: the file in sealed pieces, how it is read, how far it came, and who was new in it. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('import_run', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.text('name').notNullable();
    t.text('actor').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('changed_at').notNullable();
    t.bigInteger('finished_at');
    t.text('state').notNullable();
    t.integer('bytes').notNullable().defaultTo(0);
    // How it is read (JSON): encoding, separator, header, what each column is, who wins on duplicates.
    t.text('form').notNullable();
    // What a dry run found, and what was done (JSON).
    t.text('tried');
    t.text('figures').notNullable();
    // The last record that was stored; going on begins behind it.
    t.integer('record').notNullable().defaultTo(0);
    t.bigInteger('purge_after').index();
    t.index(['state']);
  });
  await knex.schema.createTable('import_piece', (t) => {
    t.integer('run_id').notNullable().references('import_run.id').onDelete('CASCADE');
    t.integer('seq').notNullable();
    t.binary('body').notNullable();
    t.primary(['run_id', 'seq']);
  });
  // Who was new in it, for the undo; `kept`: why somebody was not taken back.
  await knex.schema.createTable('import_reader', (t) => {
    t.integer('run_id').notNullable().references('import_run.id').onDelete('CASCADE');
    t.integer('reader_id').notNullable().references('reader.id').onDelete('CASCADE');
    t.integer('line').notNullable();
    t.text('kept');
    t.primary(['run_id', 'reader_id']);
    t.index(['reader_id']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
