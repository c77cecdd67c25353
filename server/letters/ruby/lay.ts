/** Readings for a whole text: agency's words first, then numbers, then context, then approved words, then the tokenizer. What is unsure is told. */
import { kanji, parseFurigana } from '../furigana.ts';
import { approvedReadings } from '../readings.ts';
import { fitReading, hasKanji } from './align.ts';
import { inContext } from './context.ts';
import { type Counted, countedIn, weekdaysIn } from './counters.ts';
import type { Token } from './token.ts';

/** A word of the agency: how it is read, everywhere or only in a line that also says one of `context`. */
export type AgencyWord = { word: string; reading: string; context: string; note: string };

/** A line as it is worked on: without readings, blanks and links; `at` are the places in the source. */
export type Bare = { text: string; at: number[]; done: boolean[]; ends: number[] };

/** A word with its reading; `at` and `to` are places in the source line. */
export type Laid = { at: number; to: number; word: string; reading: string; sure: boolean; choices: string[] };

const masked = /^\s*\[\[[^\]]*\]\]\s*$|\{\{[^}]*\}\}|https?:\/\/[!-~]+|[\w.+-]+@[\w.-]+/g;
const blank = /[\s\u3000]/;

/** A source line without its readings and blanks (which would cut words for the tokenizer); links become commas of the same length. */
export const bareLine = (source: string): Bare => {
  const line = source.replace(masked, (found) => '、'.repeat(found.length));
  const bare: Bare = { text: '', at: [], done: [], ends: [] };
  let from = 0;
  for (const { text, reading } of parseFurigana(line)) {
    for (let i = 0; i < text.length; i += 1) {
      const sign = text[i]!;
      if (blank.test(sign)) continue;
      bare.text += sign;
      bare.at.push(from + i);
      bare.ends.push(from + i + 1);
      bare.done.push(reading !== undefined);
    }
    from += text.length + (reading === undefined ? 0 : reading.length + 2);
  }
  return bare;
};

type Piece = Counted;

/** The agency's words in a line, the longest first, those with a context before those without. */
const agencyIn = (text: string, words: readonly AgencyWord[]): Piece[] => {
  const byWeight = [...words].sort(
    (a, b) => b.word.length - a.word.length || Number(b.context !== '') - Number(a.context !== ''),
  );
  return byWeight.flatMap(({ word, reading, context }) => {
    const near = context.split(/[\s\u3000、,]+/).filter(Boolean);
    if (near.length > 0 && !near.some((one) => text.includes(one))) return [];
    const fitted = fitReading(word, reading);
    const found: Piece[] = [];
    for (let at = text.indexOf(word); fitted && at >= 0; at = text.indexOf(word, at + word.length))
      found.push(
        ...fitted.map((f) => ({ from: at + f.from, to: at + f.to, reading: f.reading, sure: true, choices: [] })),
      );
    return found;
  });
};

/** What counts, where the tokenizer does not see a longer word (2部屋 is no 部). */
const countedHere = (text: string, tokens: readonly Token[]): Piece[] => {
  const inside = (end: number) =>
    tokens.find(
      (t) =>
        t.from < end && end < t.to && hasKanji(t.surface.slice(end - t.from)) && hasKanji(t.surface[end - t.from]!),
    );
  return [...countedIn(text).filter(({ to }) => !inside(to)), ...weekdaysIn(text)];
};

/** Words of two and more signs that a person has approved, with one reading, where the tokenizer ends words, too. */
const approvedIn = (tokens: readonly Token[]): Piece[] =>
  tokens.flatMap((_, i) => {
    let word = '';
    let best: Piece | null = null;
    for (const token of tokens.slice(i, i + 6)) {
      word += token.surface;
      if (!new RegExp(`^[${kanji}]+$`, 'u').test(word)) break;
      const readings = word.length > 1 ? approvedReadings(word) : [];
      if (readings.length === 1)
        best = { from: tokens[i]!.from, to: token.to, reading: readings[0]!, sure: true, choices: [] };
    }
    return best ? [best] : [];
  });

