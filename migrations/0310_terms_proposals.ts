/** Terms that staff propose in the console: their texts, from when they hold, by when readers accept, and who decided. */
import type { Knex } from 'knex';

/** The previous release never reads it. Taken back, it shows the terms of its files until it is upgraded again. */
export const olderProgramsWork = true;

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('terms_proposal', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    // proposed, approved, begun, cancelled
    t.text('state').notNullable();
    // JSON: title and articles by language, as pages show them.
    t.text('texts').notNullable();
    t.text('hash').notNullable();
    // Days, JST: the first on which they hold, and the last with bulletins without an answer.
    t.text('from_day').notNullable();
    t.text('by_day').notNullable();
    // The instant from which they hold, known with the approval.
    t.bigInteger('from_at');
    t.text('actor').notNullable();
    t.bigInteger('created_at').notNullable();
    t.text('approved_by');
    t.bigInteger('approved_at');
    t.text('ended_by');
    t.bigInteger('ended_at');
    t.text('reason');
    // Public id of the work that asks readers.
    t.text('work');
  });
  // One waits at a time: whoever reads a proposal knows what the next terms are.
  await knex.raw(
    "create unique index terms_proposal_open on terms_proposal ((case when state in ('proposed', 'approved') then 1 end))",
  );
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
