/** The list of addresses and domains that get no mail becomes real: a whole domain, an end, and a tick of its own for letters. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  // Nothing ever wrote this table: its first shape had a row for each kind of mail, and no domains.
  await knex.schema.dropTable('suppression');
  await knex.schema.createTable('suppression', (t) => {
    t.increments('id');
    t.string('public_id').notNullable().unique();
    t.string('kind').notNullable();
    // The address, sealed and found by its blind index; or a domain, which names nobody.
    t.binary('email').nullable();
    t.binary('email_index').nullable();
    t.text('domain').notNullable();
    t.integer('letters').notNullable();
    t.text('reason').notNullable();
    t.string('actor').notNullable();
    t.bigInteger('created_at').notNullable();
    // The hub's clock; null: until somebody lifts it.
    t.bigInteger('until_at').nullable();
    t.bigInteger('lifted_at').nullable();
    t.string('lifted_by').nullable();
    t.text('lifted_reason').nullable();
    t.bigInteger('purge_after').nullable();
  });
  // Asked for every mail that leaves.
  await knex.schema.raw('create unique index suppression_address on suppression (email_index) where lifted_at is null');
  await knex.schema.raw(
    `create unique index suppression_domain on suppression (domain) where lifted_at is null and kind = 'domain'`,
  );
  await knex.schema.raw('create index suppression_purge on suppression (purge_after) where purge_after is not null');
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
