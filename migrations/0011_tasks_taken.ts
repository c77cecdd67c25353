/** Who has taken a task in hand, so that two people do not do it twice; and limits of recipient domains that staff have set. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('task', (t) => {
    t.text('taken_by').nullable();
    t.bigInteger('taken_at').nullable();
  });
  // A row stands in for the default of its class; both numbers null means no limit.
  await knex.schema.createTable('domain_limit', (t) => {
    t.text('domain_class').notNullable();
    // 'usual' or 'emergency': what has been agreed with a carrier for emergencies.
    t.text('kind').notNullable();
    t.integer('connections').nullable();
    t.integer('rate_per_second').nullable();
    t.text('actor').notNullable();
    t.bigInteger('changed_at').notNullable();
    t.primary(['domain_class', 'kind']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
