/** A bulletin's text on its page and in the feeds: the blocks that the mail is made of too, without the mail's inline styles. */

import type { Language } from '../../../contract/codes.ts';
import type { NewsText } from '../../../domain/news/news.ts';
import { languageOf } from '../../../languages/languages.ts';
import { type Block, flows, glossed, type Inline, inlineText, type ListBlock } from '../../../letters/blocks.ts';
import { furiganaHtml, stripReadings } from '../../../letters/furigana.ts';
import { parseMarkdown } from '../../../letters/markdown.ts';
import { type Html, html, trusted } from './html.ts';

/** As the mail has it, without a style of its own: the pages' policy lets none in. */
const inOneLine = (piece: string) => `<span class="k">${piece}</span>`;
export const wordsOf = (language: Language, text: string): Html =>
  languageOf(language).readings ? trusted(furiganaHtml(glossed(text), inOneLine)) : html`${text}`;

const inline = (language: Language, content: readonly Inline[]): Html =>
  html`${content.map((part) => {
    if (part.kind === 'text') return wordsOf(language, part.text);
    if (part.kind === 'strong') return html`<strong>${inline(language, part.content)}</strong>`;
    return html`<a href="${part.url}" rel="noreferrer">${inline(language, part.content)}</a>`;
  })}`;

const lines = (language: Language, rows: readonly Inline[][]): Html =>
  html`${rows.map((row, n) => {
    const text = inline(language, row);
    if (n === rows.length - 1) return text;
    if (!flows(language, inlineText(row))) return html`${text}<br>`;
    return html`${text}${languageOf(language).gap}`;
  })}`;

const list = (language: Language, block: ListBlock): Html => {
  const items = html`${block.items.map((item) => html`<li>${inline(language, item.content)}${item.inner && list(language, item.inner)}</li>`)}`;
  return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
};

/** Headings of a text stand below the page's own. */
const one = (language: Language, block: Block): Html => {
  switch (block.kind) {
    case 'heading':
      return block.level === 1
        ? html`<h2>${inline(language, block.content)}</h2>`
        : html`<h3>${inline(language, block.content)}</h3>`;
    case 'paragraph':
      return html`<p>${lines(language, block.lines)}</p>`;
    case 'list':
      return list(language, block);
    case 'quote':
      return html`<blockquote>${lines(language, block.lines)}</blockquote>`;
    case 'rule':
      return html`<hr>`;
    default:
      // The subset of bulletins has nothing else.
      return html``;
  }
};

const blocksOf = (text: NewsText): Block[] => {
  const blocks = parseMarkdown(text.body, { bold: true });
  // A text that begins with the smaller heading would leave out a level.
  const lifted = !blocks.some((block) => block.kind === 'heading' && block.level === 1);
  return blocks.map((block) => (lifted && block.kind === 'heading' ? { ...block, level: 1 } : block));
};

export const newsHtml = (text: NewsText): Html =>
  html`<div lang="${languageOf(text.language).tag}" class="news-text">${blocksOf(text).map((block) => one(text.language, block))}</div>`;

const PREVIEW_SIGNS = 120;
/** The first words without marks and readings: what other sites and lists show. */
export const newsSummary = (text: NewsText): string => {
  const words = blocksOf(text)
    .filter((block) => block.kind === 'paragraph')
    .map((block) => block.lines.map(inlineText).join(languageOf(text.language).gap))
    .join(' ');
  const signs = [...stripReadings(words).replace(/\s+/g, ' ').trim()];
  return signs.length > PREVIEW_SIGNS ? `${signs.slice(0, PREVIEW_SIGNS - 1).join('')}…` : signs.join('');
};
