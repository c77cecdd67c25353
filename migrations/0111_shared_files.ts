/** Files that a mail links to: who may have them and until when. Their bytes lie elsewhere, sealed by a key that only the link holds. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('shared_file', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.text('system').notNullable();
    // The letter that links to it; null until that letter is stored.
    t.text('letter').index();
    t.text('language').notNullable();
    t.binary('name').notNullable();
    t.text('ending').notNullable();
    t.integer('bytes').notNullable();
    t.binary('recipient_index').notNullable().index();
    // 1: the address must be typed before the download.
    t.integer('confirm').notNullable();
    t.integer('misses').notNullable().defaultTo(0);
    t.bigInteger('locked_until');
    t.bigInteger('created_at').notNullable();
    t.bigInteger('ends_at').notNullable().index();
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
