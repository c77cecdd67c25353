/** What people typed, made tidy: full-width letters of phones, spaces around, a date in three fields or in one. */
import { tidyTyped } from '../../../lib/address.ts';
import type { Fields } from './form.ts';
import { readDate } from './typedDate.ts';

export type Typed = { email: string; topics: string[]; year: string; month: string; day: string };

const TOPICS_MOST = 200;
const short = (text: string) => tidyTyped(text).slice(0, 24);

export const emptyTyped = (topics: string[] = []): Typed => ({ email: '', topics, year: '', month: '', day: '' });

/** An address keeps line breaks inside it, so that they are refused and not swallowed. */
export const typedEmail = (fields: Fields): string => tidyTyped(fields.get('email').slice(0, 1000));

export const readTyped = (fields: Fields): Typed => ({
  email: typedEmail(fields),
  topics: [...new Set(fields.all('topic').slice(0, TOPICS_MOST))],
  ...readDate({ year: short(fields.get('year')), month: short(fields.get('month')), day: short(fields.get('day')) }),
});

/** 'YYYY-MM-DD' as typed (it may be impossible), or null when nothing was typed. */
export const stayOf = (typed: Pick<Typed, 'year' | 'month' | 'day'>): string | null => {
  if (typed.year + typed.month + typed.day === '') return null;
  const two = (text: string) => (/^\d{1,2}$/.test(text) ? text.padStart(2, '0') : '??');
  return `${/^\d{4}$/.test(typed.year) ? typed.year : '????'}-${two(typed.month)}-${two(typed.day)}`;
};

export const splitStay = (stay: string | null): Pick<Typed, 'year' | 'month' | 'day'> => {
  const [year = '', month = '', day = ''] = stay?.split('-') ?? [];
  return { year, month: month.replace(/^0/, ''), day: day.replace(/^0/, '') };
};
