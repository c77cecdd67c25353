/**
 * Who a bulletin goes to is decided when it begins: the number by language and class of domains is kept (JSON), because the rows behind it
 * are written out piece by piece. Null: begun before this, or not begun.
 */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('bulletin', (t) => {
    t.text('decided');
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