/** What the tokenizer says, doubted where no approved reading agrees. */
const tokenPieces = (token: Token): Piece[] => {
  if (!hasKanji(token.surface)) return [];
  const fitted = token.reading ? fitReading(token.surface, token.reading) : null;
  if (!fitted) return [{ from: token.from, to: token.to, reading: '', sure: false, choices: [] }];
  return fitted.map((f) => {
    const approved = f.to - f.from === 1 ? approvedReadings(token.surface.slice(f.from, f.to)) : [];
    const sure = approved.length === 0 || approved.includes(f.reading) || f.to - f.from < token.surface.trim().length;
    const choices = sure ? [] : [f.reading, ...approved];
    return { from: token.from + f.from, to: token.from + f.to, reading: f.reading, sure, choices };
  });
};

const contextPieces = (text: string, token: Token): Piece[] => {
  const decided = inContext(text, token);
  if (!decided) return [];
  const length = /^[\u3400-\u9FFF々]+/.exec(token.surface)?.[0].length ?? 0;
  return length === 0 ? [] : [{ from: token.from, to: token.from + length, ...decided }];
};

/** Every kanji of the line with a reading, each sign once: what stands first in the list wins. */
const piecesOf = (bare: Bare, tokens: readonly Token[], words: readonly AgencyWord[]): Piece[] => {
  const { text } = bare;
  const taken = [...bare.done];
  const kept: Piece[] = [];
  const take = (pieces: readonly Piece[]) => {
    for (const piece of pieces) {
      if (taken.slice(piece.from, piece.to).some(Boolean)) continue;
      taken.fill(true, piece.from, piece.to);
      kept.push(piece);
    }
  };
  take(agencyIn(text, words));
  take(countedHere(text, tokens));
  take(approvedIn(tokens));
  for (const token of tokens) {
    take(contextPieces(text, token));
    take(tokenPieces(token));
  }
  return kept.sort((a, b) => a.from - b.from);
};

/** True when a number is part of the reading, 7日(なのか): nothing may be joined to it. */
const ownNumber = (text: string, { from, to }: Piece) =>
  /[0-9０-９]$/.test(text.slice(0, from)) && /^[日人]/.test(text.slice(from, to));

/** Neighbouring pieces become one word (在留 + 資格), so that a reading stands after a whole run, but where words are apart. */
const joined = (text: string, bare: Bare, pieces: readonly Piece[], apart: (from: number) => boolean): Piece[] => {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    const close = last && last.to === piece.from && bare.at[piece.from] === bare.ends[piece.from - 1];
    if (last && close && last.reading && piece.reading && !ownNumber(text, last) && !apart(piece.from))
      Object.assign(last, {
        to: piece.to,
        sure: last.sure && piece.sure,
        choices: joinedChoices(last, piece),
        reading: last.reading + piece.reading,
      });
    else all.push({ ...piece });
  }
  return all;
};

const joinedChoices = (a: Piece, b: Piece): string[] => {
  const [as, bs] = [a.choices.length ? a.choices : [a.reading], b.choices.length ? b.choices : [b.reading]];
  return a.choices.length + b.choices.length === 0 ? [] : as.flatMap((x) => bs.map((y) => x + y));
};

/** The readings of one line, in order; those that stand there already are left alone. */
export const layLine = (source: string, tokens: readonly Token[], words: readonly AgencyWord[] = []): Laid[] => {
  const bare = bareLine(source);
  const counts = countedHere(bare.text, tokens);
  const inCount = (at: number) => counts.some(({ from, to }) => from <= at && at < to);
  // A count, a verb and an adverb are words of their own: 全部(ぜんぶ)閉(と)じる.
  const apart = (at: number) =>
    inCount(at) !== inCount(at - 1) ||
    tokens.some((t) => t.from === at && ['動詞', '形容詞', '副詞', '連体詞'].includes(t.pos)) ||
    tokens.some((t) => t.to === at && (t.pos === '副詞' || t.pos1 === '副詞可能'));
  return joined(bare.text, bare, piecesOf(bare, tokens, words), apart).map(({ from, to, reading, sure, choices }) => ({
    at: bare.at[from]!,
    to: bare.ends[to - 1]!,
    word: bare.text.slice(from, to),
    reading,
    sure,
    choices,
  }));
};
