/** Names of topics by their codes. */
import type { Language } from '../contract/codes.ts';
import type { Source } from './db.ts';

/** Names of topics by code, also of ended ones, in the order of the pages. */
export const listTopicNames = async (
  source: Source,
  codes: readonly string[],
): Promise<Partial<Record<Language, string>>[]> =>
  (
    (await source
      .knex('topic')
      .whereIn('code', [...codes])
      .orderBy(['sort', 'id'])
      .select('names')) as { names: string }[]
  ).map((row) => JSON.parse(row.names) as Partial<Record<Language, string>>);
