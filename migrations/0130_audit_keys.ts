/** Lines of the audit log carry a keyed seal beside their hash: without a key of the ring nobody can make the chain anew. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.alterTable('audit', (t) => {
    // 'key id:HMAC of the hash'; null in lines from before, which stay as they were.
    t.text('seal');
    t.index(['happened_at']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
