/** Long works of staff, which any process with a clock takes up again after a crash; and jobs that were nudged while they ran. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('job', (t) => {
    t.integer('again').notNullable().defaultTo(0);
  });
  await knex.schema.createTable('work', (t) => {
    t.increments('id');
    t.string('public_id').notNullable().unique();
    t.string('kind').notNullable();
    t.string('state').notNullable();
    t.binary('given').notNullable();
    // How far it has come, for the work itself (sealed: it may name a person) and for who waits for it.
    t.binary('at').nullable();
    t.bigInteger('done').notNullable().defaultTo(0);
    t.bigInteger('total').nullable();
    t.binary('result').nullable();
    t.string('error').nullable();
    t.string('actor').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('began_at').nullable();
    t.bigInteger('ended_at').nullable();
    t.integer('tries').notNullable().defaultTo(0);
    t.string('worker').nullable();
    t.bigInteger('lease_until').notNullable().defaultTo(0);
    t.bigInteger('turn').notNullable().defaultTo(0);
    t.bigInteger('purge_after').nullable();
  });
  await knex.schema.raw(`create index work_open on work (turn, id) where state in ('waiting', 'running')`);
  await knex.schema.raw('create index work_purge on work (purge_after) where purge_after is not null');
  await knex.schema.createTable('work_part', (t) => {
    t.increments('id');
    t.integer('work_id').notNullable().references('work.id').onDelete('CASCADE');
    t.string('side').notNullable();
    t.integer('n').notNullable();
    t.binary('body').notNullable();
    t.unique(['work_id', 'side', 'n']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
