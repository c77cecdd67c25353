/**
 * What an agency says on the residents' pages in its own name: terms, purpose of use, privacy, accessibility, and the words around
 * the button that agrees. templates/<language>/_pages.json; a consent names the revision of these texts (domain.md, decision 25).
 */
import { z } from 'zod';
import { type Language, languages } from '../contract/codes.ts';
import { HubError } from '../lib/errors.ts';
import type { Bundle } from './bundle.ts';

const text = z.string().trim().min(1).max(2000);
const sections = z.array(z.strictObject({ h: text, p: z.array(text).min(1) })).min(1);
const readable = z.strictObject({ title: text, lead: text, sections });
const pagesSchema = z.strictObject({
  terms: z.strictObject({ title: text, sections }),
  privacy: readable,
  accessibility: readable,
  /** The step that asks: `version` stands before the revision of the terms. */
  consent: z.strictObject({ title: text, lead: text, decision: text, decisionNote: text, version: text }),
  /** Above the form that takes the address. */
  purpose: z.strictObject({ head: text, text }),
});
export type PageTexts = z.infer<typeof pagesSchema>;

/** `{agency}` becomes the agency's name of sender.json. */
export const pagePlaceholders: readonly string[] = ['agency'];

export const pagesPath = (language: Language): string => `${language}/_pages.json`;

const read = (bundle: Bundle, language: Language): PageTexts => {
  const path = pagesPath(language);
  const refuse = (reason: string, cause?: unknown) =>
    new HubError('templates.pages_invalid', { path, reason }, [], cause);
  const source = bundle.files[path];
  if (source === undefined) throw refuse('missing');
  let given: unknown;
  try {
    given = JSON.parse(source);
  } catch (cause) {
    throw refuse('not JSON', cause);
  }
  const result = pagesSchema.safeParse(given);
  if (!result.success) throw refuse(result.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
  return result.data;
};

const known = new WeakMap<Bundle, Readonly<Record<Language, PageTexts>>>();

/** The texts in every language, checked once. Throws HubError `templates.pages_invalid {path, reason}`. */
export const pagesOf = (bundle: Bundle): Readonly<Record<Language, PageTexts>> => {
  const made =
    known.get(bundle) ??
    (Object.fromEntries(languages.map((language) => [language, read(bundle, language)])) as Record<
      Language,
      PageTexts
    >);
  known.set(bundle, made);
  return made;
};

export type PageLine = { at: string; text: string };

/** Every sentence with its place, `terms.sections.0.h`. */
export const pageLines = (value: unknown, at = ''): PageLine[] => {
  if (typeof value === 'string') return [{ at, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => pageLines(part, at ? `${at}.${name}` : name));
};
