/** Rules that hold for every text we send: signs, links, HTML, money words. For templates and for bulletins being written. */

import type { Language } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { type Finding, finding, type Level, type Rule, sortFindings } from './findings.ts';
import type { Day } from './formatters.ts';
import { stripReadings } from './furigana.ts';
import { parseMarkdown } from './markdown.ts';
import { checkPlain } from './plain.ts';
import type { OwnReadings } from './readings.ts';
import { strangersIn } from './repertoire.ts';
import { contactsSaid } from './said/contacts.ts';
import { datesSaid } from './said/dates.ts';
import { fraudIn } from './said/fraud.ts';
import { englishStyle, japaneseStyle } from './said/style.ts';
import { unknownForms } from './said/unknownForms.ts';
import { hostAllowed, type Sender } from './sender.ts';
import { columns, countedColumns } from './width.ts';

export type TextPlace = { file?: string; line: number; column?: number };
type Found = { rule: Rule; index: number; found: string; level?: Level };

/** Signs outside ASCII and JIS X 0208. `strict`: a sign that would be mapped is an error too. */
const signs = (text: string, strict: boolean): Found[] =>
  strangersIn(text).map(({ sign, index, suggestion }) => {
    const code = `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    const shown = /\p{C}|\s/u.test(sign) ? code : `${sign} (${code})`;
    return suggestion === undefined || strict
      ? { rule: 'sign.outside', index, found: suggestion === undefined ? shown : `${shown}, write ${suggestion}` }
      : { rule: 'sign.mapped', index, found: `${shown} → ${suggestion}` };
  });

const urlPattern = /https?:\/\/[!-~]+/gi;

/** Links of a text: host, scheme, length. Trailing brackets and stops of a sentence are not part of one. */
const links = (text: string, sender: Sender, publicUrl?: string): Found[] =>
  [...text.matchAll(urlPattern)].flatMap((match) => {
    const url = match[0].replace(/[)\]>"'.,;:!?]+$/, '');
    const at = { index: match.index, found: url };
    const found: Found[] = [];
    if (url.length > 70) found.push({ rule: 'url.long', ...at });
    if (!hostAllowed(sender, url, publicUrl)) found.push({ rule: 'url.host', ...at });
    else if (url.startsWith('http:') && !publicUrl?.startsWith('http:')) found.push({ rule: 'url.insecure', ...at });
    return found;
  });

const rawHtml = /<\/?[a-zA-Z][^>\n]*>|<!--|&(?:[a-z]+|#\d+);/g;
const matches = (text: string, pattern: RegExp, rule: Rule): Found[] =>
  [...text.matchAll(pattern)].map((match) => ({ rule, index: match.index, found: match[0] }));

/** Findings of one source line. */
export const checkLine = (
  text: string,
  at: TextPlace,
  { sender, publicUrl, strict = true }: { sender: Sender; publicUrl?: string; strict?: boolean },
): Finding[] =>
  [
    ...signs(text, strict),
    ...links(text, sender, publicUrl),
    ...matches(text, rawHtml, 'html.raw'),
    ...fraudIn(text),
  ].map(({ rule, index, found, level }) =>
    finding(rule, { file: at.file, line: at.line, column: (at.column ?? 1) + index }, found, level),
  );

const placed = (found: readonly Found[], at: TextPlace): Finding[] =>
  found.map((one) => finding(one.rule, { ...at, column: one.index + 1 }, one.found, one.level));

/** Widest a subject may be with its prefix, in columns: 30 full-width signs, 40 in plain Japanese (readings not counted). */
export const subjectColumns = (language: Language) => languageOf(language).subjectColumns;

/** Findings of a subject as the reader sees it. */
export const checkSubjectWidth = (language: Language, whole: string, at: TextPlace): Finding[] => {
  const width = countedColumns(language, whole);
  const limit = subjectColumns(language);
  if (width > limit) return [finding('subject.long', at, `${Math.ceil(width / 2)}/${limit / 2}`)];
  return languageOf(language).readings && columns(whole) > 80 ? [finding('subject.wide', at)] : [];
};

const emptyLabel = /^(?:こちら|ここ|クリック|here|click here|link|リンク)$/i;

/** Link texts that say nothing, in the Markdown of a bulletin. */
const unclearLinks = (text: string): Found[] =>
  [...text.matchAll(/\[([^\]\n]+)\]\(https?:/g)]
    .filter((match) => emptyLabel.test(stripReadings(match[1] ?? '').trim()))
    .map((match) => ({ rule: 'link.unclear' as const, index: match.index, found: match[1] ?? '' }));

export type BulletinDraft = {
  sender: Sender;
  language: Language;
  subject: string;
  body: string;
  /** PUBLIC_URL: our own host is always allowed. */
  publicUrl?: string;
  /** Readings that the agency approves of beside the dictionary. */
  own?: OwnReadings;
  /** The day in Japan, for dates that are over; without it dates are not looked at. */
  today?: Day;
};

const styles = { japanese: japaneseStyle, english: englishStyle, none: (): Found[] => [] };

/** What is said in a line that only a bulletin can be wrong about: dates, contacts, style. */
const sayings = (line: string, { language, sender, publicUrl, today }: BulletinDraft): Found[] => [
  ...(today ? datesSaid(line, today) : []),
  ...contactsSaid(line, sender, publicUrl),
  ...unknownForms(line),
  ...styles[languageOf(language).style ?? 'none'](line),
];

/**
 * Checks a bulletin in one language. `file` of a finding is 'subject' or 'body', line and column those of that field.
 * Signs that have a stand-in are warnings here, for they are mapped when the bulletin is sent.
 */
export const checkBulletin = (draft: BulletinDraft): Finding[] => {
  const { sender, language, subject, body, publicUrl } = draft;
  const findings: Finding[] = [];
  const rules = { sender, strict: false, ...(publicUrl === undefined ? {} : { publicUrl }) };
  const title = { file: 'subject', line: 1 };
  if (subject.trim() === '') findings.push(finding('subject.missing', title));
  else {
    findings.push(...checkLine(subject, title, rules));
    findings.push(...placed(sayings(subject, draft), title));
    findings.push(...checkSubjectWidth(language, sender.systems.nl.subjectPrefix[language] + subject.trim(), title));
  }
  if (parseMarkdown(body).length === 0) findings.push(finding('body.missing', { file: 'body', line: 1 }));
  for (const [index, text] of body.replace(/\r\n?/g, '\n').split('\n').entries()) {
    const at = { file: 'body', line: index + 1 };
    findings.push(...checkLine(text, at, rules));
    findings.push(...placed([...unclearLinks(text), ...sayings(text, draft)], at));
  }
  if (languageOf(language).readings)
    findings.push(
      ...checkPlain(subject, 'subject', draft.own).filter(({ rule }) => rule !== 'E5'),
      ...checkPlain(body, 'body', draft.own),
    );
  return sortFindings(findings);
};
