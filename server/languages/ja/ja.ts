/** Japanese. */
import type { CountUnit, LanguageRecord } from '../record.ts';

export const counters: Readonly<Record<CountUnit, string>> = {
  item: '件',
  person: '人',
  time: '回',
  day: '日間',
  mail: '通',
};

export const ja: LanguageRecord = {
  english: 'Japanese',
  tag: 'ja',
  linkTag: 'ja',
  ogLocale: 'ja_JP',
  figures: 'ja-JP',
  fallback: null,
  rank: 0,
  readings: false,
  breaks: 'phrases',
  gap: '',
  listMark: '・',
  colon: '：',
  comma: '、',
  testMark: (n) => `【テスト${n}】`,
  errorMark: '＊',
  abroad: false,
  subjectColumns: 60,
  style: 'japanese',
  factLine: /^([^：{]{1,24}?)[ 　]*：[ 　]*(.*\{\{.*)$/,
  notYou: /心当たり|覚えがない|覚えのない/,
  dateFields: ['year', 'month', 'day'],
  flows: (line, columns) => columns >= 46 || /、$/.test(line) || (columns >= 30 && /[ぁ-ん]$/.test(line)),
  weekday: (index) => `${'日月火水木金土'[index]}曜日`,
  date: ({ year, month, day }, weekday) => `${year}年${month}月${day}日(${weekday})`,
  // Noon is 午後0時.
  time: (hour, minute) => `${hour >= 12 ? '午後' : '午前'}${hour % 12}時${minute ? `${minute}分` : ''}`,
  instant: (date, time) => `${date}${time}`,
  list: (items) => items.join('、'),
  count: (figure, _count, unit) => `${figure}${counters[unit]}`,
};
