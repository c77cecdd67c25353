/** What only a tokenizer sees in plain Japanese: hard words by level, the passive and the causative. */
import { type Finding, finding } from '../findings.ts';
import type { AgencyWord } from '../ruby/lay.ts';
import { bareLine } from '../ruby/lay.ts';
import type { Token } from '../ruby/token.ts';
import type { TokenDesk } from '../ruby/tokenDesk.ts';
import { easyWords, hardWords } from './easyWords.ts';

const kanjiWord = /^[\u4E00-\u9FFF々]{2,}$/;
/** Nouns that carry meaning; names, numbers and suffixes are let through. */
const carries = new Set(['一般', 'サ変接続', '形容動詞語幹', '副詞可能', 'ナイ形容詞語幹']);

type Seen = { from: number; to: number; word: string };

/** Words by their longest known form: 使用 + 禁止 is proposed as one. */
const wordsOf = (tokens: readonly Token[]): Seen[] => {
  const all: Seen[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]!;
    const next = tokens[i + 1];
    if (next && hardWords.has(token.surface + next.surface)) {
      all.push({ from: token.from, to: next.to, word: token.surface + next.surface });
      i += 1;
    } else if (
      hardWords.has(token.surface) ||
      (token.pos === '名詞' && carries.has(token.pos1) && kanjiWord.test(token.surface))
    )
      all.push({ from: token.from, to: token.to, word: token.surface });
  }
  return all;
};

/** True when the text says what the word is: 受領<＝…>. */
const explained = (text: string, to: number) => /^[<＜]/.test(text.slice(to)) || /^[（(]?＝/.test(text.slice(to));

const voice = (token: Token): boolean =>
  token.pos === '動詞' && token.pos1 === '接尾' && ['れる', 'られる', 'せる', 'させる'].includes(token.base);

/** Verbs that look like the passive and are how people speak. */
const spoken = /(?:生ま|知ら|見ら|食べら|来ら|借りら|決めら|受けら|取ら|得ら|考えら|覚えら|調べら|確かめら|出ら)$/;

/**
 * Findings of the lines of a text, in `file`; each word once. Lines without Japanese cost nothing. Words of the agency with a note are proposed
 * to be explained with it.
 */
export const checkPljaWords = async (
  desk: TokenDesk,
  source: string,
  file: string,
  words: readonly AgencyWord[] = [],
): Promise<Finding[]> => {
  const bare = source.replace(/\r\n?/g, '\n').split('\n').map(bareLine);
  const tokens = await desk.words(bare.map(({ text }) => text));
  const told = new Set<string>();
  const notes = new Map(words.map(({ word, note }) => [word, note]));
  return bare.flatMap(({ text, at }, i) => {
    const place = (from: number) => ({ file, line: i + 1, column: (at[from] ?? 0) + 1 });
    const hard = wordsOf(tokens[i]!).flatMap(({ from, to, word }): Finding[] => {
      if (told.has(word) || explained(text, to)) return [];
      const proposal = hardWords.get(word) ?? (notes.get(word) ? `${word}<＝${notes.get(word)}>` : undefined);
      if (!proposal && (easyWords.has(word) || notes.has(word))) return [];
      if (easyWords.has(word) && !notes.get(word)) return [];
      told.add(word);
      const rule = proposal ? 'word.hard' : 'word.level';
      return [{ ...finding(rule, place(from), word), ...(proposal ? { proposal } : {}) }];
    });
    const passive = tokens[i]!.flatMap((token, n): Finding[] => {
      const before = text.slice(0, token.from);
      if (!voice(token) || spoken.test(before + token.surface[0])) return [];
      return [
        finding('E7', place(tokens[i]![n - 1]?.from ?? token.from), (tokens[i]![n - 1]?.surface ?? '') + token.surface),
      ];
    });
    return [...hard, ...passive];
  });
};
