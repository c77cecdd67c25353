/** Dates, times, numbers and lists in words, per language; plain Japanese carries exact readings. All times are Japan time. */

import type { Language } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import type { CountUnit, Day } from '../languages/record.ts';
import { HubError } from '../lib/errors.ts';

export type { CountUnit, Day } from '../languages/record.ts';

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
export const formatWeekday = (language: Language, day: Day): string => languageOf(language).weekday(weekdayIndex(day));

/** 2026年2月18日(水曜日) / the same with readings / Wednesday, February 18, 2026. */
export const formatDate = (language: Language, date: string | Day): string => {
  const day = typeof date === 'string' ? parseDay(date) : date;
  return languageOf(language).date(day, formatWeekday(language, day));
};

/** 午後5時30分 / 午後(ごご)5時(じ)30分(ぷん) / 5:30 p.m.; noon is 午後0時 and 12 noon. */
export const formatTime = (language: Language, hour: number, minute: number): string =>
  languageOf(language).time(hour, minute);

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
  return languageOf(language).instant(formatDate(language, at), formatTime(language, at.hour, at.minute));
};

/** 12,431. */
export const formatNumber = (language: Language, value: number): string =>
  value.toLocaleString(languageOf(language).figures);

/** A list inside a sentence: A、B、C / A, B and C. */
export const formatList = (language: Language, items: readonly string[]): string => languageOf(language).list(items);

/** 3件 / 3件(けん) / 3 items, with the readings that change (1人 ひとり, 7日間 なのかかん). */
export const formatCount = (language: Language, count: number, unit: CountUnit): string =>
  languageOf(language).count(formatNumber(language, count), count, unit);
