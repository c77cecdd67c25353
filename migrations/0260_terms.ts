/** Who was asked to accept new terms: until when news comes without an answer, and which terms the mail was about. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('reader', (t) => {
    // The last instant at which bulletins still go; null: nothing is asked.
    t.bigInteger('terms_by');
    // The terms that the last mail was about, so that nobody is told twice of the same ones.
    t.text('terms_asked');
  });
  await knex.raw('create index reader_terms on reader (terms_by) where terms_by is not null');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
