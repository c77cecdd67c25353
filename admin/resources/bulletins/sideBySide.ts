/** The languages of one bulletin, paragraph beside paragraph, and what each lacks of the first one or has beyond it. */
import { type Language, languages } from '../../../server/contract/codes.ts';
import { type Finding, findingWords } from '../../../server/letters/findings.ts';
import { compareLanguages, type Written } from '../../../server/letters/said/compare.ts';

/** `text` null: this language has no such paragraph. `lacks` in both languages of the console. */
export type Side = { language: Language; text: string | null; lacks: { ja: string; en: string }[] };

/** A body cut at its blank lines and before its headings. */
export const paragraphsOf = (body: string): string[] => {
  const parts: string[][] = [];
  let open = false;
  for (const line of body.split(/\r\n|\r|\n/)) {
    const blank = line.trim() === '';
    if (!blank && (!open || /^\s*#{1,2}\s/.test(line))) parts.push([]);
    if (!blank) parts.at(-1)!.push(line);
    open = !blank;
  }
  return parts.map((part) => part.join('\n'));
};

const said = (finding: Finding) => ({ ja: findingWords(finding, 'ja'), en: findingWords(finding, 'en') });

const compared = (parts: readonly (readonly [Language, string | null])[]): Side[] => {
  const bodies = parts.filter(([, text]) => text !== null).map(([language, body]) => [language, { subject: '', body }]);
  const found = compareLanguages(Object.fromEntries(bodies));
  return parts.map(([language, text]) => ({ language, text, lacks: (found[language] ?? []).map(said) }));
};

/** Rows by what they say: of a long text one paragraph changes at a time. */
export type KnownRows = Map<string, Side[]>;

/** One row for each paragraph, with the languages that are written in their order. A row that says what a known one said is that one. */
export const sideBySide = (texts: Partial<Record<Language, Written>>, known: KnownRows = new Map()): Side[][] => {
  const written = languages.filter((language) => texts[language]?.body.trim());
  if (written.length < 2) return [];
  const columns = written.map((language) => paragraphsOf(texts[language]!.body));
  const rows = Math.max(...columns.map((parts) => parts.length));
  const before = new Map(known);
  known.clear();
  return Array.from({ length: rows }, (_, i) => {
    const parts = written.map((language, column) => [language, columns[column]![i] ?? null] as const);
    const key = JSON.stringify(parts);
    const row = before.get(key) ?? known.get(key) ?? compared(parts);
    known.set(key, row);
    return row;
  });
};
