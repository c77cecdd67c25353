/** Terms as staff write them: a title, and a text in which `## ` begins an article and every other line is a paragraph. */
import { z } from 'zod';
import { inEvery, type Language, languages } from '../contract/codes.ts';
import type { FieldError } from '../lib/errors.ts';
import type { Bundle } from './bundle.ts';
import { checkPageLine } from './check.ts';
import { findingWords } from './findings.ts';
import { type PageTexts, pageLines } from './pages.ts';
import { senderOf } from './sender.ts';

export type TermsTexts = Readonly<Record<Language, PageTexts['terms']>>;
export type WrittenTerms = { title: string; text: string };

const text = z.string().min(1).max(2000);
const stored = z.object({
  title: text,
  sections: z.array(z.object({ h: text, p: z.array(text).min(1) })).min(1),
});

/** What the database keeps of a proposal. */
export const readTerms = (json: string): TermsTexts => z.object(inEvery(() => stored)).parse(JSON.parse(json));

export const writtenOf = ({ title, sections }: PageTexts['terms']): WrittenTerms => ({
  title,
  text: sections.map(({ h, p }) => [`## ${h}`, ...p].join('\n')).join('\n\n'),
});

const HEAD = /^##\s+/;
const sectionsOf = (body: string): PageTexts['terms']['sections'] => {
  const sections: { h: string; p: string[] }[] = [];
  for (const line of body.split(/\r?\n/).map((one) => one.trim())) {
    if (line === '') continue;
    if (HEAD.test(line)) sections.push({ h: line.replace(HEAD, ''), p: [] });
    else (sections.at(-1) ?? sections[sections.push({ h: '', p: [] }) - 1]!).p.push(line);
  }
  return sections;
};

/** What is wrong with the terms of one language; fields `texts.<language>.title` and `.text`. */
const wrongIn = (language: Language, given: WrittenTerms, sections: PageTexts['terms']['sections']): FieldError[] => {
  const at = (field: 'title' | 'text', code: string, details = {}) => ({
    field: `texts.${language}.${field}`,
    code,
    details,
  });
  const long = pageLines({ sections }).find((one) => one.text.length > 2000);
  return [
    ...(given.title.trim() === '' ? [at('title', 'terms.title-empty')] : []),
    ...(sections.length === 0 ? [at('text', 'terms.text-empty')] : []),
    ...(sections.some(({ h }) => h === '') ? [at('text', 'terms.no-heading')] : []),
    ...sections
      .filter(({ h, p }) => h !== '' && p.length === 0)
      .map(({ h }) => at('text', 'terms.article-empty', { h })),
    ...(long ? [at('text', 'terms.line-long', { limit: 2000 })] : []),
  ];
};

/**
 * Reads what was written in three languages. `wrong`: what must be mended before anybody can approve it, with what the checker of the
 * agency's files refuses too (`terms.refused {found, why}`).
 */
export const termsFrom = (
  bundle: Bundle,
  given: Readonly<Record<Language, WrittenTerms>>,
): { texts: TermsTexts; wrong: FieldError[] } => {
  const sender = senderOf(bundle);
  const texts = Object.fromEntries(
    languages.map((l) => [l, { title: given[l].title.trim(), sections: sectionsOf(given[l].text) }]),
  ) as Record<Language, PageTexts['terms']>;
  const articles = texts.ja.sections.length;
  const wrong = languages.flatMap((language): FieldError[] => {
    const formal = wrongIn(language, given[language], texts[language].sections);
    if (formal.length > 0) return formal;
    if (texts[language].sections.length !== articles)
      return [
        {
          field: `texts.${language}.text`,
          code: 'terms.articles-differ',
          details: { n: texts[language].sections.length, ja: articles },
        },
      ];
    return pageLines(texts[language])
      .flatMap((line) =>
        checkPageLine(language, line, sender)
          .filter((found) => found.level === 'error')
          .map((found) => ({ line, found })),
      )
      .slice(0, 1)
      .map(({ line, found }) => ({
        field: `texts.${language}.${line.at === 'title' ? 'title' : 'text'}`,
        code: 'terms.refused',
        details: { line: line.text.slice(0, 60), ja: findingWords(found, 'ja'), en: findingWords(found, 'en') },
      }));
  });
  return { texts, wrong };
};
