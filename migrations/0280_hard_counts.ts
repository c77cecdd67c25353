/** How many addresses a class of domains says are gone is kept counted as answers come, so that a judgement reads a few rows whatever the day is like. */
import type { Knex } from 'knex';

export const olderProgramsWork = true;

const SLOT = 600_000;
const KEEP = 2 * 86_400_000;

/** Each address counts where it was answered last. */
const fill = (
  domain: string,
  where: string,
  by: string,
) => `insert into hard_count (domain_class, domain, reason, slot, n, purge_after)
  select domain_class, ${domain}, reason, slot, count(*), slot + ${KEEP}
  from (select domain_class, ${domain === "''" ? '' : 'domain,'} reason, address, (max(happened_at) / ${SLOT}) * ${SLOT} as slot
        from hard_answer ${where} group by ${by}, reason, address) a
  group by ${by}, reason, slot`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('hard_count', (t) => {
    t.text('domain_class').notNullable();
    // Empty: the whole class. Domains are counted by themselves only where they share the class "other".
    t.text('domain').notNullable();
    t.text('reason').notNullable();
    // When its ten minutes began.
    t.bigInteger('slot').notNullable();
    t.integer('n').notNullable();
    t.bigInteger('purge_after').notNullable().index();
    t.primary(['domain_class', 'domain', 'reason', 'slot']);
  });
  await knex.schema.createTable('hard_usual', (t) => {
    t.text('domain_class').notNullable();
    t.text('domain').notNullable();
    t.text('reason').notNullable();
    // The hour for which it was counted.
    t.bigInteger('hour').notNullable();
    t.integer('n').notNullable();
    t.bigInteger('purge_after').notNullable().index();
    t.primary(['domain_class', 'domain', 'reason']);
  });
  await knex.schema.alterTable('hard_answer', (t) => t.index(['address', 'reason', 'happened_at']));
  await knex.raw(fill("''", '', 'domain_class'));
  await knex.raw(fill('domain', `where domain_class = 'other'`, 'domain_class, domain'));
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
