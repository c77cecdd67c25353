/** The words of a language, and what of them stands as evidence beside a consent. */
import { createHash } from 'node:crypto';
import { type Language, languages } from '../../../../contract/codes.ts';
import { en } from './en.ts';
import { ja, type Words } from './ja.ts';
import { plja } from './plja.ts';

export type { Words };
export const words: Readonly<Record<Language, Words>> = { ja, plja, en };

const revisionOf = (body: string) => createHash('sha256').update(body).digest('hex').slice(0, 12);

/** Terms and screen of a language with their revisions; a consent names the revisions, the database keeps the bodies. */
export const consentTexts = (language: Language) => {
  const terms = JSON.stringify(words[language].info.terms);
  const screen = JSON.stringify({ entry: words[language].entry, buttons: words[language].buttons });
  return [
    { kind: 'terms', revision: revisionOf(terms), body: terms },
    { kind: 'screen', revision: revisionOf(screen), body: screen },
  ] as const;
};

/** What the database keeps from the start on. */
export const allConsentTexts = () => languages.flatMap((language) => consentTexts(language));
