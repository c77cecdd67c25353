/** Topics and their groups as the pages show them. */
import type { Source, Trx } from './db.ts';

export type TopicGroupRow = { id: number; code: string; names: string; sort: number };
export type TopicRow = {
  id: number;
  group_id: number;
  code: string;
  names: string;
  descriptions: string;
  sort: number;
  needs_date: number;
};

export const listTopicGroups = async (source: Source): Promise<TopicGroupRow[]> =>
  source.knex('topic_group').whereNull('retired_at').orderBy(['sort', 'id']).select('id', 'code', 'names', 'sort');

/** In the order of the pages: group by group. */
export const listTopics = async (source: Source): Promise<TopicRow[]> =>
  source
    .knex('topic')
    .join('topic_group', 'topic_group.id', 'topic.group_id')
    .whereNull('topic.retired_at')
    .whereNull('topic_group.retired_at')
    .orderBy(['topic_group.sort', 'topic_group.id', 'topic.sort', 'topic.id'])
    .select(
      'topic.id',
      'topic.group_id',
      'topic.code',
      'topic.names',
      'topic.descriptions',
      'topic.sort',
      'topic.needs_date',
    );

export const countTopicGroups = async (source: Source): Promise<number> =>
  Number(((await source.knex('topic_group').count('id as n').first()) as { n: number }).n);

/** Two processes that start on an empty database take turns. SQLite has one writer and needs nothing. */
export const lockTopics = async (trx: Trx): Promise<void> => {
  if (trx.engine === 'postgres') await trx.knex.raw('select pg_advisory_xact_lock(4207849484)');
};

/** The new group's id. */
export const insertTopicGroup = async (
  trx: Trx,
  group: { public_id: string; code: string; names: string; sort: number; created_at: number },
): Promise<number> => {
  const [row] = await trx.knex('topic_group').insert(group).returning('id');
  return (row as { id: number }).id;
};

export const insertTopics = async (
  trx: Trx,
  topics: readonly (Omit<TopicRow, 'id'> & { public_id: string; created_at: number })[],
): Promise<void> => {
  if (topics.length > 0) await trx.knex('topic').insert([...topics]);
};
