/** Figures and first pages of the console come from indexes alone: what became of letters in a span, what leaves next, the newest cases. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('drop index letter_final');
  // With the kind of key in it, letters of test keys are left out without a look at their rows.
  await knex.raw('create index letter_final on letter (final_at, state, key_type) where final_at is not null');
  await knex.raw(`create index letter_planned on letter (next_at, id) where state = 'planned'`);
  // All systems together, the newest first: the list of cases as it opens.
  await knex.raw('create index case_newest on case_file (realm, changed_at, id)');
  await knex.raw('create index task_object on task (object)');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
