/** The languages of readers. A new one is a code in contract/codes.ts, a folder here with its line in `records`, and its words where the compiler asks for them. */
import type { Language } from '../contract/codes.ts';
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

/** In the order in which they stand in one mail: Japanese above. */
export const asInMail = (given: readonly Language[]): Language[] =>
  [...given].sort((a, b) => languageOf(a).rank - languageOf(b).rank);
