/** Figures that outlive a process: what became of mails, and the troubles that the hub sees in itself. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  // Counters by name and labels (`accepted|transactional|docomo`); no personal data.
  await knex.schema.createTable('figure', (t) => {
    t.text('name').notNullable();
    t.text('labels').notNullable();
    t.double('n').notNullable();
    t.bigInteger('changed_at').notNullable();
    t.primary(['name', 'labels']);
  });
  await knex.schema.alterTable('returned_mail', (t) => {
    t.index(['received_at']);
  });
  await knex.schema.createTable('trouble', (t) => {
    t.text('code').notNullable();
    t.text('object').notNullable();
    t.bigInteger('since').notNullable();
    t.bigInteger('seen_at').notNullable();
    t.text('facts').notNullable();
    t.primary(['code', 'object']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
