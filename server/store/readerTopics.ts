/** Which topics a reader chose. */
import type { Source, Trx } from './open.ts';

/** Codes in the order of the pages; retired topics are left out. */
export const listReaderTopics = async (source: Source, readerId: number): Promise<string[]> => {
  const rows = (await source
    .knex('reader_topic')
    .join('topic', 'topic.id', 'reader_topic.topic_id')
    .join('topic_group', 'topic_group.id', 'topic.group_id')
    .where({ reader_id: readerId })
    .whereNull('topic.retired_at')
    .orderBy(['topic_group.sort', 'topic.sort', 'topic.id'])
    .select('topic.code')) as { code: string }[];
  return rows.map((r) => r.code);
};

/** Replaces what was chosen by these topics. Codes that do not exist or are retired are left out; answers how many stand. */
export const replaceReaderTopics = async (trx: Trx, readerId: number, codes: readonly string[]): Promise<number> => {
  await trx.knex('reader_topic').where({ reader_id: readerId }).delete();
  if (codes.length === 0) return 0;
  const topics = (await trx
    .knex('topic')
    .whereIn('code', [...codes])
    .whereNull('retired_at')
    .select('id')) as {
    id: number;
  }[];
  if (topics.length === 0) return 0;
  await trx.knex('reader_topic').insert(topics.map((t) => ({ topic_id: t.id, reader_id: readerId })));
  return topics.length;
};
