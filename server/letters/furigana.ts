/** Furigana as the templates write it, 漢字(かんじ): segments for pages and mails, plain text for counting widths. */
import { dayReading } from '../languages/plja/sounds.ts';

export type FuriganaSegment = { text: string; reading?: string };

/** Kanji and the signs that behave like kanji inside a word (々, 〆, ヶ between kanji). */
export const kanji = '\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF々〆〇';
const marked = new RegExp(`([0-9０-９]*)([${kanji}][${kanji}ヶケ]*)[(（]([ぁ-ゖー]+)[)）]`, 'gu');

/** A reading such as なのか belongs to 「7日」, one such as にち only to 「日」. */
const coversNumber = (digits: string, base: string, reading: string) =>
  (base === '日' && reading !== 'にち' && dayReading(Number(digits.normalize('NFKC'))) === reading) ||
  (base === '日間' && reading !== 'にちかん' && `${dayReading(Number(digits.normalize('NFKC')))}かん` === reading) ||
  (base === '人' && (reading === 'ひとり' || reading === 'ふたり'));

/** Splits a text into words with their reading and the text between them. Joined again the segments give the text without readings. */
export const parseFurigana = (text: string): FuriganaSegment[] => {
  if (!/[(（][ぁ-ゖー]/.test(text)) return text ? [{ text }] : [];
  const segments: FuriganaSegment[] = [];
  const plain = (part: string) => {
    const last = segments.at(-1);
    if (!part) return;
    if (last && last.reading === undefined) last.text += part;
    else segments.push({ text: part });
  };
  let at = 0;
  for (const match of text.matchAll(marked)) {
    const [whole, digits = '', base = '', reading = ''] = match;
    const all = digits !== '' && coversNumber(digits, base, reading);
    plain(text.slice(at, match.index) + (all ? '' : digits));
    segments.push({ text: all ? digits + base : base, reading });
    at = match.index + whole.length;
  }
  plain(text.slice(at));
  return segments;
};

/** The text without its readings, for widths, sorting and screen titles. */
export const stripReadings = (text: string) =>
  parseFurigana(text)
    .map((segment) => segment.text)
    .join('');

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Signs that no line begins with: closing brackets, stops, marks that end a sentence, middle dots (JIS X 4051, 行頭禁則). */
export const closing = '。、，．,.）)」』】〉》〕］｝’”？！?!・：；:;々ゝゞ％%℃';
const closes = new RegExp(`^[${closing.replaceAll(']', '\\]')}]+`, 'u');
/** A word of more signs may be wider than the line where text is large: it stays free. */
const KEPT_WORD = 5;

export const rubyHtml = (base: string, reading: string) =>
  `<ruby>${escapeHtml(base)}<rp>(</rp><rt>${escapeHtml(reading)}</rt><rp>)</rp></ruby>`;

/** Programs that treat a word with its reading like a picture break behind it, even before 。: the word and its sign are one piece in which no line ends. */
const inOneLine = (piece: string) => `<span style="white-space:nowrap">${piece}</span>`;

/**
 * HTML with `<ruby>` over every word that has a reading; everything is escaped. Brackets stay for programs without ruby. `keep` makes a piece that
 * is not broken; the usual one has its style with it, as mails need it.
 */
export const furiganaHtml = (text: string, keep = inOneLine) => {
  const segments = parseFurigana(text);
  const signs = (n: number) => {
    const [before, own] = [segments[n - 1], segments[n]];
    const kept = before?.reading !== undefined && before.text.length <= KEPT_WORD && own?.reading === undefined;
    return kept ? (closes.exec(own?.text ?? '')?.[0] ?? '') : '';
  };
  return segments
    .map(({ text: base, reading }, n) => {
      if (reading === undefined) return escapeHtml(base.slice(signs(n).length));
      const after = signs(n + 1);
      return after === '' ? rubyHtml(base, reading) : keep(rubyHtml(base, reading) + escapeHtml(after));
    })
    .join('');
};
