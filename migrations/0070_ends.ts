/** Ends that had no purger: the text of a letter goes before its row, recipients of a bulletin go and its counts stay. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('letter', (t) => {
    t.integer('text_gone').notNullable().defaultTo(0);
  });
  await knex.raw('create index letter_text_end on letter (final_at) where text_gone = 0 and final_at is not null');
  await knex.schema.alterTable('bulletin', (t) => {
    t.integer('recipients_gone').notNullable().defaultTo(0);
  });
  await knex.raw(`create index task_closed on task (closed_at) where state = 'closed'`);
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
