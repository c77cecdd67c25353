/** Suspensions one by one: what each rests on, what is held back while a class of domains answers strangely, and what staff undid. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  // Every answer "nobody is there" and every complaint, so that an unusual number of them is seen. No address: its blind index.
  await knex.schema.createTable('hard_answer', (t) => {
    t.increments('id');
    t.text('domain_class').notNullable();
    t.text('domain').notNullable();
    t.text('reason').notNullable();
    t.binary('address').notNullable();
    t.bigInteger('happened_at').notNullable();
    t.bigInteger('purge_after').notNullable().index();
    t.index(['domain_class', 'reason', 'happened_at']);
    t.index(['domain', 'reason', 'happened_at']);
  });
  await knex.schema.createTable('brake', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.text('domain_class').notNullable();
    // Set when it is one domain of those that share the class "other".
    t.text('domain');
    t.text('reason').notNullable();
    // on, lifted (the other side was wrong), applied (it was right).
    t.text('state').notNullable();
    // Suspensions from here on are held back.
    t.bigInteger('since').notNullable();
    t.bigInteger('pulled_at').notNullable();
    t.integer('hards').notNullable();
    t.integer('tried').notNullable();
    t.bigInteger('closed_at');
    t.text('closed_by');
    t.text('note');
    t.bigInteger('purge_after').index();
    t.index(['state']);
  });
  await knex.schema.createTable('suspension', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.integer('reader_id').notNullable().references('reader.id').onDelete('CASCADE').index();
    t.text('domain_class').notNullable();
    t.text('domain').notNullable();
    // hard-bounce, soft-bounces, complaint.
    t.text('kind').notNullable();
    t.text('reason').notNullable();
    // resting, ended, held (waits for staff), lifted (by staff), over (by itself).
    t.text('state').notNullable();
    t.bigInteger('began_at').notNullable();
    t.bigInteger('rests_until');
    // The bulletin that tries whether the address takes mail again.
    t.integer('probe_bulletin');
    t.bigInteger('ended_at');
    // What a complaint ended, as JSON, so that it can be undone.
    t.text('topics');
    t.integer('brake_id').references('brake.id');
    t.bigInteger('closed_at');
    t.text('closed_by');
    t.bigInteger('purge_after').notNullable().index();
    t.index(['state', 'domain_class', 'began_at']);
    t.index(['brake_id']);
  });
  // Who rested before this change stays suspended until staff or the reader end it.
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
