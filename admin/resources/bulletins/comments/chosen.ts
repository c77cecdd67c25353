/** What a comment speaks of: the words that are chosen in a text, or the line where one writes. */

import type { Language } from '../../../../server/contract/codes.ts';
import { plainLines, type Spot } from '../../../../server/contract/quotes.ts';

/** Signs of a text that a comment quotes at most. */
const LONGEST = 300;

export type Quote = Spot & { quote: string };
/** Null: nothing is there. */
export type Chosen = Quote | null;
export type Place = Quote & { language: Language; field: 'subject' | 'body' };

export const wholeText: Quote = { line: 1, column: 1, quote: '' };

/** A line without the blanks around its words; null for one without words. */
export const lineOf = (text: string, line: number): Chosen => {
  const words = plainLines(text).split('\n')[line - 1] ?? '';
  const quote = words.trim().slice(0, LONGEST);
  return quote === '' ? null : { line, column: words.length - words.trimStart().length + 1, quote };
};

/** The words between two places (`to` null: the line of `from`). */
export const chosenOf = (text: string, from: Spot, to: Spot | null): Chosen => {
  const lines = plainLines(text).split('\n');
  const offset = ({ line, column }: Spot) =>
    lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0) + column - 1;
  const words = to ? lines.join('\n').slice(offset(from), offset(to)) : '';
  if (words.trim() === '') return lineOf(text, from.line);
  return { ...from, quote: words.slice(0, LONGEST) };
};

/** The same of a plain field. */
export const chosenIn = (field: HTMLInputElement | HTMLTextAreaElement | null): Chosen => {
  if (!field) return null;
  const spot = (at: number): Spot => {
    const before = field.value.slice(0, at);
    return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
  };
  const [start, end] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  return chosenOf(field.value, spot(start), start === end ? null : spot(end));
};
