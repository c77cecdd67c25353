/**
 * Text of pages: furigana as ruby, and breaks between phrases. Japanese lines may break only between phrases in headings and
 * buttons; plain Japanese also shows a small gap between them.
 */

import { model } from 'budoux/dist/data/models/ja.js';
import { Parser } from 'budoux/dist/parser.js';
import type { Language } from '../../../contract/codes.ts';
import { languageOf } from '../../../languages/languages.ts';
import { parseFurigana } from '../../../letters/furigana.ts';
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

/** Where the model is wrong: a lone kana is no phrase, 「3か月」 and 「霞が関」 are one word, and no phrase begins with a joining sign. */
const goesOn = (phrase: string, next: string): boolean =>
  /^[ぁ-ん]$/.test(phrase) ||
  /^[ぁ-ん]$/.test(next) ||
  /\dか$/.test(phrase) ||
  (/霞が$/.test(phrase) && next.startsWith('関')) ||
  /^[：・、。」)]/.test(next);

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

const ruby = (base: string, reading: string | undefined): string =>
  reading === undefined
    ? escaped(base)
    : `<ruby>${escaped(base)}<rp>(</rp><rt>${escaped(reading)}</rt><rp>)</rp></ruby>`;

/** Adds where kanji and katakana meet inside long phrases, as in 「在留申請オンラインシステム」. */
const withWordEnds = (text: string, ends: Set<number>): Set<number> => {
  const bounds = [0, ...ends, text.length];
  const long = (at: number) => bounds.some((end, n) => end > at && bounds[n - 1]! < at && end - bounds[n - 1]! >= LONG);
  const meetings = text.matchAll(/(?<=\p{Script=Han})(?=[ァ-ヶ][ァ-ヶー]{2})|(?<=[ァ-ヶー]{3})(?=\p{Script=Han})/gu);
  return new Set([...ends, ...[...meetings].map((meeting) => meeting.index).filter(long)]);
};

const japanese = (text: string): string => {
  const ends = withWordEnds(text, phraseEnds(text));
  return [...text].reduce(
    ({ out, at }, sign) => {
      const next = at + sign.length;
      return { out: out + escaped(sign) + (ends.has(next) ? '<wbr>' : ''), at: next };
    },
    { out: '', at: 0 },
  ).out;
};

const keeping = (length: number): string => {
  if (length > KEPT_TOGETHER) return '';
  return length > KEPT_WHEN_LARGE ? 'k m' : 'k';
};

/** Cuts plain segments where a phrase ends; a word with its reading is never cut. */
const plain = (text: string): string => {
  const segments = parseFurigana(text);
  const ends = phraseEnds(segments.map((s) => s.text).join(''));
  const phrases = [{ html: '', length: 0 }];
  const add = (piece: string, length: number) => {
    const phrase = phrases.at(-1)!;
    phrase.html += piece;
    phrase.length += length;
  };
  let at = 0;
  for (const segment of segments) {
    if (segment.reading !== undefined) {
      add(ruby(segment.text, segment.reading), segment.text.length);
      at += segment.text.length;
      if (ends.has(at)) phrases.push({ html: '', length: 0 });
      continue;
    }
    for (const sign of segment.text) {
      add(escaped(sign), 1);
      at += sign.length;
      if (ends.has(at)) phrases.push({ html: '', length: 0 });
    }
  }
  return phrases
    .filter((p) => p.html !== '')
    .map((p, n, all) => {
      const last = n === all.length - 1;
      const name = [last || /[、。」)：・]$/.test(p.html) ? 'q' : 'p', keeping(p.length)].join(' ').trim();
      return `<span class="${name}">${p.html}</span>${last ? '' : '<wbr>'}`;
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
};

export const speech = (language: Language): Speech =>
  Object.assign((text: string, values: Values = {}) => filled(language, text, values, false), {
    language,
    tag: languageOf(language).tag,
    head: (text: string, values: Values = {}) => filled(language, text, values, true),
  });
