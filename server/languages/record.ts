/** What the hub must know of a language to write it: one record per language, which everything else asks instead of comparing codes. */
import type { Language } from '../contract/codes.ts';

/** A calendar day, month 1 to 12. */
export type Day = { year: number; month: number; day: number };
export type CountUnit = 'item' | 'person' | 'time' | 'day' | 'mail';
export type DateField = 'year' | 'month' | 'day';

export type LanguageRecord = {
  /** What it is called in English, inside a sentence. */
  english: string;
  /** BCP 47, as pages and mails carry it; plain Japanese is Japanese to a screen reader. */
  tag: string;
  /** BCP 47 that tells it from every other language of the hub, for links between pages. */
  linkTag: string;
  /** Open Graph's og:locale. */
  ogLocale: string;
  /** BCP 47 whose figures it writes. */
  figures: string;
  /** Whose text its readers get where none is written in their own; null: whatever there is. */
  fallback: Language | null;
  /** Where it stands in a mail of several languages: a smaller one above. */
  rank: number;
  /** Words carry readings, 漢字(かんじ): shown as ruby, not counted in widths, and checked by the rules of plain Japanese. */
  readings: boolean;
  /** Where a line may break: between the phrases that BudouX finds, or at spaces. */
  breaks: 'phrases' | 'words';
  /** Between two lines that were only wrapped, and after a sign that begins a line. */
  gap: '' | ' ';
  listMark: string;
  colon: string;
  /** Between names, without an "and". */
  comma: string;
  /** Begins the subject of the n-th test of a bulletin. */
  testMark: (n: number) => string;
  /** Before what is wrong with a field. */
  errorMark: string;
  /** Its readers may live abroad: they get the telephone number that is dialled from there. */
  abroad: boolean;
  /** Widest a subject may be with its prefix, in columns; readings do not count. */
  subjectColumns: number;
  /** Which rules of style a bulletin is held against. */
  style: 'japanese' | 'english' | null;
  /** A line of a template that is a fact: its label, and the value with a variable. */
  factLine: RegExp;
  /** What a mail about the safety of an account must say: "if it was not you". */
  notYou: RegExp;
  /** The fields of a day in the order in which people write it. */
  dateFields: readonly DateField[];
  /** True when a line of a text, shown without readings and so many columns wide, goes on in the next one. */
  flows: (line: string, columns: number) => boolean;
  /** 0 is Sunday. */
  weekday: (index: number) => string;
  date: (day: Day, weekday: string) => string;
  time: (hour: number, minute: number) => string;
  /** Day and time of an instant in Japan. */
  instant: (date: string, time: string) => string;
  /** A list inside a sentence. */
  list: (items: readonly string[]) => string;
  /** `figure` is `count` as it is written. */
  count: (figure: string, count: number, unit: CountUnit) => string;
};
