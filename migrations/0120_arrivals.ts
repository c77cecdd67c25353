/** Letters of people to us, and reports whose wording nobody understood yet, with what staff said of that wording. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('arrival', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    // The same letter brought twice by the network is one.
    t.binary('hash').notNullable().unique();
    // postmaster, abuse, no-reply, return.
    t.text('box').notNullable();
    t.binary('sender');
    t.binary('sender_index').index();
    t.binary('subject').notNullable();
    t.binary('text').notNullable();
    // The mail as it came, until it is forwarded or closed for good.
    t.binary('raw').notNullable();
    t.integer('attachments').notNullable();
    // 1: written by a machine, or without a sender; never forwarded, so that nothing goes in circles.
    t.integer('machine').notNullable();
    // open, forwarded, closed.
    t.text('state').notNullable();
    t.bigInteger('received_at').notNullable().index();
    t.bigInteger('forwarded_at');
    t.bigInteger('closed_at');
    t.text('closed_by');
    t.bigInteger('purge_after').notNullable().index();
    t.index(['state', 'id']);
  });
  await knex.schema.createTable('wording', (t) => {
    t.increments('id');
    t.binary('hash').notNullable().unique();
    // hard, soft, none.
    t.text('means').notNullable();
    t.text('decided_by').notNullable();
    t.bigInteger('decided_at').notNullable();
  });
  await knex.schema.alterTable('returned_mail', (t) => {
    // Set when the report was not understood; `decided` says what staff made of it.
    t.binary('wording').index();
    t.text('decided');
    t.binary('words');
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
