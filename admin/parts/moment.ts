/** Times in the console are Japanese time and say so. */
const forms = {
  ja: new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', dateStyle: 'medium', timeStyle: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', dateStyle: 'medium', timeStyle: 'short' }),
};

export const moment = (at: number | null, locale: string): string =>
  at === null ? '–' : `${forms[locale === 'en' ? 'en' : 'ja'].format(at)} JST`;

export const figure = (n: number, locale: string): string => n.toLocaleString(locale === 'en' ? 'en-GB' : 'ja-JP');

const days = {
  ja: new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', dateStyle: 'full' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', dateStyle: 'full' }),
};
/** The day in Japan, with its weekday. */
export const dayOf = (at: number, locale: string): string => days[locale === 'en' ? 'en' : 'ja'].format(at);
