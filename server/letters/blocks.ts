/** What stands in a mail, as blocks; and their HTML with inline styles, for programs that drop style sheets. */

import type { Language } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { escapeHtml, furiganaHtml, stripReadings } from './furigana.ts';
import { columns } from './width.ts';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong'; content: Inline[] }
  | { kind: 'anchor'; url: string; content: Inline[] };
export type ListItem = { content: Inline[]; inner?: ListBlock };
export type ListBlock = { kind: 'list'; ordered: boolean; items: ListItem[] };
export type Block =
  | { kind: 'heading'; level: 1 | 2; content: Inline[] }
  /** `hard`: every line ends where it was written (addresses, footers). */
  | { kind: 'paragraph'; lines: Inline[][]; hard?: boolean }
  | ListBlock
  | { kind: 'facts'; rows: { label: string; value: string }[] }
  | { kind: 'link'; url: string; label: string; role: 'first' | 'second' | 'plain' }
  | { kind: 'verbatim'; text: string }
  | { kind: 'inset'; blocks: Block[] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'rule' };

/**
 * Colours of the Digital Agency's tokens (names in the comments), written out because mail programs know no variables.
 * `dark` is what a dark mail program shows.
 */
export const palette = {
  ink: { light: '#333333', dark: '#f2f2f2' }, // neutral-solid-gray-800 / -50
  quiet: { light: '#4d4d4d', dark: '#cccccc' }, // neutral-solid-gray-700 / -200
  paper: { light: '#ffffff', dark: '#1a1a1a' }, // neutral-white / neutral-solid-gray-900
  ground: { light: '#f2f2f2', dark: '#000000' }, // neutral-solid-gray-50 / neutral-black
  line: { light: '#767676', dark: '#999999' }, // neutral-solid-gray-536 / -400
  accent: { light: '#0017c1', dark: '#9db7f9' }, // primitive-blue-900 / -300
} as const;
const light = (name: keyof typeof palette) => palette[name].light;

/** 受領登録<＝…>, as the guideline for plain Japanese writes it, reads like a tag in a page: there the word's meaning stands in brackets. */
export const glossed = (text: string): string => text.replaceAll(/<＝([^<>]+)>/g, '（$1）');

/** A telephone number or the end of an address stays in one line. */
const whole = (html: string): string =>
  html.replaceAll(/(?<![\w/.-])\+?\d{1,6}(?:-\d{1,6}){1,3}(?![\w/-])/g, '<span style="white-space:nowrap">$&</span>');

/** Escapes a text; in plain Japanese with ruby. */
export const textHtml = (language: Language, text: string) =>
  whole(languageOf(language).readings ? furiganaHtml(glossed(text)) : escapeHtml(text));

/** HTML of text inside a block: escaped, ruby in plain Japanese only. */
export const inlineHtml = (language: Language, content: readonly Inline[]): string =>
  content
    .map((part) => {
      if (part.kind === 'text') return textHtml(language, part.text);
      const inside = inlineHtml(language, part.content);
      if (part.kind === 'strong') return `<strong>${inside}</strong>`;
      return `<a class="link" style="color:${light('accent')};word-break:break-word" href="${escapeHtml(part.url)}">${inside}</a>`;
    })
    .join('');

/** The words of a line without its marks. */
export const inlineText = (content: readonly Inline[]): string =>
  content.map((part) => (part.kind === 'text' ? part.text : inlineText(part.content))).join('');

/** A line that was only wrapped goes on in the next one; a short line, or in plain Japanese a sentence, was meant to end. */
export const flows = (language: Language, shown: string): boolean => {
  const { readings, flows: goesOn } = languageOf(language);
  const bare = readings ? stripReadings(shown) : shown;
  return goesOn(bare, columns(bare));
};

