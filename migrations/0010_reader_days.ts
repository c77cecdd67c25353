/** How many readers there were each day, by language and topic, for the landing page. Numbers only, nobody behind them. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('reader_day', (t) => {
    t.text('day').notNullable();
    t.text('language').notNullable();
    // 0 counts every reader of the language once; the others count those of a topic.
    t.bigInteger('topic_id').notNullable();
    t.integer('readers').notNullable();
    t.primary(['day', 'topic_id', 'language']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
