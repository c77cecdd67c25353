/** Passkeys of the staff beside the authenticator app, and how many of them somebody has, so that no call asks a second table. */
import type { Knex } from 'knex';

export const olderProgramsWork = true;

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('passkey', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.integer('operator_id').notNullable().references('id').inTable('operator').onDelete('CASCADE').index();
    t.text('credential').notNullable().unique();
    t.text('public_key').notNullable();
    t.bigInteger('counter').notNullable();
    t.text('transports').notNullable();
    t.text('name').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('used_at');
  });
  await knex.schema.alterTable('operator', (t) => {
    t.integer('passkeys').notNullable().defaultTo(0);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
