/** Columns of a line and hard wrapping at phrase ends, for the text part (domain 3.3: at most 70 columns). */

import { model } from 'budoux/dist/data/models/ja.js';
import { Parser } from 'budoux/dist/parser.js';
import type { Language } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import { type FuriganaSegment, parseFurigana, stripReadings } from './furigana.ts';

export const maxColumns = 70;
/** With the readings of plain Japanese. */
export const maxWithReadings = 76;

const narrow = /[\u0000-\u02FF\u0370-\u04FF\u1E00-\u1FFF\u20A0-\u20CF\uFF61-\uFF9F]/;
const noWidth = /\p{Mn}|[\u200B-\u200F\u2060]/u;
const columnOf = (sign: string) => (noWidth.test(sign) ? 0 : narrow.test(sign) ? 1 : 2);

/** Width in half-width columns; full-width signs count two. */
export const columns = (text: string): number => {
  if (/^[ -~]*$/.test(text)) return text.length;
  let sum = 0;
  for (const sign of text) sum += columnOf(sign);
  return sum;
};

/** Width as the rules count it: readings of plain Japanese do not count. */
export const countedColumns = (language: Language, text: string) =>
  columns(languageOf(language).readings ? stripReadings(text) : text);

const japanese = new Parser(model);
const neverFirst = /^[、。，．・：；？！)）」』】〉》〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!\]}]/;

/** `width` without readings. */
type Piece = { shown: string; width: number };

/** Smallest pieces between which a line may break: phrases in Japanese, words elsewhere; a reading never leaves its kanji. */
const piecesOf = (language: Language, text: string): Piece[] => {
  if (languageOf(language).breaks === 'words')
    return (text.match(/\S+\s*/g) ?? []).map((shown) => ({ shown, width: columns(shown.trimEnd()) }));
  const segments: FuriganaSegment[] = languageOf(language).readings ? parseFurigana(text) : [{ text }];
  const bare = segments.map((segment) => segment.text).join('');
  const starts = new Set(phraseStarts(bare));
  const pieces: Piece[] = [];
  let at = 0;
  let open: Piece | undefined;
  for (const segment of segments) {
    // A word with a reading is one unit; plain text may break at every phrase start inside it.
    const units = segment.reading === undefined ? [...segment.text] : [segment.text];
    for (const unit of units) {
      if (!open || starts.has(at)) {
        open = { shown: '', width: 0 };
        pieces.push(open);
      }
      open.shown += segment.reading === undefined ? unit : `${unit}(${segment.reading})`;
      open.width += columns(unit);
      at += unit.length;
    }
  }
  return pieces;
};

/** Where phrases begin; runs of Latin words may break at their spaces too. */
const phraseStarts = (bare: string): number[] => {
  const starts: number[] = [];
  let at = 0;
  for (const phrase of japanese.parse(bare)) {
    if (at > 0 && !neverFirst.test(bare.slice(at))) starts.push(at);
    for (const space of phrase.matchAll(/ +(?=\S)/g)) starts.push(at + space.index + space[0].length);
    at += phrase.length;
  }
  return starts;
};

type Room = { width: number; shown: number };
const fits = (piece: Piece, room: Room) => piece.width <= room.width && columns(piece.shown.trimEnd()) <= room.shown;

/** A piece wider than a whole line (a long word, a run without phrases) is cut between words with readings, else by columns. */
const cut = (language: Language, piece: Piece, room: Room): Piece[] => {
  if (fits(piece, room) || /^https?:/.test(piece.shown)) return [piece];
  const parts: Piece[] = [];
  // A sign that must not begin a line still finds its place at the end of the one before it.
  const most = { width: room.width - 2, shown: room.shown - 2 };
  const add = (more: Piece, limit: Room) => {
    const last = parts.at(-1);
    const longer = last && { shown: last.shown + more.shown, width: last.width + more.width };
    if (last && longer && fits(longer, limit)) Object.assign(last, longer);
    else parts.push(more);
  };
  const segments: FuriganaSegment[] = languageOf(language).readings
    ? parseFurigana(piece.shown)
    : [{ text: piece.shown }];
  for (const { text, reading } of segments) {
    const whole = { shown: reading === undefined ? text : `${text}(${reading})`, width: columns(text) };
    if (reading !== undefined || fits(whole, most)) add(whole, most);
    else for (const unit of text) add({ shown: unit, width: columns(unit) }, neverFirst.test(unit) ? room : most);
  }
  return parts;
};

/**
 * Breaks one line at phrase ends so that none exceeds `limit` columns; lines that fit are returned as they are.
 * `indent` begins every following line. A URL is never broken.
 */
export const wrapLine = (language: Language, line: string, { limit = maxColumns, indent = '' } = {}): string[] => {
  const widest = limit + maxWithReadings - maxColumns;
  if (countedColumns(language, line) <= limit && columns(line) <= widest) return [line];
  const lines: string[] = [];
  const first = { width: limit, shown: widest };
  const next = { width: limit - columns(indent), shown: widest - columns(indent) };
  let current = '';
  let width = 0;
  for (const piece of piecesOf(language, line).flatMap((whole) => cut(language, whole, next))) {
    const room = lines.length ? next : first;
    if (current && !fits({ shown: current + piece.shown, width: width + piece.width }, room)) {
      lines.push(current.trimEnd());
      current = '';
      width = 0;
    }
    current += piece.shown;
    width += languageOf(language).breaks === 'words' ? columns(piece.shown) : piece.width;
  }
  if (current.trim()) lines.push(current.trimEnd());
  return lines.map((part, index) => (index === 0 ? part : indent + part));
};

const fixedLines = new Map<string, string[]>();
/** Templates have some thousand such lines; a console that tries out templates may make more. */
const MOST_FIXED = 10_000;

/** As `wrapLine`, for lines that stand in many letters word for word: finding the phrases is the dearest part of a letter. */
export const wrapFixedLine = (language: Language, line: string, p: { indent: string }): string[] => {
  const name = `${language}|${p.indent}|${line}`;
  const known = fixedLines.get(name);
  if (known) return known;
  if (fixedLines.size >= MOST_FIXED) fixedLines.clear();
  const wrapped = wrapLine(language, line, p);
  fixedLines.set(name, wrapped);
  return wrapped;
};
