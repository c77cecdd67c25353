/** How often a reader wants mail, what waits for a digest, and the digests themselves. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('reader', (t) => {
    // atOnce, daily or weekly (contract/codes.ts).
    t.text('rhythm').notNullable().defaultTo('atOnce');
  });
  await knex.schema.alterTable('bulletin_recipient', (t) => {
    // Of a row in the state `digest`: the digest (a bulletin) that carries it; null while it waits for the next one.
    t.integer('digest_id');
  });
  // What waits, by reader: the planning of a digest walks along it, and a digest's mail is made of it.
  await knex.raw(
    `create index bulletin_recipient_digest on bulletin_recipient (reader_id, bulletin_id) where state = 'digest'`,
  );
  await knex.schema.createTable('digest', (t) => {
    // A day (JST) has one digest, however many clocks there are; a day on which nothing waited has a row without a bulletin.
    t.text('day').primary();
    t.integer('weekly').notNullable();
    t.integer('bulletin_id').unique().references('bulletin.id').onDelete('CASCADE');
    // 1: every item of it has its outcome.
    t.integer('settled').notNullable().defaultTo(0);
    t.bigInteger('created_at').notNullable();
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
