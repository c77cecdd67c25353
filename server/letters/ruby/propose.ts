/** One press puts all readings in: texts in, the same texts with readings out, and what a person must look at. */
import { type AgencyWord, bareLine, type Laid, layLine } from './lay.ts';
import type { TokenDesk } from './tokenDesk.ts';

/** A word whose reading a person is asked for. `line` and `column` count from 1 in the text that is answered. `reading` '' when nothing is known. */
export type Unsure = { line: number; column: number; word: string; reading: string; choices: string[] };
export type Proposal = { text: string; added: number; unsure: Unsure[]; unknown: string[] };

const insert = (
  source: string,
  laid: readonly Laid[],
  line: number,
): { text: string; added: number; unsure: Unsure[] } => {
  let text = '';
  let at = 0;
  let added = 0;
  const unsure: Unsure[] = [];
  for (const one of laid) {
    text += source.slice(at, one.at);
    if (!one.sure)
      unsure.push({ line, column: text.length + 1, word: one.word, reading: one.reading, choices: one.choices });
    text += source.slice(one.at, one.to) + (one.reading ? `(${one.reading})` : '');
    if (one.reading) added += 1;
    at = one.to;
  }
  return { text: text + source.slice(at), added, unsure };
};

/**
 * The text with readings after every run of kanji that had none. Readings that stand there are left alone, links and {{placeholders}} too.
 * Errors: those of the tokenizer's desk.
 */
export const proposeReadings = async (
  desk: TokenDesk,
  text: string,
  words: readonly AgencyWord[] = [],
): Promise<Proposal> => {
  const lines = text.split('\n');
  const tokens = await desk.words(lines.map((line) => bareLine(line).text));
  const done = lines.map((line, i) => insert(line, layLine(line, tokens[i]!, words), i + 1));
  const unsure = done.flatMap((one) => one.unsure);
  return {
    text: done.map((one) => one.text).join('\n'),
    added: done.reduce((sum, one) => sum + one.added, 0),
    unsure,
    unknown: [...new Set(unsure.filter((one) => !one.reading).map(({ word }) => word))],
  };
};
