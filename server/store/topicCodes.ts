/** Codes of topics that can be chosen now, with their internal ids. */
import type { Source } from './db.ts';

export const listTopicCodes = async (source: Source): Promise<ReadonlyMap<string, number>> => {
  const rows = (await source.knex('topic').whereNull('retired_at').select('id', 'code')) as {
    id: number;
    code: string;
  }[];
  return new Map(rows.map((r) => [r.code, r.id]));
};

/** Topics in the order of the pages, with the code of their group. */
export const listChoosableTopics = async (
  source: Source,
): Promise<{ code: string; group_code: string; names: string }[]> =>
  source
    .knex('topic')
    .join('topic_group', 'topic_group.id', 'topic.group_id')
    .whereNull('topic.retired_at')
    .orderBy(['topic_group.sort', 'topic.sort', 'topic.id'])
    .select('topic.code', 'topic_group.code as group_code', 'topic.names');

/** Topics that can be chosen now, by id and code, with their names by language. */
export const listTopicNames = async (
  source: Source,
): Promise<{ id: number; code: string; names: Record<string, string> }[]> =>
  (
    (await source.knex('topic').whereNull('retired_at').select('id', 'code', 'names')) as {
      id: number;
      code: string;
      names: string;
    }[]
  ).map((row) => ({ ...row, names: JSON.parse(row.names) as Record<string, string> }));
