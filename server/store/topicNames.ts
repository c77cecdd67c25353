/** Names of topics as they are stored: JSON by language. */
import type { Language } from '../contract/codes.ts';
import type { Source } from './db.ts';

/** The name in a language, else the Japanese one, else any: staff may word a topic in one language first. */
export const nameIn = (json: string, language: Language): string => {
  const names = JSON.parse(json) as Partial<Record<Language, string>>;
  return names[language] ?? names.ja ?? Object.values(names)[0] ?? '';
};

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