/** Joins hand-wrapped lines again, for a phone breaks them elsewhere. */
const paragraphHtml = (language: Language, lines: readonly Inline[][], hard = false): string =>
  lines
    .map((line, index) => {
      const html = inlineHtml(language, line);
      if (index === lines.length - 1) return html;
      if (hard) return `${html}<br>`;
      return flows(language, inlineText(line)) ? html + languageOf(language).gap : `${html}<br>`;
    })
    .join('');

const listHtml = (language: Language, list: ListBlock): string => {
  const tag = list.ordered ? 'ol' : 'ul';
  const items = list.items.map(
    (item) =>
      `<li style="margin:0 0 4px">${inlineHtml(language, item.content)}${item.inner ? listHtml(language, item.inner) : ''}</li>`,
  );
  return `<${tag} style="margin:0 0 16px;padding:0 0 0 24px">${items.join('')}</${tag}>`;
};

const factsHtml = (language: Language, rows: readonly { label: string; value: string }[]): string => {
  const edge = `border-bottom:1px solid ${light('line')}`;
  const cells = rows.map(
    ({ label, value }) =>
      `<tr><th scope="row" class="fact line" align="left" valign="top" style="width:34%;padding:8px 16px 8px 0;font-weight:bold;${edge}">${textHtml(language, label)}</th>` +
      `<td class="fact line" valign="top" style="padding:8px 0;word-break:break-word;${edge}">${textHtml(language, value)}</td></tr>`,
  );
  return `<table class="facts" cellpadding="0" cellspacing="0" border="0" width="100%" style="margin:0 0 16px;border-collapse:collapse">${cells.join('')}</table>`;
};

const linkHtml = (language: Language, { url, label, role }: Extract<Block, { kind: 'link' }>): string => {
  const href = escapeHtml(url);
  const shown = textHtml(language, label);
  if (role === 'plain') {
    return `<p style="margin:0 0 8px"><a class="link" href="${href}" style="display:inline-block;padding:8px 0;color:${light('accent')};overflow-wrap:anywhere">${shown}</a></p>`;
  }
  const [fill, ink] = role === 'first' ? [light('accent'), light('paper')] : [light('paper'), light('accent')];
  return (
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><tr>` +
    `<td class="button-${role}" align="center" bgcolor="${fill}" style="background:${fill};border:2px solid ${light('accent')};border-radius:8px">` +
    `<a class="button-${role}" href="${href}" style="display:inline-block;padding:12px 24px;color:${ink};font-weight:bold;text-decoration:none">${shown}</a></td></tr></table>`
  );
};

const blockHtml = (language: Language, block: Block): string => {
  switch (block.kind) {
    case 'heading': {
      const [tag, size] = block.level === 1 ? ['h2', 20] : ['h3', 17];
      return `<${tag} style="margin:24px 0 8px;font-size:${size}px;line-height:1.5">${inlineHtml(language, block.content)}</${tag}>`;
    }
    case 'paragraph':
      return `<p style="margin:0 0 16px">${paragraphHtml(language, block.lines, block.hard)}</p>`;
    case 'list':
      return listHtml(language, block);
    case 'facts':
      return factsHtml(language, block.rows);
    case 'link':
      return linkHtml(language, block);
    case 'verbatim':
      return `<pre style="margin:0 0 16px;font-family:monospace;white-space:pre-wrap">${escapeHtml(block.text)}</pre>`;
    case 'inset':
      return `<div class="line" style="margin:0 0 16px;padding:0 0 0 16px;border-left:4px solid ${light('line')}">${blocksHtml(language, block.blocks)}</div>`;
    case 'quote':
      return `<blockquote class="line" style="margin:0 0 16px;padding:0 0 0 16px;border-left:4px solid ${light('line')}">${paragraphHtml(language, block.lines)}</blockquote>`;
    case 'rule':
      return `<hr class="line" style="margin:24px 0;border:0;border-top:1px solid ${light('line')}">`;
  }
};

/** HTML of a text in one language. Nothing of a value reaches it unescaped. */
export const blocksHtml = (language: Language, blocks: readonly Block[]): string =>
  blocks.map((block) => blockHtml(language, block)).join('\n');
