/** What has happened in a hub at least once: for the checklist of the first days. Each is one look. */
import type { Source } from './db.ts';

const some = async (query: Promise<unknown>): Promise<boolean> => (await query) !== undefined;

export const findFirsts = async (source: Source) => ({
  people:
    Number(((await source.knex('operator').where({ state: 'active' }).count('id as n').first()) as { n: number }).n) >
    1,
  topics: await some(source.knex('audit').where('action', 'like', 'topic.%').first('seq')),
  readers: await some(source.knex('reader').where({ state: 'active' }).first('id')),
  test: await some(source.knex('audit').where({ action: 'bulletin.test' }).first('seq')),
  bulletin: await some(source.knex('bulletin').whereNotNull('started_at').first('id')),
});
