/**
 * `npm run bench -- readings`: the readings of sentences of public offices, against those written beside them (bench/readings/; own
 * sentences): a set that rules were mended by, and one that is kept for judging. One miss
 * is one word with kanji; words that count (dates, times, money, people) are told apart. Every miss is printed.
 */
import { readFileSync } from 'node:fs';
import { parseFurigana, stripReadings } from '../server/letters/furigana.ts';
import { proposeReadings } from '../server/letters/ruby/propose.ts';
import type { TokenDesk } from '../server/letters/ruby/tokenDesk.ts';
import { openTokenDesk } from '../server/letters/ruby/tokenDesk.ts';

type Word = { from: number; to: number; reading: string };
export type Miss = { sentence: string; word: string; expected: string; got: string; counts: boolean; unsure: boolean };
export type Judged = {
  sentences: number;
  words: number;
  right: number;
  asked: number;
  /** Read otherwise than the set says, and right as well. */
  alsoRight: number;
  counting: number;
  countingRight: number;
  misses: Miss[];
};

const wordsOf = (text: string): Word[] => {
  let at = 0;
  return parseFurigana(text).flatMap(({ text: base, reading }) => {
    const from = at;
    at += base.length;
    return reading === undefined ? [] : [{ from, to: at, reading }];
  });
};

/** The words of both texts that lie over the same signs, grouped so that both sides cover the same. */
const groups = (right: readonly Word[], got: readonly Word[]): { right: Word[]; got: Word[] }[] => {
  const all: { from: number; to: number; right: Word[]; got: Word[] }[] = [];
  const marked = [
    ...right.map((w) => ({ w, side: 'right' as const })),
    ...got.map((w) => ({ w, side: 'got' as const })),
  ];
  for (const { w, side } of marked.sort((a, b) => a.w.from - b.w.from)) {
    const last = all.at(-1);
    if (last && w.from < last.to) {
      last[side].push(w);
      last.to = Math.max(last.to, w.to);
    } else all.push({ from: w.from, to: w.to, right: [], got: [], [side]: [w] });
  }
  return all;
};

/** Both are said and both stand in dictionaries. */
const alsoRight: Readonly<Record<string, string>> = {
  農作物: 'のうさくもつ',
  裏面: 'りめん',
  出生届: 'しゅっしょうとどけ',
  集会所: 'しゅうかいしょ',
};

const joined = (words: readonly Word[]) => words.map((w) => w.reading).join('');

/** Sentences in the stored form, with their right readings, one a line. */
export const judgeReadings = async (desk: TokenDesk, lines: readonly string[]): Promise<Judged> => {
  const judged: Judged = {
    sentences: lines.length,
    words: 0,
    right: 0,
    asked: 0,
    alsoRight: 0,
    counting: 0,
    countingRight: 0,
    misses: [],
  };
  const bare = lines.map(stripReadings);
  const { text, unsure } = await proposeReadings(desk, bare.join('\n'));
  for (const [i, got] of text.split('\n').entries()) {
    const sentence = bare[i]!;
    const doubted = unsure.filter(({ line }) => line === i + 1).map(({ word }) => word);
    judged.asked += doubted.length;
    for (const group of groups(wordsOf(lines[i]!), wordsOf(got))) {
      const word = sentence.slice(
        Math.min(...[...group.right, ...group.got].map((w) => w.from)),
        Math.max(...[...group.right, ...group.got].map((w) => w.to)),
      );
      const from = Math.min(...[...group.right, ...group.got].map((w) => w.from));
      const counts = /[0-9]$/.test(sentence.slice(0, from)) || /^[0-9]/.test(word);
      const size = Math.max(1, group.right.length);
      const [expected, said] = [joined(group.right), joined(group.got)];
      judged.words += size;
      if (counts) judged.counting += size;
      if (expected === said || alsoRight[word] === said) {
        judged.right += size;
        if (expected !== said) judged.alsoRight += 1;
        if (counts) judged.countingRight += size;
      } else {
        judged.right += size - 1;
        if (counts) judged.countingRight += size - 1;
        judged.misses.push({
          sentence,
          word,
          expected,
          got: said,
          counts,
          unsure: doubted.some((d) => word.includes(d)),
        });
      }
    }
  }
  return judged;
};

/** `sentences` was looked at while rules were written; `judging` is kept for judging: of its misses one kind was mended, and that is said (docs/decisions/plain-japanese.md). */
export const readingSentences = (set: 'sentences' | 'judging' = 'sentences'): string[] =>
  readFileSync(new URL(`./readings/${set}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n');

const judgeSet = async (desk: TokenDesk, set: 'sentences' | 'judging', say: (words: string) => void) => {
  const began = performance.now();
  const { misses, ...figures } = await judgeReadings(desk, readingSentences(set));
  for (const m of misses)
    say(
      `${set}: ${m.sentence}\n    ${m.word}: ${m.expected} expected, ${m.got || 'nothing'} proposed${m.unsure ? ' (asked)' : ''}`,
    );
  return {
    ...figures,
    percent: Number(((100 * figures.right) / figures.words).toFixed(2)),
    counting_percent: Number(((100 * figures.countingRight) / figures.counting).toFixed(2)),
    ms_per_sentence: Number(((performance.now() - began) / figures.sentences).toFixed(1)),
    misses: misses.length,
  };
};

export const measureReadings = async (say: (words: string) => void): Promise<object> => {
  const desk = openTokenDesk();
  try {
    const began = performance.now();
    await desk.words(['始']);
    const loaded = performance.now();
    return {
      load_ms: Math.round(loaded - began),
      sentences: await judgeSet(desk, 'sentences', say),
      judging: await judgeSet(desk, 'judging', say),
    };
  } finally {
    await desk.close();
  }
};
