/** Dates, times, numbers and lists in words, per language; plain Japanese carries exact readings. All times are Japan time. */
import type { Language } from '../contract/codes.ts';
import { HubError } from '../lib/errors.ts';

/** A calendar day, month 1 to 12. */
export type Day = { year: number; month: number; day: number };

const specialDays: Record<number, string> = {
  1: 'ついたち',
  2: 'ふつか',
  3: 'みっか',
  4: 'よっか',
  5: 'いつか',
  6: 'むいか',
  7: 'なのか',
  8: 'ようか',
  9: 'ここのか',
  10: 'とおか',
  14: 'じゅうよっか',
  20: 'はつか',
  24: 'にじゅうよっか',
};
const kanjiWeek = '日月火水木金土';
const readWeek = ['にちようび', 'げつようび', 'かようび', 'すいようび', 'もくようび', 'きんようび', 'どようび'];
const englishWeek = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const englishMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Reading of the day of a month: of 「7日」 whole (なのか), of 11日 only 「にち」. */
export const dayReading = (day: number) => specialDays[day] ?? 'にち';
/** ふん or ぷん, after the last sound of the number (1分 いっぷん, 2分 にふん, 10分 じゅっぷん). */
export const minuteReading = (minute: number) => ([2, 5, 7, 9].includes(minute % 10) ? 'ふん' : 'ぷん');

const bad = (value: unknown): never => {
  throw new HubError('letter.date_invalid', { value: String(value) });
};

const readDay = (text: string): Day | undefined => {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return undefined;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const real = new Date(Date.UTC(year, month - 1, day));
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === day ? { year, month, day } : undefined;
};
/** True for 'YYYY-MM-DD' of a day that exists. */
export const isDay = (text: string): boolean => readDay(text) !== undefined;
/** Reads 'YYYY-MM-DD'; a day that does not exist is a HubError `letter.date_invalid`. */
export const parseDay = (text: string): Day => readDay(text) ?? bad(text);

const weekdayIndex = ({ year, month, day }: Day) => new Date(Date.UTC(year, month - 1, day)).getUTCDay();

/** 水曜日 / 水曜日(すいようび) / Wednesday. */
export const formatWeekday = (language: Language, day: Day): string => {
  const index = weekdayIndex(day);
  if (language === 'en') return englishWeek[index] ?? '';
  const name = `${kanjiWeek[index]}曜日`;
  return language === 'ja' ? name : `${name}(${readWeek[index]})`;
};

/** 2026年2月18日(水曜日) / the same with readings / Wednesday, February 18, 2026. */
export const formatDate = (language: Language, date: string | Day): string => {
  const day = typeof date === 'string' ? parseDay(date) : date;
  const week = formatWeekday(language, day);
  if (language === 'en') return `${week}, ${englishMonths[day.month - 1]} ${day.day}, ${day.year}`;
  if (language === 'ja') return `${day.year}年${day.month}月${day.day}日(${week})`;
  return `${day.year}年(ねん)${day.month}月(がつ)${day.day}日(${dayReading(day.day)}) ${week}`;
};

/** 午後5時30分 / 午後(ごご)5時(じ)30分(ぷん) / 5:30 p.m.; noon is 午後0時 and 12 noon. */
export const formatTime = (language: Language, hour: number, minute: number): string => {
  const afternoon = hour >= 12;
  if (language === 'en') {
    if (minute === 0 && hour % 12 === 0) return afternoon ? '12 noon' : '12 midnight';
    return `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${afternoon ? 'p.m.' : 'a.m.'}`;
  }
  if (language === 'ja') return `${afternoon ? '午後' : '午前'}${hour % 12}時${minute ? `${minute}分` : ''}`;
  const half = afternoon ? '午後(ごご)' : '午前(ごぜん)';
  return `${half}${hour % 12}時(じ)${minute ? `${minute}分(${minuteReading(minute)})` : ''}`;
};

/** Japan has had no summer time since 1951, so nine hours are the whole rule. */
const japanOffset = 9 * 3_600_000;
/** The JST day and clock of an instant in epoch milliseconds. */
export const inJapan = (instant: number): Day & { hour: number; minute: number } => {
  if (!Number.isFinite(instant)) return bad(instant);
  const local = new Date(instant + japanOffset);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
  };
};

/** Day and time of an instant (epoch milliseconds) in Japan; English says so, for its reader may be abroad. */
export const formatInstant = (language: Language, instant: number): string => {
  const at = inJapan(instant);
  const [date, time] = [formatDate(language, at), formatTime(language, at.hour, at.minute)];
  if (language === 'en') return `${date}, ${time} (Japan time)`;
  return language === 'ja' ? `${date}${time}` : `${date} ${time}`;
};

/** 12,431 in every language. */
export const formatNumber = (_language: Language, value: number): string => value.toLocaleString('en-US');

/** A list inside a sentence: A、B、C / A, B and C. */
export const formatList = (language: Language, items: readonly string[]): string => {
  if (language !== 'en') return items.join('、');
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
};

/** What is counted. */
export type CountUnit = 'item' | 'person' | 'time' | 'day' | 'mail';
const units: Record<CountUnit, { ja: string; reading: string; en: [string, string] }> = {
  item: { ja: '件', reading: 'けん', en: ['item', 'items'] },
  person: { ja: '人', reading: 'にん', en: ['person', 'people'] },
  time: { ja: '回', reading: 'かい', en: ['time', 'times'] },
  day: { ja: '日間', reading: 'にちかん', en: ['day', 'days'] },
  mail: { ja: '通', reading: 'つう', en: ['mail', 'mails'] },
};
const soundChange: Partial<Record<CountUnit, (count: number) => string>> = {
  person: (count) => (count === 1 ? 'ひとり' : count === 2 ? 'ふたり' : 'にん'),
  day: (count) => (count >= 2 && count <= 10 ? `${dayReading(count)}かん` : 'にちかん'),
};

/** 3件 / 3件(けん) / 3 items, with the readings that change (1人 ひとり, 7日間 なのかかん). */
export const formatCount = (language: Language, count: number, unit: CountUnit): string => {
  const { ja, reading, en } = units[unit];
  const number = formatNumber(language, count);
  if (language === 'en') return `${number} ${en[count === 1 ? 0 : 1]}`;
  return language === 'ja' ? `${number}${ja}` : `${number}${ja}(${soundChange[unit]?.(count) ?? reading})`;
};
