/** Who of the staff has a draft open now, and in which language that person writes: a row that is renewed while it is so. */
import type { Knex } from 'knex';

export const olderProgramsWork = true;

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('bulletin_presence', (t) => {
    t.integer('bulletin_id').notNullable().references('id').inTable('bulletin').onDelete('CASCADE');
    t.text('actor').notNullable();
    t.text('language').notNullable();
    t.bigInteger('purge_after').notNullable().index();
    t.primary(['bulletin_id', 'actor']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
