/** What a digest says: the title of each bulletin, how it begins, and its page; the whole text of one that has no page. */

import type { Language } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { inlineText } from './blocks.ts';
import { valueKinds } from './bulletin.ts';
import type { Bundle } from './bundle.ts';
import { parseMarkdown } from './markdown.ts';
import { templateOf } from './render.ts';

export type DigestItem = {
  subject: string;
  /** Markdown, as it was sent to the others. */
  body: string;
  /** Its page; null: it has none. */
  url: string | null;
  /** That it is in another language than the reader's. */
  note: string | null;
};

/** How much of a text stands in front of its page: two or three lines of a phone. */
const FIRST_WORDS = 120;

/** Text that stays text, whatever marks are in it. */
export const asText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\[*]/g, '\\$&')
    .replace(/^(?:[#>•・-]|\d{1,3}(?=[.．]))/, (sign) => (/\d/.test(sign) ? `${sign}\u200b` : `\\${sign}`));

/** To the end of a sentence where there is one, never inside brackets (a reading would lose its end). */
const begun = (text: string, language: Language): string => {
  const signs = [...text];
  if (signs.length <= FIRST_WORDS) return text;
  const piece = signs.slice(0, FIRST_WORDS).join('');
  const sentence = Math.max(piece.lastIndexOf('。'), piece.lastIndexOf('. '));
  if (sentence > FIRST_WORDS / 3) return piece.slice(0, sentence + 1);
  const open = piece.lastIndexOf('(');
  const whole = open > piece.lastIndexOf(')') ? piece.slice(0, open) : piece;
  return `${languageOf(language).breaks === 'words' ? whole.replace(/\s+\S*$/, '') : whole}…`;
};

const firstWords = (language: Language, body: string): string => {
  const paragraph = parseMarkdown(body, { bold: true }).find((block) => block.kind === 'paragraph');
  if (paragraph?.kind !== 'paragraph') return '';
  return asText(begun(paragraph.lines.map(inlineText).join(languageOf(language).gap), language));
};

/** The body as Markdown, one item below the other. */
export const digestBody = (language: Language, items: readonly DigestItem[]): string =>
  items
    .map((item) =>
      [
        `# ${asText(item.subject)}`,
        item.note && asText(item.note),
        item.url ? firstWords(language, item.body) : item.body.trim(),
        item.url,
      ]
        .filter(Boolean)
        .join('\n\n'),
    )
    .join('\n\n');

/** Subject of every digest, as its file says it. */
export const digestSubject = (bundle: Bundle, file: string, language: Language): string =>
  templateOf(bundle, language, file, valueKinds).subject;
