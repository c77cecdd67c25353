/** Names as they are stored: JSON by language. */
import type { Language } from '../contract/codes.ts';

/** The name in a language, else the Japanese one, else any: staff may word a topic in one language first. */
export const nameIn = (json: string, language: Language): string => {
  const names = JSON.parse(json) as Partial<Record<Language, string>>;
  return names[language] ?? names.ja ?? Object.values(names)[0] ?? '';
};
