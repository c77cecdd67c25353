/** Mails that the hub sends to itself through the relay, one for each lane and language, and when each came back. */
import type { Knex } from 'knex';

export const olderProgramsWork = true;

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('canary', (t) => {
    t.text('token').primary();
    t.text('lane').notNullable();
    t.text('language').notNullable();
    t.bigInteger('sent_at').notNullable().index();
    t.text('state').notNullable();
    t.bigInteger('back_at');
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
