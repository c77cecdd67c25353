/** Plain Japanese (やさしいにほんご): Japanese with readings. */
import { counters, ja } from '../ja/ja.ts';
import type { CountUnit, LanguageRecord } from '../record.ts';
import { dayReading, minuteReading } from './sounds.ts';

const weekdays = ['にちようび', 'げつようび', 'かようび', 'すいようび', 'もくようび', 'きんようび', 'どようび'];
const countReadings: Readonly<Record<CountUnit, (count: number) => string>> = {
  item: () => 'けん',
  person: (count) => (count === 1 ? 'ひとり' : count === 2 ? 'ふたり' : 'にん'),
  time: () => 'かい',
  day: (count) => (count >= 2 && count <= 10 ? `${dayReading(count)}かん` : 'にちかん'),
  mail: () => 'つう',
};

export const plja: LanguageRecord = {
  ...ja,
  english: 'plain Japanese',
  linkTag: 'ja-Hira',
  fallback: 'ja',
  readings: true,
  subjectColumns: 80,
  style: null,
  factLine: /^([^：{]{1,60}?)[ 　]*：[ 　]*(.*\{\{.*)$/,
  notYou: /覚\(おぼ\)えが/,
  flows: (line, columns) => /、$/.test(line) || (columns >= 30 && /[ぁ-んァ-ヶー一-龠]$/.test(line)),
  weekday: (index) => `${ja.weekday(index)}(${weekdays[index]})`,
  date: ({ year, month, day }, weekday) => `${year}年(ねん)${month}月(がつ)${day}日(${dayReading(day)}) ${weekday}`,
  time: (hour, minute) =>
    `${hour >= 12 ? '午後(ごご)' : '午前(ごぜん)'}${hour % 12}時(じ)${minute ? `${minute}分(${minuteReading(minute)})` : ''}`,
  instant: (date, time) => `${date} ${time}`,
  count: (figure, count, unit) => `${figure}${counters[unit]}(${countReadings[unit](count)})`,
};
