/** Dates that a text names: days that do not exist, weekdays that do not fit, and days that are over. */
import type { Day } from '../formatters.ts';
import { inJapanese, isJapanese, type Said, sentenceAround } from './place.ts';

const DAY = 86_400_000;
const weekLetters = '日月火水木金土';
const englishDays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const englishMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A date as it is written; `year` null when the text has none; `weekday` 0 (Sunday) to 6. */
export type Dated = {
  from: number;
  to: number;
  year: number | null;
  month: number;
  day: number;
  weekday: number | null;
};

const digits = (text: string) => Number(text.normalize('NFKC'));
const japaneseDate =
  /(?:([0-9０-９]{4})年)?(?:(令和|平成)([0-9０-９]{1,2}|元)年)?([0-9０-９]{1,2})月([0-9０-９]{1,2})日(?:[（(]?([日月火水木金土])(?:曜日?)?(?:[・、]祝)?[)）]|([日月火水木金土])曜日?)?/g;
const month = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const week = '(?:(sun|mon|tue|wed|thu|fri|sat)[a-z]*\\.?,? )?';
const englishDate = new RegExp(
  `\\b${week}(?:${month} (\\d{1,2})(?:st|nd|rd|th)?|(\\d{1,2})(?:st|nd|rd|th)? ${month})(?:,? (\\d{4}))?(?: ?\\((sun|mon|tue|wed|thu|fri|sat)[a-z]*\\))?(?![a-z\\d])`,
  'gi',
);

const eras: Readonly<Record<string, number>> = { 令和: 2018, 平成: 1988 };

const japaneseDates = (text: string): Dated[] =>
  [...text.matchAll(japaneseDate)].map((m) => {
    const era = m[2] ? eras[m[2]]! + (m[3] === '元' ? 1 : digits(m[3]!)) : null;
    const letter = m[6] ?? m[7];
    return {
      from: m.index,
      to: m.index + m[0].length,
      year: m[1] ? digits(m[1]) : era,
      month: digits(m[4]!),
      day: digits(m[5]!),
      weekday: letter ? weekLetters.indexOf(letter) : null,
    };
  });

const englishDates = (text: string): Dated[] =>
  [...text.matchAll(englishDate)].map((m) => {
    const named = m[1] ?? m[7];
    return {
      from: m.index,
      to: m.index + m[0].length,
      year: m[6] ? Number(m[6]) : null,
      month: englishMonths.indexOf((m[2] ?? m[5])!.slice(0, 3).toLowerCase()) + 1,
      day: Number(m[3] ?? m[4]),
      weekday: named ? englishDays.indexOf(named.slice(0, 3).toLowerCase()) : null,
    };
  });

/** Dates of a line in any of the languages, without readings. */
export const datesIn = (line: string): Dated[] =>
  isJapanese(line) ? japaneseDates(inJapanese(line).text) : englishDates(line);

const exists = ({ year, month: m, day }: Dated): boolean => {
  const real = new Date(Date.UTC(year ?? 2024, m - 1, day));
  return m >= 1 && m <= 12 && real.getUTCMonth() === m - 1 && real.getUTCDate() === day;
};

/** The instant (midnight UTC) of a date; one without a year is the next one, or one that is over for less than 60 days. */
const dayOf = (date: Dated, today: Day): number => {
  const now = Date.UTC(today.year, today.month - 1, today.day);
  const of = (year: number) => Date.UTC(year, date.month - 1, date.day);
  if (date.year !== null) return of(date.year);
  const same = of(today.year);
  if (same < now - 60 * DAY) return of(today.year + 1);
  return same > now + 305 * DAY ? of(today.year - 1) : same;
};

/** What tells of something that has been: no mistake. */
const told =
  /ました|でした|以降|から|以来|\b(?:was|were|had|has been|have been|since|from|started|began|sent|held|changed)\b/i;
const until = /まで|期限|締め?切|しめきり|\b(?:by|until|before|deadline|no later than)\b/i;

/** Findings about dates in a line; `today` is the day in Japan. */
export const datesSaid = (line: string, today: Day): Said[] => {
  const bare = isJapanese(line) ? inJapanese(line) : null;
  const text = bare?.text ?? line;
  const now = Date.UTC(today.year, today.month - 1, today.day);
  return datesIn(line).flatMap((date): Said[] => {
    const place = bare ? bare.of(date.from, date.to) : { index: date.from, found: line.slice(date.from, date.to) };
    if (!exists(date)) return [{ rule: 'date.none', ...place }];
    const at = dayOf(date, today);
    const weekday = new Date(at).getUTCDay();
    if (date.weekday !== null && date.weekday !== weekday)
      return [{ rule: 'date.weekday', ...place, level: date.year === null ? 'warning' : 'error' }];
    const { whole } = sentenceAround(text, date.from, date.to);
    const over =
      at < now && (until.test(text.slice(date.to, date.to + 6) + whole) || (date.year !== null && !told.test(whole)));
    return over && !/ました|でした/.test(whole) ? [{ rule: 'date.past', ...place }] : [];
  });
};
