/** Signing in through a provider: whom its subject stands for, and by which way a session began. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('operator', (t) => {
    // Keyed hash of issuer and subject: a reassigned address at the provider does not become somebody else here.
    t.binary('oidc_subject');
  });
  await knex.raw('create unique index operator_oidc_subject on operator (oidc_subject) where oidc_subject is not null');
  await knex.schema.alterTable('operator_session', (t) => {
    t.text('way').notNullable().defaultTo('password');
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
