/**
 * How many mails of a carrier are with a worker is counted at every claim, while others wait for the lock: by queue, not by going
 * through all that is leased. Nobody asks by the time of the lease.
 */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('drop index bulletin_recipient_sending');
  await knex.raw(`create index bulletin_recipient_sending on bulletin_recipient (queue_id) where state = 'sending'`);
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
