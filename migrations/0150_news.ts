/** Bulletins that anybody may read again: which stand on the pages, which do not, and their words by parts for the search. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  const sqlite = knex.client.config.client !== 'pg';
  // In the editor's plan: this one gets no page.
  await knex.schema.alterTable('bulletin', (t) => t.integer('kept_out').notNullable().defaultTo(0));
  await knex.schema.createTable('news', (t) => {
    t.increments('id');
    t.integer('bulletin_id').notNullable().unique().references('bulletin.id').onDelete('CASCADE');
    // published, withdrawn. No row: not published.
    t.text('state').notNullable();
    // When the first mail left: the order of the archive.
    t.bigInteger('sent_at').notNullable();
    t.bigInteger('changed_at').notNullable();
    // What stands in place of a withdrawn text, by language (JSON); null: the page's own words.
    t.text('note');
    t.text('actor').notNullable();
    t.index(['state', 'sent_at', 'id']);
  });
  await knex.schema.createTable('news_text', (t) => {
    t.increments('id');
    t.integer('news_id').notNullable().references('news.id').onDelete('CASCADE');
    t.text('language').notNullable();
    // Subject and text as the search reads them: without marks, in one spelling.
    t.text('folded').notNullable();
    if (!sqlite) t.specificType('parts', 'text[]').notNullable();
    t.unique(['news_id', 'language']);
  });
  // Every two neighbouring signs of a text. Japanese has no spaces, so words are found by their parts.
  await knex.raw(
    sqlite
      ? `create virtual table news_part using fts5(parts, content='', contentless_delete=1, detail=none)`
      : 'create index news_text_parts on news_text using gin (parts)',
  );
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
