/**
 * Text of pages: furigana as ruby, and breaks between phrases. Japanese lines may break only between phrases in headings and
 * buttons; plain Japanese also shows a small gap between them.
 */

import { model } from 'budoux/dist/data/models/ja.js';
import { Parser } from 'budoux/dist/parser.js';
import type { Language } from '../../../contract/codes.ts';
import { languageOf } from '../../../languages/languages.ts';
import { closing, type FuriganaSegment, parseFurigana, rubyHtml } from '../../../letters/furigana.ts';
import { escaped, type Html, html, type Piece, trusted } from './html.ts';

const parser = new Parser(model);
/** Rendered texts of the pages; they come from the program and the topics, so there are few. */
const known = new Map<string, string>();
const KNOWN_MOST = 4000;
/** Phrases up to this many characters never break inside: browsers would break beside a ruby. Longer ones must, on a phone. */
const KEPT_TOGETHER = 9;
/** Phrases up to this many characters do not even then when large text leaves little place on a phone. */
const KEPT_WHEN_LARGE = 5;
/** Phrases from this many characters may be wider than a heading's line: they break beside a word in katakana, not inside it. */
const LONG = 9;

/** Words up to this many characters stay in one piece with the sign behind them, however large the text. */
const KEPT_WITH_SIGN = 5;
const KANA = 'ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ';
const goesBack = (sign: string): boolean => closing.includes(sign) || KANA.includes(sign);

/** Where the model is wrong: a lone kana is no phrase, 「3か月」 and 「霞が関」 are one word, and no phrase begins with a sign that goes with the one before. */
const goesOn = (phrase: string, next: string): boolean =>
  /^[ぁ-ん]$/.test(phrase) ||
  /^[ぁ-ん]$/.test(next) ||
  /\dか$/.test(phrase) ||
  (/霞が$/.test(phrase) && next.startsWith('関')) ||
  goesBack(next[0]!);

/** Where phrases end, as offsets in the text. */
const phraseEnds = (text: string): Set<number> => {
  const phrases = parser.parse(text);
  const ends = new Set<number>();
  let at = 0;
  for (const [n, phrase] of phrases.entries()) {
    at += phrase.length;
    const next = phrases[n + 1];
    if (next !== undefined && !goesOn(phrase, next)) ends.add(at);
  }
  return ends;
};

/** Adds where kanji and katakana meet inside long phrases, as in 「在留申請オンラインシステム」. */
const withWordEnds = (text: string, ends: Set<number>): Set<number> => {
  const bounds = [0, ...ends, text.length];
  const long = (at: number) => bounds.some((end, n) => end > at && bounds[n - 1]! < at && end - bounds[n - 1]! >= LONG);
  const meetings = text.matchAll(/(?<=\p{Script=Han})(?=[ァ-ヶ][ァ-ヶー]{2})|(?<=[ァ-ヶー]{3})(?=\p{Script=Han})/gu);
  return new Set([...ends, ...[...meetings].map((meeting) => meeting.index).filter(long)]);
};

/** A sign, or a word with its reading. */
type Unit = { html: string; signs: string; word: boolean };
const unitsOf = ({ text, reading }: FuriganaSegment): Unit[] =>
  reading === undefined
    ? [...text].map((sign) => ({ html: escaped(sign), signs: sign, word: false }))
    : [{ html: rubyHtml(text, reading), signs: text, word: true }];

/**
 * The units of a phrase that may break inside. Whatever the browser does where a phrase is wider than its line (some break anywhere then, and behind
 * every word with a reading), a closing sign or small kana is one piece with what stands before it.
 */
