/** Vietnamese, as a language that the hub does not ship: what a new one needs to write dates, lists and figures. */
import type { CountUnit, LanguageRecord } from '../../../server/languages/record.ts';

const weekdays = ['Chủ nhật', 'Thứ hai', 'Thứ ba', 'Thứ tư', 'Thứ năm', 'Thứ sáu', 'Thứ bảy'];
const units: Readonly<Record<CountUnit, string>> = {
  item: 'mục',
  person: 'người',
  time: 'lần',
  day: 'ngày',
  mail: 'thư',
};

export const vi: LanguageRecord = {
  english: 'Vietnamese',
  tag: 'vi',
  linkTag: 'vi',
  ogLocale: 'vi_VN',
  figures: 'vi-VN',
  fallback: 'en',
  rank: 2,
  readings: false,
  breaks: 'words',
  gap: ' ',
  listMark: '- ',
  colon: ': ',
  comma: ', ',
  testMark: (n) => `[THỬ ${n}] `,
  errorMark: '',
  abroad: true,
  subjectColumns: 60,
  style: null,
  factLine: /^(\p{Lu}[^:{]{0,40}?) *: +(.*\{\{.*)$/u,
  notYou: /không phải (bạn|là bạn)|did not|was not you/i,
  dateFields: ['day', 'month', 'year'],
  flows: (_line, columns) => columns >= 50,
  weekday: (index) => weekdays[index] ?? '',
  date: ({ year, month, day }, weekday) => `${weekday}, ngày ${day} tháng ${month} năm ${year}`,
  time: (hour, minute) => `${hour}:${String(minute).padStart(2, '0')}`,
  instant: (date, time) => `${date}, ${time} (giờ Nhật Bản)`,
  list: (items) => (items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} và ${items.at(-1)}`),
  count: (figure, _count, unit) => `${figure} ${units[unit]}`,
};
