/** Texts that staff write as templates of their own, in the grammar of GOV.UK Notify: ((name)), ((under18??text)), Markdown. */

import type { Language, SystemCode } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { blocksHtml } from './blocks.ts';
import type { Bundle } from './bundle.ts';
import { type Filling, filledBlocks, filledText } from './filled.ts';
import { frameHtml } from './frame.ts';
import { stripReadings } from './furigana.ts';
import { markdownText, parseMarkdown } from './markdown.ts';
import { footBlocks, footerLines, type RenderedLetter } from './render.ts';
import { factNames, factsOf, type OwnFacts, ownFacts, senderOf } from './sender.ts';

export type CustomText = { subject: string; body: string };
/** text, number or boolean, or a list of them: a list becomes bullets in the body and "a, b and c" in the subject. */
export type Personalisation = Readonly<Record<string, unknown>>;

const field = /\(\(([^()]+)\)\)/g;

/** Two names are the same when they differ only in case, blanks, `_` and `-`. */
export const insensitiveKey = (name: string) =>
  name.toLowerCase().replace(/[\s_\-\u180E\u200B-\u200D\u2060\uFEFF\u00A0]/g, '');

const nameOf = (body: string) => body.split('??')[0] ?? '';

/** Names of the fields, subject first, each once, as written. */
export const customFields = ({ subject, body }: CustomText): string[] => {
  const seen = new Map<string, string>();
  for (const text of [subject, body]) {
    for (const match of text.matchAll(field)) {
      const name = nameOf(match[1] ?? '');
      if (!seen.has(insensitiveKey(name))) seen.set(insensitiveKey(name), name);
    }
  }
  return [...seen.values()];
};

/** A value as Notify prints it: true is `True`, null is no value at all. */
const printed = (value: unknown): string => {
  if (value === true) return 'True';
  if (value === false) return 'False';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
const shows = (value: unknown) =>
  Boolean(value) && ['yes', 'y', 'true', 't', '1', 'include', 'show'].includes(printed(value).toLowerCase());
const tidyItem = (value: unknown) =>
  printed(value)
    .replace(/[\u180E\u200B-\u200D\u2060\uFEFF\u00A0]/g, '')
    .trim();

const listWords = (items: readonly string[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

const lookUp = (personalisation: Personalisation) => {
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(personalisation)) {
    if (value !== null && value !== undefined) values.set(insensitiveKey(name), value);
  }
  return values;
};

const fillText = (
  text: string,
  values: ReadonlyMap<string, unknown>,
  list: (items: readonly string[]) => string,
): string =>
  text.replace(field, (whole, inside: string) => {
    const value = values.get(insensitiveKey(nameOf(inside)));
    if (value === undefined) return whole;
    if (inside.includes('??')) return shows(value) ? inside.split('??').slice(1).join('??') : '';
    if (!Array.isArray(value)) return printed(value);
    const items = value
      .filter((item) => item !== null && item !== undefined)
      .map(tidyItem)
      .filter((item) => item !== '');
    return items.length === 0 ? '' : list(items);
  });

/** Signs that no mail may carry (RFC 5322) and no reader sees; line ends and tabs stay. */
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;

const oneLine = (text: string) =>
  text
    .replace(/[\u180E\u200B-\u200D\u2060\uFEFF]/g, '')
    .replace(/[\s\u00A0\u0000-\u001F\u007F]+/g, ' ')
    .trim();

/** `missing`: fields without a value, as written. `body` is Notify's `content.body`: Markdown source, line ends kept. */
export type FilledCustom = CustomText & { missing: string[] };

/** Fills the fields. Values are put in once and never looked at again for fields. */
export const fillCustom = (text: CustomText, personalisation: Personalisation): FilledCustom => {
  const values = lookUp(personalisation);
  return {
    subject: oneLine(fillText(text.subject, values, listWords)),
    body: fillText(text.body, values, (items) => `\n\n${items.map((item) => `* ${item}`).join('\n')}`).trim(),
    missing: customFields(text).filter((name) => !values.has(insensitiveKey(name))),
  };
};

export type CustomRequest = {
  bundle: Bundle;
  system: SystemCode;
  language: Language;
  senderDomain?: string;
  fromName?: string;
} & CustomText &
  OwnFacts;

/** The finished letter of a filled text, in the frame and with the footer of the system; the subject is the author's own. */
export const renderCustom = ({
  bundle,
  system,
  language,
  subject,
  body,
  senderDomain,
  fromName,
  ...mail
}: CustomRequest): RenderedLetter => {
  const sender = senderOf(bundle);
  const own = sender.systems[system];
  const filling: Filling = {
    bundle,
    sender,
    language,
    values: { ...factsOf(sender, system, language, senderDomain), ...ownFacts(mail, language) } as Filling['values'],
    optional: new Set(factNames),
    blocks: new Map(),
    inserts: new Set(),
  };
  const blocks = parseMarkdown(body.replace(controls, ''), { inset: true });
  const foot = footerLines(filling, 'service');
  const name = fromName ?? (own.fromName ?? sender.agency.name)[language];
  const words = markdownText(language, blocks);
  const line = oneLine(subject);
  const preheader = words.replace(/\s+/g, ' ').slice(0, 120);
  return {
    subject: line,
    text: `${[words, '', '-'.repeat(24), ...filledText(language, foot)].join('\n')}\n`,
    html: frameHtml(bundle, {
      language,
      title: line,
      preheader,
      senderName: name,
      systemName: own.name[language],
      parts: [
        { language, html: blocksHtml(language, blocks) },
        { language, foot: true, html: blocksHtml(language, filledBlocks(foot, footBlocks)) },
      ],
    }),
    contentLanguage: languageOf(language).tag,
    fromName: stripReadings(name),
    from: `${own.from}@${own.domain}`,
    preheader,
  };
};