const breakable = (units: readonly Unit[]): string => {
  const pieces: { html: string; length: number; kept: boolean; word: boolean }[] = [];
  for (const { html: own, signs, word } of units) {
    const last = pieces.at(-1);
    if (last && !word && goesBack(signs)) {
      last.html += own;
      last.kept = true;
    } else pieces.push({ html: own, length: signs.length, kept: false, word: word && signs.length > 1 });
  }
  return pieces
    .map(({ html: own, length, kept, word }, n) => {
      const next = pieces[n + 1];
      // A long name of kanji and katakana breaks where they meet.
      const meets = word && next !== undefined && /^(?:<span[^>]*>)?[ァ-ヶ]/.test(next.html) ? '<wbr>' : '';
      return (kept || word ? `<span class="${length > KEPT_WITH_SIGN ? 'k m' : 'k'}">${own}</span>` : own) + meets;
    })
    .join('');
};

/** The units of each phrase; a word with its reading is never cut. */
const phrasesOf = (segments: readonly FuriganaSegment[], ends: Set<number>): Unit[][] => {
  const phrases: Unit[][] = [[]];
  let at = 0;
  for (const unit of segments.flatMap(unitsOf)) {
    phrases.at(-1)!.push(unit);
    at += unit.signs.length;
    if (ends.has(at)) phrases.push([]);
  }
  return phrases.filter((phrase) => phrase.length > 0);
};
const lengthOf = (phrase: readonly Unit[]) => phrase.reduce((sum, { signs }) => sum + signs.length, 0);
const whole = (phrase: readonly Unit[]) => phrase.map((unit) => unit.html).join('');

const japanese = (text: string): string =>
  phrasesOf([{ text }], withWordEnds(text, phraseEnds(text)))
    .map((phrase) => (lengthOf(phrase) < LONG ? whole(phrase) : breakable(phrase)))
    .join('<wbr>');

const keeping = (length: number): string => {
  if (length > KEPT_TOGETHER) return '';
  return length > KEPT_WHEN_LARGE ? 'k m' : 'k';
};

/** Phrases in spans; between them stand gaps, and a line may end. */
const plain = (text: string): string => {
  const segments = parseFurigana(text);
  const phrases = phrasesOf(segments, phraseEnds(segments.map((s) => s.text).join('')));
  return phrases
    .map((phrase, n) => {
      const last = n === phrases.length - 1;
      const length = lengthOf(phrase);
      const gapless = last || /[、。」)：・]$/.test(phrase.at(-1)!.signs);
      const name = [gapless ? 'q' : 'p', keeping(length)].join(' ').trim();
      return `<span class="${name}">${length > KEPT_WHEN_LARGE ? breakable(phrase) : whole(phrase)}</span>${last ? '' : '<wbr>'}`;
    })
    .join('');
};

const render = (language: Language, text: string, heading: boolean): string => {
  const { readings, breaks } = languageOf(language);
  if (readings) return plain(text);
  return breaks === 'phrases' && heading ? japanese(text) : escaped(text);
};

const shown = (language: Language, text: string, heading: boolean): string => {
  const key = `${language}|${heading}|${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= KNOWN_MOST) known.clear();
  const made = render(language, text, heading);
  known.set(key, made);
  return made;
};

export type Values = Readonly<Record<string, Piece>>;
const filled = (language: Language, text: string, values: Values, heading: boolean): Html =>
  html`${text.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name !== undefined && name in values ? values[name] : trusted(shown(language, part, heading));
  })}`;

export type Speech = {
  language: Language;
  /** BCP 47. */
  tag: string;
  /** A sentence; `{name}` stands for a value. */
  (text: string, values?: Values): Html;
  /** A heading, label or button: never broken inside a phrase. */
  head(text: string, values?: Values): Html;
  /** Words that stood in a mail, to be compared with it: readings in brackets stay there, and lines break between phrases all the same. */
  written(text: string): Html;
};

export const speech = (language: Language): Speech =>
  Object.assign((text: string, values: Values = {}) => filled(language, text, values, false), {
    language,
    tag: languageOf(language).tag,
    head: (text: string, values: Values = {}) => filled(language, text, values, true),
    written: (text: string) => trusted(languageOf(language).breaks === 'phrases' ? japanese(text) : escaped(text)),
  });
