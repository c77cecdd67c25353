/** Paths of the residents' pages: pages, mails and bulletins take them from here, so that a link cannot point beside its page. */
import type { Language } from './codes.ts';

/** All begin with a slash; put PUBLIC_URL before them. Tokens are letters and digits only, so nothing needs escaping. */
export const paths = {
  /** Where to begin: the three entries with their QR codes. */
  start: '/',
  /** Registration: `/m/ja_entry`, `/m/plja_entry`, `/m/en_entry`. */
  entry: (language: Language) => `/m/${language}_entry`,
  /** Registration with the address already known, out of the answer to an empty mail (stored token, 24 hours). */
  entryByMail: (language: Language, token: string) => `/m/entry/${language}/${token}`,
  /** Derived links (server/lib/token.ts), until the end of day 90. */
  change: (token: string) => `/m/change/${token}`,
  unsubscribe: (token: string) => `/m/unsubscribe/${token}`,
  /** For List-Unsubscribe with List-Unsubscribe-Post (RFC 8058). */
  oneClick: (token: string) => `/m/one-click/${token}`,
  /** New terms, for who accepted older ones: a derived link that opens nothing else. */
  newTerms: (token: string) => `/m/new-terms/${token}`,
  /** What is stored about the reader; the token is that of the change link. */
  mine: (token: string) => `/m/mine/${token}`,
  /** All of it, for 24 hours (stored token). */
  myData: (token: string) => `/m/my-data/${token}`,
  /** Stored tokens, 24 hours, once. */
  confirm: (token: string) => `/m/confirm/${token}`,
  address: (token: string) => `/m/address/${token}`,
  /** Uses the choices of a second registration. */
  choices: (token: string) => `/m/choices/${token}`,
  /** Takes a change of address back, within 7 days. */
  undo: (token: string) => `/m/undo/${token}`,
  /** A file that a mail links to; the token holds its key. */
  file: (token: string) => `/m/file/${token}`,
  /** New links for somebody whose links have ended. */
  reissue: (language: Language) => `/m/reissue/${language}`,
  /** The archive of a language, a bulletin's page (public id), and the feeds; `?topic=` narrows, `?words=` searches. */
  news: (language: Language) => `/m/${language}/news`,
  newsPage: (language: Language, id: string) => `/m/${language}/news/${id}`,
  feed: (language: Language, form: 'atom' | 'json') => `/m/${language}/news.${form}`,
  /** Pages to read. */
  info: (language: Language, page: InfoPage) => `/m/${language}/${page}`,
  /** What to set at one carrier or mail service. */
  carrier: (language: Language, carrier: Carrier) => `/m/${language}/not-arriving/${carrier}`,
  /** The end of a period of stay for a calendar; the token is that of the change link. */
  calendar: (token: string) => `/m/calendar/${token}`,
} as const;

export const infoPages = ['not-arriving', 'real-mail', 'terms', 'privacy', 'accessibility', 'contact'] as const;
export const carriers = ['docomo', 'au', 'uq', 'softbank', 'ymobile', 'rakuten', 'gmail', 'outlook', 'icloud'] as const;
export type Carrier = (typeof carriers)[number];
/** As they call themselves. */
export const carrierNames: Readonly<Record<Carrier, string>> = {
  docomo: 'docomo',
  au: 'au',
  uq: 'UQ mobile',
  softbank: 'SoftBank',
  ymobile: 'Y!mobile',
  rakuten: 'Rakuten Mobile',
  gmail: 'Gmail',
  outlook: 'Outlook / Hotmail',
  icloud: 'iCloud',
};
export type InfoPage = (typeof infoPages)[number];

/** Local part of the mailto form of List-Unsubscribe: 'unsubscribe+' and the token, at MAIL_DOMAIN. */
export const unsubscribeMailbox = (token: string): string => `unsubscribe+${token}`;
