/** Rules that hold for every text we send: signs, links, HTML, money words. For templates and for bulletins being written. */
import type { Language } from '../contract/codes.ts';
import { type Finding, finding, type Level, type Rule, sortFindings } from './findings.ts';
import { stripReadings } from './furigana.ts';
import { parseMarkdown } from './markdown.ts';
import { checkPlain } from './plain.ts';
import { strangersIn } from './repertoire.ts';
import { hostAllowed, type Sender } from './sender.ts';
import { columns } from './width.ts';

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
const money =
  /お?振り?込み?(?:先|口座|んで|を)|罰金を|罰金の支払|口座番号|\bpay now\b|\bpayment (?:required|due)\b|\bbank transfer\b|\bfine of\b|\bgift cards?\b|暗証番号/gi;

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
    ...matches(text, money, 'word.money'),
  ].map(({ rule, index, found, level }) =>
    finding(rule, { file: at.file, line: at.line, column: (at.column ?? 1) + index }, found, level),
  );

/** Widest a subject may be with its prefix, in columns: 30 full-width signs, 40 in plain Japanese (readings not counted). */
export const subjectColumns = (language: Language) => (language === 'plja' ? 80 : 60);

/** Findings of a subject as the reader sees it. */
export const checkSubjectWidth = (language: Language, whole: string, at: TextPlace): Finding[] => {
  const width = columns(language === 'plja' ? stripReadings(whole) : whole);
  const limit = subjectColumns(language);
  if (width > limit) return [finding('subject.long', at, `${Math.ceil(width / 2)}/${limit / 2}`)];
  return language === 'plja' && columns(whole) > 80 ? [finding('subject.wide', at)] : [];
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
};

/**
 * Checks a bulletin in one language. `file` of a finding is 'subject' or 'body', line and column those of that field.
 * Signs that have a stand-in are warnings here, for they are mapped when the bulletin is sent.
 */
export const checkBulletin = ({ sender, language, subject, body, publicUrl }: BulletinDraft): Finding[] => {
  const findings: Finding[] = [];
  const rules = { sender, strict: false, ...(publicUrl === undefined ? {} : { publicUrl }) };
  const title = { file: 'subject', line: 1 };
  if (subject.trim() === '') findings.push(finding('subject.missing', title));
  else {
    findings.push(...checkLine(subject, title, rules));
    findings.push(...checkSubjectWidth(language, sender.systems.nl.subjectPrefix[language] + subject.trim(), title));
  }
  if (parseMarkdown(body).length === 0) findings.push(finding('body.missing', { file: 'body', line: 1 }));
  for (const [index, text] of body.replace(/\r\n?/g, '\n').split('\n').entries()) {
    const at = { file: 'body', line: index + 1 };
    findings.push(...checkLine(text, at, rules));
    for (const { rule, index: column, found } of unclearLinks(text))
      findings.push(finding(rule, { ...at, column: column + 1 }, found));
  }
  if (language === 'plja')
    findings.push(...checkPlain(subject, 'subject').filter(({ rule }) => rule !== 'E5'), ...checkPlain(body, 'body'));
  return sortFindings(findings);
};
