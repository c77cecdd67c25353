/** What a mail program or a carrier's filter would look at, checked on one stored mail. The page words the codes. */
import type { MailboxMail } from '../../../store/mailbox.ts';
import { headersByName } from './headers.ts';

export type Check = { code: string; level: 'good' | 'odd' | 'bad'; detail: string };

const one = (headers: Record<string, string[]>, name: string): string | null => {
  const values = headers[name] ?? [];
  return values.length === 1 ? values[0]! : null;
};

/** RFC 2369, RFC 8058: an https link and a mailto link, each in angle brackets, and the header that allows the click without a page. */
const unsubscribe = (headers: Record<string, string[]>, due: boolean): Check[] => {
  const value = one(headers, 'list-unsubscribe');
  if (value === null)
    return due
      ? [{ code: 'unsubscribe.missing', level: 'bad', detail: '' }]
      : [{ code: 'unsubscribe.none', level: 'good', detail: '' }];
  const links = value.split(',').map((part) => /^<([^<>\s]+)>$/.exec(part.trim())?.[1] ?? null);
  if (links.includes(null)) return [{ code: 'unsubscribe.broken', level: 'bad', detail: value }];
  const web = links.find((l) => /^https?:/.test(l!)) ?? null;
  const mail = links.find((l) => l!.startsWith('mailto:')) ?? null;
  const post = one(headers, 'list-unsubscribe-post');
  return [
    web === null
      ? { code: 'unsubscribe.no-web', level: 'bad', detail: value }
      : { code: 'unsubscribe.web', level: web.startsWith('https:') ? 'good' : 'odd', detail: web },
    mail === null
      ? { code: 'unsubscribe.no-mailto', level: 'odd', detail: value }
      : { code: 'unsubscribe.mailto', level: 'good', detail: mail },
    post === 'List-Unsubscribe=One-Click'
      ? { code: 'unsubscribe.one-click', level: 'good', detail: post }
      : { code: 'unsubscribe.no-one-click', level: 'bad', detail: post ?? '' },
    headers['list-id']
      ? { code: 'list-id', level: 'good', detail: headers['list-id'][0]! }
      : { code: 'list-id.missing', level: 'odd', detail: '' },
  ];
};

const basics = (headers: Record<string, string[]>): Check[] =>
  ['from', 'to', 'subject', 'date', 'message-id', 'mime-version'].map((name) =>
    one(headers, name) === null
      ? { code: 'header.not-once', level: 'bad', detail: name }
      : { code: 'header.once', level: 'good', detail: name },
  );

const lines = (raw: Buffer): Check => {
  let longest = 0;
  let bare = false;
  let from = 0;
  for (let at = raw.indexOf(10); at >= 0; at = raw.indexOf(10, from)) {
    if (at === 0 || raw[at - 1] !== 13) bare = true;
    longest = Math.max(longest, at - from - 1);
    from = at + 1;
  }
  if (bare) return { code: 'lines.bare', level: 'bad', detail: '' };
  return { code: 'lines', level: longest > 998 ? 'bad' : longest > 78 ? 'odd' : 'good', detail: String(longest) };
};

/** Links by path only: tokens differ per person and say nothing here. */
const links = (text: string) => [...text.matchAll(/https?:\/\/[^\s<>"']+/g)].map((m) => m[0]);

const parts = (mail: MailboxMail): Check[] => {
  const urls = links(mail.text);
  const long = urls.filter((u) => u.length > 70 && !/\/m\//.test(u));
  return [
    mail.text.trim() === ''
      ? { code: 'text.empty', level: 'bad', detail: '' }
      : { code: 'text', level: 'good', detail: String(mail.text.length) },
    { code: 'links', level: long.length > 0 ? 'odd' : 'good', detail: String(urls.length) },
    { code: 'size', level: mail.size > 100_000 ? 'odd' : 'good', detail: String(mail.size) },
  ];
};

/** All checks of one mail. Whether a way out is due follows from what the mail is. */
export const checkMail = (mail: MailboxMail): Check[] => {
  const headers = headersByName(mail.raw);
  const due = mail.type === 'bulletin' || headers['list-id'] !== undefined;
  const automatic: Check =
    headers['auto-submitted'] || due
      ? { code: 'automatic', level: 'good', detail: headers['auto-submitted']?.[0] ?? '' }
      : { code: 'automatic.missing', level: 'odd', detail: '' };
  return [...unsubscribe(headers, due), ...basics(headers), automatic, lines(mail.raw), ...parts(mail)];
};
