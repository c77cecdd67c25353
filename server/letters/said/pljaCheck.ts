/** The whole check of a text in plain Japanese: patterns and the tokenizer together, with the score and what would raise it most. */
import { type Finding, sortFindings } from '../findings.ts';
import { checkPlain } from '../plain.ts';
import { ownReadings } from '../readings.ts';
import { fitReading } from '../ruby/align.ts';
import type { AgencyWord } from '../ruby/lay.ts';
import type { TokenDesk } from '../ruby/tokenDesk.ts';
import { checkPljaWords } from './pljaWords.ts';
import { type Score, scoreOf } from './score.ts';

/** The readings that the agency's words approve of, word by word and run by run: 受け取り gives 受(う) and 取(と). */
export const approvedBy = (words: readonly AgencyWord[]): ReadonlyMap<string, ReadonlySet<string>> =>
  ownReadings(
    words.flatMap(({ word, reading }) =>
      (fitReading(word, reading) ?? []).map((f): [string, string] => [word.slice(f.from, f.to), f.reading]),
    ),
  );

/** Findings of one text of a bulletin or a file, in reading order. `more`: what other checkers found there. */
export const checkPlja = async (
  desk: TokenDesk,
  source: string,
  file: string,
  words: readonly AgencyWord[] = [],
): Promise<Finding[]> => {
  const seen = await checkPljaWords(desk, source, file, words);
  // What the tokenizer says of the passive stands in the place of the pattern's guess.
  const patterns = checkPlain(source, file, approvedBy(words)).filter(({ rule }) => rule !== 'E7');
  return sortFindings([...patterns, ...seen]);
};

export type Checked = { findings: Finding[] } & Score;

export const scored = (text: string, findings: Finding[]): Checked => ({ findings, ...scoreOf(text, findings) });
