/** A bulletin compiled once per revision and language: constant bytes, and one short end that differs per reader. */

import type { BulletinKind, Language, SystemCode } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { HubError } from '../lib/errors.ts';
import { type Block, blocksHtml } from './blocks.ts';
import type { Bundle } from './bundle.ts';
import { type FilledLine, type Filling, filledBlocks, filledText, fillTemplate } from './filled.ts';
import { frameHtml } from './frame.ts';
import { escapeHtml, stripReadings } from './furigana.ts';
import { markdownText, parseMarkdown } from './markdown.ts';
import { footBlocks, footerLines, templateOf } from './render.ts';
import { mapToRepertoire } from './repertoire.ts';
import { factNames, factsOf, ownFacts, type SenderSystem, senderOf } from './sender.ts';
import type { VariableKind } from './types.ts';
import { word } from './words.ts';

export type BulletinText = {
  bundle: Bundle;
  language: Language;
  subject: string;
  /** Markdown subset of markdown.ts. */
  body: string;
  /** Public page where a reader gets new links; the same for everybody (decision 23). */
  reissueUrl: string;
  /** Names of the topics, in the language of the text; and the number of the bulletin by which one topic is left. */
  topics?: readonly string[];
  leaveBy?: string;
  /** Its page, when it has one. */
  newsUrl?: string;
  /** The language the reader asked for, when the text is in another one (decision 20); its first line then says so. */
  fallbackFrom?: Language;
  kind?: BulletinKind;
  /** The file that orders the mail; nl-issue when it is no digest, whose titles are `issues`. */
  file?: string;
  issues?: readonly string[];
  system?: SystemCode;
  /** Domain the mail really leaves from, when it is not that of sender.json. */
  senderDomain?: string;
  /** PUBLIC_URL: where the pages are that every mail names. */
  publicUrl?: string;
};

/** What differs per reader. */
export type ReaderSpan = 'unsubscribeUrl' | 'reference';
export type ReaderValues = Readonly<Record<ReaderSpan, string>>;
/** Stands in previews, which nobody was sent. */
const noReference = Array(8).fill('0000').join('-');

/**
 * One part of the mail with CRLF line ends. `head` is constant and ends at a line end; `tail` follows, literal pieces and per-reader spans
 * in turn.
 */
export type CompiledPart = { head: string; tail: readonly (string | { span: ReaderSpan })[] };
export type CompiledBulletin = {
  subject: string;
  fromName: string;
  from: string;
  /** Language of the text itself, for Content-Language. */
  contentLanguage: string;
  text: CompiledPart;
  html: CompiledPart;
};

/** Stand for what differs while the text is made; private signs that no input can contain (they are removed there). */
const marks: Readonly<Record<ReaderSpan, string>> = { unsubscribeUrl: '\uE000', reference: '\uE001' };
const spanOf = (sign: string): ReaderSpan => (sign === marks.reference ? 'reference' : 'unsubscribeUrl');
const privateSigns = /[\uE000-\uF8FF]/g;
/** What the values of a bulletin's and a digest's file are; a file is parsed once, so everybody who asks for it says the same. */
export const valueKinds: Record<string, VariableKind> = {
  subject: 'text',
  reissue_url: 'url',
  unsubscribe_url: 'url',
  news_url: 'url',
  topics: 'items',
  topic_url: 'url',
  issues: 'items',
};

const clean = (text: string) => mapToRepertoire(text.replace(privateSigns, '').replace(/\r\n?/g, '\n'));

/** No line ends in a blank: some programs on the way would cut it, and the signature with it. */
const compilePart = (whole: string): CompiledPart => {
  const [first = '', ...rest] = whole
    .replace(/[ \t]+$/gm, '')
    .replace(/\n/g, '\r\n')
    .split(/([\uE000\uE001])/);
  const cutAt = first.lastIndexOf('\r\n') + 2;
  const head = first.slice(0, cutAt);
  const tail: (string | { span: ReaderSpan })[] = [first.slice(cutAt)];
  for (const [n, piece] of rest.entries()) tail.push(n % 2 === 0 ? { span: spanOf(piece) } : piece);
  return { head, tail: tail.filter((piece) => piece !== '') };
};

const subjectOf = (
  { bundle, language, subject, kind = 'normal' }: Pick<BulletinText, 'bundle' | 'language' | 'subject' | 'kind'>,
  own: SenderSystem,
): string => {
  const line = clean(subject).replace(/\s+/g, ' ').trim();
  if (!line) throw new HubError('bulletin.subject_missing', { language });
  const before = kind === 'normal' || kind === 'digest' ? '' : word(bundle, language, `bulletin.${kind}`);
  return own.subjectPrefix[language] + before + line;
};

/** The subject as the newsletter's mails carry it. */
export const bulletinSubject = (text: Pick<BulletinText, 'bundle' | 'language' | 'subject' | 'kind'>): string =>
  subjectOf(text, senderOf(text.bundle).systems.nl);

/** Sentences before the body: what language it is not in, and that a drill is a drill. */
const notes = ({ bundle, language, fallbackFrom, kind }: BulletinText): { language: Language; text: string }[] => [
  ...(fallbackFrom && fallbackFrom !== language
    ? [{ language: fallbackFrom, text: word(bundle, fallbackFrom, `bulletin.fallback_${fallbackFrom}`) }]
    : []),
  ...(kind === 'drill' ? [{ language, text: word(bundle, language, 'bulletin.drill_note') }] : []),
];

