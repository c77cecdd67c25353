/** Addresses that a system may ask answers to, each proven by a mail. Until now they stood in the settings, where no door led. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('reply_address', (t) => {
    t.increments('id');
    t.text('public_id').notNullable().unique();
    t.text('system').notNullable().index();
    t.binary('email').notNullable();
    // pending, confirmed, removed.
    t.text('state').notNullable();
    // Keyed hash of the code that the mail holds; null once it is confirmed.
    t.binary('code');
    t.integer('tries').notNullable().defaultTo(0);
    t.bigInteger('code_until').notNullable();
    t.bigInteger('created_at').notNullable();
    t.bigInteger('confirmed_at');
    t.bigInteger('purge_after').index();
  });
  for (const row of (await knex('system')) as { code: string; settings: string }[]) {
    const { replyTo: _, ...rest } = JSON.parse(row.settings) as Record<string, unknown>;
    await knex('system')
      .where({ code: row.code })
      .update({ settings: JSON.stringify(rest) });
  }
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
