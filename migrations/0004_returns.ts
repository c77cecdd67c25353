/** What came back by mail: bounces, complaints and answers, each tied to the mail that caused it. The raw report is sealed. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('returned_mail', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    // The same report delivered twice by the network is one.
    t.binary('hash').notNullable().unique();
    t.text('class').notNullable();
    t.text('status');
    t.text('reason').notNullable();
    t.integer('letter_id').index();
    t.integer('bulletin_id');
    t.integer('reader_id').index();
    t.binary('raw').notNullable();
    t.bigInteger('received_at').notNullable();
    t.bigInteger('purge_after').notNullable().index();
  });
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.schema.dropTable('returned_mail');
};
