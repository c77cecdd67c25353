/** The words of the pages: those of the program, with what the agency says in its own name, and what of them stands as evidence beside a consent. */
import { createHash } from 'node:crypto';
import { inEvery, type Language, languages } from '../../../../contract/codes.ts';
import type { PageWords } from '../../../../languages/ja/pages/pages.ts';
import { pageWords } from '../../../../languages/words.ts';
import type { Bundle } from '../../../../letters/bundle.ts';
import { type PageTexts, pagesOf } from '../../../../letters/pages.ts';
import type { TermsTexts } from '../../../../letters/termsText.ts';
import type { TermsNow } from '../../../../store/terms.ts';

const together = (words: PageWords, agency: PageTexts) => ({
  ...words,
  entry: {
    ...words.entry,
    terms: agency.consent,
    input: { ...words.entry.input, purposeHead: agency.purpose.head, purpose: agency.purpose.text },
  },
  info: { ...words.info, terms: agency.terms, privacy: agency.privacy, accessibility: agency.accessibility },
});
export type Words = ReturnType<typeof together>;
export type AllWords = Readonly<Record<Language, Words>>;

/** Throws HubError `templates.pages_invalid`. */
export const wordsOf = (bundle: Bundle): AllWords => {
  const agency = pagesOf(bundle);
  return inEvery((language) => together(pageWords[language], agency[language]));
};

/** The same words with other terms. */
export const withTerms = (words: AllWords, terms: TermsTexts): AllWords => {
  return inEvery((language) => ({ ...words[language], info: { ...words[language].info, terms: terms[language] } }));
};

const revisionOf = (body: string) => createHash('sha256').update(body).digest('hex').slice(0, 12);

/** Terms and screen of a language with their revisions; a consent names the revisions, the database keeps the bodies. */
export const consentTexts = (words: Words): ConsentTexts => {
  const known = consents.get(words) ?? textsOf(words);
  consents.set(words, known);
  return known;
};
const consents = new WeakMap<Words, ConsentTexts>();
type ConsentTexts = ReturnType<typeof textsOf>;

const textsOf = (words: Words) => {
  const terms = JSON.stringify(words.info.terms);
  const screen = JSON.stringify({ entry: words.entry, buttons: words.buttons });
  const newTerms = JSON.stringify({ newTerms: words.info.newTerms, accept: words.buttons.accept });
  return [
    { kind: 'terms', revision: revisionOf(terms), body: terms },
    { kind: 'screen', revision: revisionOf(screen), body: screen },
    // What stands around new terms, for who accepted older ones.
    { kind: 'screen', revision: revisionOf(newTerms), body: newTerms },
  ] as const;
};

/** What the database keeps from the start on. */
export const allConsentTexts = (words: AllWords) => languages.flatMap((language) => consentTexts(words[language]));

/** The terms in all languages together: what `hub terms` names, and what a consent to any of them is to. */
export const termsNow = (words: AllWords): TermsNow => {
  const revisions = languages.map((language) => consentTexts(words[language])[0].revision);
  return { name: revisions.join('.'), revisions };
};

/** What the database keeps of terms that are proposed, so that consents can name them. */
export const termsTextsOf = (words: AllWords) => languages.map((language) => consentTexts(words[language])[0]);
