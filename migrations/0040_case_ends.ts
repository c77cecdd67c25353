/**
 * What has ended, ends its letters: who ended a letter that was in hand, how long one waits for another, the order of events,
 * and the account that a case belongs to.
 */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('letter', (t) => {
    // The event that ended it: never claimed again, never sent again.
    t.text('ended_by');
    // Until then it waits for `after_letter` and its thread; then it goes alone.
    t.bigInteger('after_until');
  });
  await knex.raw(
    `create index letter_ended on letter (id) where ended_by is not null and state in ('planned', 'waiting', 'deferred', 'held')`,
  );
  await knex.schema.alterTable('event', (t) => {
    t.text('sequence');
  });
  await knex.schema.alterTable('case_file', (t) => {
    t.binary('account_index');
  });
  await knex.raw(
    'create index case_file_account on case_file (system, realm, account_index) where account_index is not null',
  );
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
