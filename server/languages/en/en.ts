/** English. */
import type { CountUnit, LanguageRecord } from '../record.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
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
const units: Readonly<Record<CountUnit, readonly [string, string]>> = {
  item: ['item', 'items'],
  person: ['person', 'people'],
  time: ['time', 'times'],
  day: ['day', 'days'],
  mail: ['mail', 'mails'],
};

export const en: LanguageRecord = {
  english: 'English',
  tag: 'en',
  linkTag: 'en',
  ogLocale: 'en_US',
  figures: 'en-US',
  fallback: 'ja',
  rank: 1,
  readings: false,
  breaks: 'words',
  gap: ' ',
  listMark: '- ',
  colon: ': ',
  comma: ', ',
  testMark: (n) => `[TEST ${n}] `,
  errorMark: '',
  abroad: true,
  subjectColumns: 60,
  style: 'english',
  factLine: /^([A-Z][^:{]{0,40}?) *: +(.*\{\{.*)$/,
  notYou: /did not|didn't|was not you|do not recogni[sz]e/i,
  dateFields: ['day', 'month', 'year'],
  flows: (_line, columns) => columns >= 50,
  weekday: (index) => weekdays[index] ?? '',
  date: ({ year, month, day }, weekday) => `${weekday}, ${months[month - 1]} ${day}, ${year}`,
  time: (hour, minute) => {
    const afternoon = hour >= 12;
    if (minute === 0 && hour % 12 === 0) return afternoon ? '12 noon' : '12 midnight';
    return `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${afternoon ? 'p.m.' : 'a.m.'}`;
  },
  // Who reads it may be abroad.
  instant: (date, time) => `${date}, ${time} (Japan time)`,
  list: (items) => (items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`),
  count: (figure, count, unit) => `${figure} ${units[unit][count === 1 ? 0 : 1]}`,
};
