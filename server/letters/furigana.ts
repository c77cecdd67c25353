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

/** HTML with `<ruby>` over every word that has a reading; everything is escaped. Brackets stay for programs without ruby. */
export const furiganaHtml = (text: string) =>
  parseFurigana(text)
    .map(({ text: base, reading }) =>
      reading === undefined
        ? escapeHtml(base)
        : `<ruby>${escapeHtml(base)}<rp>(</rp><rt>${escapeHtml(reading)}</rt><rp>)</rp></ruby>`,
    )
    .join('');
