/** The languages of readers. A new one is a code in contract/codes.ts, a folder here with its line in `records` and in words.ts, and its texts in templates/. */
import { inEvery, type Language, languages } from '../contract/codes.ts';
import { en } from './en/en.ts';
import { ja } from './ja/ja.ts';
import { plja } from './plja/plja.ts';
import type { LanguageRecord } from './record.ts';

const records: Readonly<Record<Language, LanguageRecord>> = { ja, plja, en };

export const languageOf = (language: Language): LanguageRecord => records[language];

/** The language that a reader of `language` gets of texts in `written` (domain.md, decision 20); null when none fits. */
export const textLanguage = (language: Language, written: readonly Language[]): Language | null => {
  if (written.includes(language)) return language;
  const { fallback } = languageOf(language);
  return fallback !== null && written.includes(fallback) ? fallback : null;
};

/** What was written in some languages, in all of them: where none is written, whatever fits best stands in its place; `nothing` when there is none. */
export const filled = <T>(written: Partial<Readonly<Record<Language, T>>>, nothing: T): Record<Language, T> => {
  const has = languages.filter((language) => written[language] !== undefined);
  return inEvery((language) => written[textLanguage(language, has) ?? has[0] ?? language] ?? nothing);
};

/** Words kept as JSON by language, such as a topic's name. Staff may write them in one language first; nobody is shown a hole. */
export const wordsIn = (json: string): Record<Language, string> =>
  filled(JSON.parse(json) as Partial<Record<Language, string>>, '');

/** In the order in which they stand in one mail: Japanese above. */
export const asInMail = (given: readonly Language[]): Language[] =>
  [...given].sort((a, b) => languageOf(a).rank - languageOf(b).rank);
