/** Something that a checker saw in a line: the rule, and the signs of the source it speaks of. */
import type { Level, Rule } from '../findings.ts';
import { bareLine } from '../ruby/lay.ts';

export type Said = { rule: Rule; index: number; found: string; level?: Level };

/** Matches in Japanese whether or not readings and blanks stand between the words; `found` is as the source writes it. */
export const inJapanese = (
  source: string,
): { text: string; of: (from: number, to: number) => { index: number; found: string } } => {
  const bare = bareLine(source);
  return {
    text: bare.text,
    of(from, to) {
      const index = bare.at[from] ?? 0;
      const end = bare.ends[Math.min(to, bare.ends.length) - 1] ?? source.length;
      return { index, found: source.slice(index, end) };
    },
  };
};

/** The sentence of `text` in which a match lies, and what follows the match in it. */
export const sentenceAround = (text: string, from: number, to: number): { whole: string; after: string } => {
  const begin = Math.max(...['。', '！', '？', '. ', '! ', '? '].map((mark) => text.lastIndexOf(mark, from - 1))) + 1;
  const ends = ['。', '！', '？', '. ', '! ', '? '].map((mark) => text.indexOf(mark, to)).filter((at) => at >= 0);
  const end = ends.length > 0 ? Math.min(...ends) : text.length;
  return { whole: text.slice(Math.max(0, begin), end), after: text.slice(to, end) };
};

export const isJapanese = (text: string) => /[\u3040-\u30FF\u4E00-\u9FFF]/.test(text);