const fillingOf = (given: BulletinText, system: SystemCode): Filling => {
  const sender = senderOf(given.bundle);
  return {
    bundle: given.bundle,
    sender,
    language: given.language,
    values: {
      ...factsOf(sender, system, given.language, given.senderDomain),
      ...ownFacts({ ...given, reference: marks.reference }, given.language),
      reissue_url: given.reissueUrl,
      unsubscribe_url: marks.unsubscribeUrl,
      ...(given.issues ? { issues: given.issues.map(clean) } : {}),
      ...(given.newsUrl ? { news_url: given.newsUrl } : {}),
      ...(given.topics?.length ? { topics: [...given.topics] } : {}),
      // The reader's own way out, narrowed to what this bulletin is about.
      ...(given.topics?.length && given.leaveBy ? { topic_url: `${marks.unsubscribeUrl}?of=${given.leaveBy}` } : {}),
    },
    optional: new Set([...factNames, 'news_url', 'topics', 'topic_url']),
    blocks: new Map(),
    inserts: new Set(['body', 'footer']),
  };
};

/** Lines around body and footer, as the file orders them. */
const around = (path: string, lines: readonly FilledLine[]) => {
  const cut = (name: string) => {
    const at = lines.findIndex((line) => line.kind === 'insert' && line.value === name);
    if (at < 0) throw new HubError('letter.template_broken', { path, line: 0, reason: `no_${name}` });
    return at;
  };
  const [body, footer] = [cut('body'), cut('footer')];
  return { before: lines.slice(0, body), between: lines.slice(body + 1, footer), end: lines.slice(footer + 1) };
};

/**
 * Compiles a bulletin in one language. HubErrors: `bulletin.subject_missing`, `bulletin.body_missing`, and those of rendering.
 */
export const compileBulletin = (given: BulletinText): CompiledBulletin => {
  const { bundle, language, system = 'nl' } = given;
  const sender = senderOf(bundle);
  const own = sender.systems[system];
  const subject = subjectOf(given, own);
  const body = parseMarkdown(clean(given.body), { bold: true });
  if (body.length === 0) throw new HubError('bulletin.body_missing', { language });
  const filling = fillingOf(given, system);
  const { file = 'nl-issue' } = given;
  const lines = around(file, fillTemplate(filling, templateOf(bundle, language, file, valueKinds)));
  // What differs stands below the footer: all before it is made once.
  const { reference: _, ...same } = filling.values;
  const foot = footerLines({ ...filling, values: same }, 'subscription');
  const first = notes(given);
  const text = [
    ...first.flatMap((note) => [note.text, '']),
    ...filledText(language, lines.before),
    markdownText(language, body),
    ...filledText(language, lines.between),
    '',
    '-'.repeat(24),
    ...filledText(language, foot),
    '',
    ...filledText(language, lines.end),
    '',
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
  const noteHtml = first
    .map(
      (note) =>
        `<div lang="${languageOf(note.language).tag}">${blocksHtml(note.language, [paragraph(note.text)])}</div>`,
    )
    .join('\n');
  const name = (own.fromName ?? sender.agency.name)[language];
  const html = frameHtml(bundle, {
    language,
    title: subject,
    preheader: markdownText(language, body).replace(/\s+/g, ' ').slice(0, 120),
    senderName: name,
    systemName: own.name[language],
    parts: [
      {
        language,
        html: [
          noteHtml,
          blocksHtml(language, [
            ...filledBlocks(lines.before, footBlocks),
            ...body,
            ...filledBlocks(lines.between, footBlocks),
          ]),
        ].join('\n'),
      },
      {
        language,
        foot: true,
        html: blocksHtml(language, [...filledBlocks(foot, footBlocks), ...filledBlocks(lines.end, footBlocks)]),
      },
    ],
  });
  return {
    subject,
    fromName: stripReadings(name),
    from: `${own.from}@${own.domain}`,
    contentLanguage: languageOf(language).tag,
    text: compilePart(text),
    html: compilePart(html),
  };
};

const paragraph = (text: string): Block => ({ kind: 'paragraph', lines: [[{ kind: 'text', text }]] });

const joined = ({ head, tail }: CompiledPart, values: (span: ReaderSpan) => string) =>
  head + tail.map((piece) => (typeof piece === 'string' ? piece : values(piece.span))).join('');

/** One reader's copy with LF line ends, for previews, the mailbox and tests; the same signs that delivery sends. */
export const renderBulletin = (
  compiled: CompiledBulletin,
  given: Pick<ReaderValues, 'unsubscribeUrl'> & Partial<ReaderValues>,
): { subject: string; text: string; html: string } => {
  const reader: ReaderValues = { reference: noReference, ...given };
  return {
    subject: compiled.subject,
    text: joined(compiled.text, (span) => reader[span]).replace(/[ ]*\r\n/g, '\n'),
    html: joined(compiled.html, (span) => escapeHtml(reader[span])).replace(/\r\n/g, '\n'),
  };
};
