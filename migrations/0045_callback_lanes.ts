/** Each target of callbacks has a lane of its own, and its secret is changed while the one before still signs. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('callback', (t) => {
    t.binary('previous_secret');
    t.bigInteger('previous_until');
  });
  await knex.raw('drop index callback_delivery_due');
  await knex.raw(
    `create index callback_delivery_due on callback_delivery (callback_id, next_at, id) where state = 'waiting'`,
  );
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
