/** Which topics a reader chose. */
import type { Source, Trx } from './db.ts';

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

export const listReaderTopicIds = async (source: Source, readerId: number): Promise<number[]> =>
  source.knex('reader_topic').where({ reader_id: readerId }).pluck('topic_id');

/**
 * Replaces what was chosen by these topics. A retired one becomes the topic its readers were led to, so that a choice that was
 * on its way meanwhile is not lost; codes that do not exist are left out. Answers how many stand.
 */
export const replaceReaderTopics = async (trx: Trx, readerId: number, codes: readonly string[]): Promise<number> => {
  await trx.knex('reader_topic').where({ reader_id: readerId }).delete();
  if (codes.length === 0) return 0;
  const topics = (await trx
    .knex('topic')
    .whereIn('code', [...codes])
    .select('id', 'retired_at', 'successor_id')) as {
    id: number;
    retired_at: number | null;
    successor_id: number | null;
  }[];
  const ids = [...new Set(topics.map((t) => (t.retired_at === null ? t.id : t.successor_id)))].filter(
    (id) => id !== null,
  );
  if (ids.length === 0) return 0;
  await trx.knex('reader_topic').insert(ids.map((topic_id) => ({ topic_id, reader_id: readerId })));
  return ids.length;
};

export type TopicOfReader = { code: string; names: string };
/** Topics of a bulletin (public id) that a reader has; for one that has ended the one its readers were led to. */
export const listTopicsOfReaderIn = async (
  source: Source,
  readerId: number,
  bulletin: string,
): Promise<TopicOfReader[]> =>
  source
    .knex('bulletin')
    .join('bulletin_topic', 'bulletin_topic.bulletin_id', 'bulletin.id')
    .join('topic as named', 'named.id', 'bulletin_topic.topic_id')
    .join('topic', (on) => on.on('topic.id', '=', 'named.id').orOn('topic.id', '=', 'named.successor_id'))
    .join('reader_topic', 'reader_topic.topic_id', 'topic.id')
    .where({ 'bulletin.public_id': bulletin, 'reader_topic.reader_id': readerId })
    .whereNull('topic.retired_at')
    .orderBy('topic.code')
    .distinct('topic.code', 'topic.names');

/** Takes one topic from a reader; null when there was nothing to take. */
export const deleteReaderTopic = async (
  trx: Trx,
  readerId: number,
  code: string,
): Promise<{ id: number; needs_date: number } | null> => {
  const topic: { id: number; needs_date: number } | undefined = await trx.knex('topic').where({ code }).first();
  if (!topic) return null;
  const gone = await trx.knex('reader_topic').where({ reader_id: readerId, topic_id: topic.id }).delete();
  return gone === 0 ? null : topic;
};
