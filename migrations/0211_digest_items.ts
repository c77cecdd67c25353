/** Which bulletins a digest took up, and for how many readers: for staff. What became of each stands in the rows of recipients. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  await knex.schema.createTable('digest_item', (t) => {
    t.integer('digest_id').notNullable().references('bulletin.id').onDelete('CASCADE');
    t.integer('bulletin_id').notNullable().references('bulletin.id').onDelete('CASCADE');
    t.integer('people').notNullable();
    t.primary(['digest_id', 'bulletin_id']);
  });
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
