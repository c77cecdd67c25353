/** Dates, times, numbers and counts in three languages, with the readings of plain Japanese. */
import { describe, expect, test } from 'vitest';
import { minuteReading } from '../../../server/languages/plja/sounds.ts';
import {
  formatCount,
  formatDate,
  formatInstant,
  formatList,
  formatNumber,
  formatTime,
  formatWeekday,
  inJapan,
  isDay,
  parseDay,
} from '../../../server/letters/formatters.ts';

describe('formatters', () => {
  test.each([
    ['2026-04-01', '1日(ついたち)'],
    ['2026-04-02', '2日(ふつか)'],
    ['2026-04-03', '3日(みっか)'],
    ['2026-04-04', '4日(よっか)'],
    ['2026-04-05', '5日(いつか)'],
    ['2026-04-06', '6日(むいか)'],
    ['2026-04-07', '7日(なのか)'],
    ['2026-04-08', '8日(ようか)'],
    ['2026-04-09', '9日(ここのか)'],
    ['2026-04-10', '10日(とおか)'],
    ['2026-04-11', '11日(にち)'],
    ['2026-04-14', '14日(じゅうよっか)'],
    ['2026-04-17', '17日(にち)'],
    ['2026-04-19', '19日(にち)'],
    ['2026-04-20', '20日(はつか)'],
    ['2026-04-24', '24日(にじゅうよっか)'],
    ['2026-04-27', '27日(にち)'],
    ['2026-05-31', '31日(にち)'],
  ])('the day %s is read as %s', (date, day) => {
    expect(formatDate('plja', date)).toContain(day);
  });

  test('a date stands with its weekday in every language', () => {
    expect(formatDate('ja', '2026-02-18')).toBe('2026年2月18日(水曜日)');
    expect(formatDate('plja', '2026-02-18')).toBe('2026年(ねん)2月(がつ)18日(にち) 水曜日(すいようび)');
    expect(formatDate('en', '2026-02-18')).toBe('Wednesday, February 18, 2026');
  });

  test('all seven weekdays have their reading', () => {
    const week = Array.from({ length: 7 }, (_, index) => formatWeekday('plja', parseDay(`2026-02-0${index + 1}`)));
    expect(week).toEqual([
      '日曜日(にちようび)',
      '月曜日(げつようび)',
      '火曜日(かようび)',
      '水曜日(すいようび)',
      '木曜日(もくようび)',
      '金曜日(きんようび)',
      '土曜日(どようび)',
    ]);
  });

  test.each([
    [0, 0, '午前0時', '午前(ごぜん)0時(じ)', '12 midnight'],
    [0, 1, '午前0時1分', '午前(ごぜん)0時(じ)1分(ぷん)', '12:01 a.m.'],
    [9, 0, '午前9時', '午前(ごぜん)9時(じ)', '9:00 a.m.'],
    [11, 59, '午前11時59分', '午前(ごぜん)11時(じ)59分(ふん)', '11:59 a.m.'],
    [12, 0, '午後0時', '午後(ごご)0時(じ)', '12 noon'],
    [12, 30, '午後0時30分', '午後(ごご)0時(じ)30分(ぷん)', '12:30 p.m.'],
    [17, 5, '午後5時5分', '午後(ごご)5時(じ)5分(ふん)', '5:05 p.m.'],
    [23, 40, '午後11時40分', '午後(ごご)11時(じ)40分(ぷん)', '11:40 p.m.'],
  ])('%i:%i is told with 午前 and 午後', (hour, minute, ja, plja, en) => {
    expect([formatTime('ja', hour, minute), formatTime('plja', hour, minute), formatTime('en', hour, minute)]).toEqual([
      ja,
      plja,
      en,
    ]);
  });

  test('分 is ふん after 2, 5, 7 and 9 and ぷん after the others', () => {
    const fun = Array.from({ length: 60 }, (_, minute) => minute).filter((minute) => minuteReading(minute) === 'ふん');
    expect(fun).toEqual([2, 5, 7, 9, 12, 15, 17, 19, 22, 25, 27, 29, 32, 35, 37, 39, 42, 45, 47, 49, 52, 55, 57, 59]);
  });

  test('an instant is told in Japan time, also when the day has already turned there', () => {
    const instant = Date.UTC(2026, 11, 31, 15, 0);
    expect(inJapan(instant)).toEqual({ year: 2027, month: 1, day: 1, hour: 0, minute: 0 });
    expect(formatInstant('ja', instant)).toBe('2027年1月1日(金曜日)午前0時');
    expect(formatInstant('en', instant)).toBe('Friday, January 1, 2027, 12 midnight (Japan time)');
  });

  test('days that do not exist are refused', () => {
    expect(['2026-02-29', '2026-13-01', '2026-00-10', '26-01-01', '2026/01/01', ''].filter(isDay)).toEqual([]);
    expect(isDay('2028-02-29')).toBe(true);
    expect(() => parseDay('2026-02-30')).toThrow('letter.date_invalid');
    expect(() => formatInstant('ja', Number.NaN)).toThrow('letter.date_invalid');
  });

  test('counts have the readings that change with the number', () => {
    expect(formatCount('plja', 1, 'person')).toBe('1人(ひとり)');
    expect(formatCount('plja', 2, 'person')).toBe('2人(ふたり)');
    expect(formatCount('plja', 3, 'person')).toBe('3人(にん)');
    expect(formatCount('plja', 7, 'day')).toBe('7日間(なのかかん)');
    expect(formatCount('plja', 90, 'day')).toBe('90日間(にちかん)');
    expect(formatCount('ja', 12431, 'item')).toBe('12,431件');
    expect([formatCount('en', 1, 'person'), formatCount('en', 2, 'person')]).toEqual(['1 person', '2 people']);
  });

  test('numbers have thousands, lists have their own last word', () => {
    expect(formatNumber('ja', 12431)).toBe('12,431');
    expect(formatList('en', ['A', 'B', 'C'])).toBe('A, B and C');
    expect(formatList('en', ['A'])).toBe('A');
    expect(formatList('ja', ['A', 'B'])).toBe('A、B');
  });
});
