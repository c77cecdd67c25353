/** Makes whole mails: single letters as nodemailer's composer writes them, bulletins compiled once and then put together for each reader. */
import { hash } from 'node:crypto';
import { escapeHtml } from '../letters/furigana.ts';
import { HubError } from '../lib/errors.ts';
import { bodyHash, type DkimKey, openSigner, relaxedHeader, signedHeaders } from './dkim.ts';
import { bodyText, type Piece } from './mime/bodyText.ts';
import { checkHeader, folded, mailboxHeader, textHeader } from './mime/headerText.ts';
import { letterText } from './mime/letterText.ts';
import { wirePath } from './wire/envelope.ts';

export type Sender = { name: string; address: string };
export type Header = readonly [name: string, value: string];

export type LetterMail = {
  from: Sender;
  /** As it stands in RCPT TO. */
  to: string;
  subject: string;
  text: string;
  html: string | null;
  /** With its angle brackets. */
  messageId: string;
  /** RFC 5322 date. */
  date: string;
  contentLanguage: string;
  /** Auto-Submitted, List-…: one line each. */
  headers: readonly Header[];
};

/**
 * A single letter. The same letter gives the same bytes, so that a repeat can be recognised.
 * HubErrors `mail.header` for a control sign in a header, `envelope.address`.
 */
export const assembleLetter = (mail: LetterMail): Buffer => {
  const headers: Record<string, string> = {
    'Content-Language': mail.contentLanguage,
    ...Object.fromEntries(mail.headers),
  };
  for (const [header, value] of Object.entries(headers)) checkHeader(header, value);
  const fields = { subject: mail.subject, name: mail.from.name, 'message-id': mail.messageId, date: mail.date };
  for (const [header, value] of Object.entries(fields)) checkHeader(header, value);
  return letterText({
    headers: [
      ...Object.entries(headers),
      ['From', { name: mail.from.name, address: wirePath(mail.from.address, 'from') }],
      ['To', wirePath(mail.to, 'to')],
      ['Subject', mail.subject],
      ['Message-ID', mail.messageId],
      ['Date', mail.date],
    ],
    text: mail.text,
    html: mail.html,
    boundary: hash('sha256', `letter|${mail.messageId}`, 'hex').slice(0, 24),
  });
};

/** A text in two steps: `head` is the same for all, `tail` holds the spans (letters/bulletin.ts). */
export type MailPart<Span extends string> = { head: string; tail: readonly Piece<Span>[] };

export type BulletinMail<Span extends string> = {
  from: Sender;
  subject: string;
  date: string;
  contentLanguage: string;
  /** With its angle brackets. */
  listId: string;
  text: MailPart<Span>;
  html: MailPart<Span> | null;
  /** More headers that are the same for all. */
  headers?: readonly Header[];
};

/** What differs per reader. Header values are printable ASCII. */
export type MailReader<Span extends string> = {
  /** As it stands in RCPT TO. */
  to: string;
  returnPath: string;
  /** With its angle brackets. */
  messageId: string;
  /** '<https://…>, <mailto:…>' (RFC 2369, RFC 8058) */
  listUnsubscribe: string;
  spans: Readonly<Record<Span, string>>;
};

/** `content` holds one byte a sign, ready for the wire. */
export type ReaderMail = { envelope: { from: string; to: string }; content: string };

export type CompiledMail<Span extends string> = {
  assemble(reader: MailReader<Span>): ReaderMail;
  /** With the signatures of the keys that were given at compiling; RSA runs beside the event loop. */
  assembleSigned(reader: MailReader<Span>): Promise<ReaderMail>;
};

const partHead = (type: string) => `Content-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n`;
const identity = (value: string): string => value;
const escaped = (value: string): string => (/[&<>"']/.test(value) ? escapeHtml(value) : value);
const unprintable = /[^ -~]/;

/** The constant headers, as lines and as what of them is signed. */
const constantHeaders = <Span extends string>(mail: BulletinMail<Span>, contentType: string) => {
  const lines = [
    mailboxHeader('From', { ...mail.from, address: wirePath(mail.from.address, 'from') }),
    textHeader('Subject', mail.subject),
    ...[
      ['Date', mail.date],
      ['Content-Language', mail.contentLanguage],
      ['List-Id', mail.listId],
      ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
      ...(mail.headers ?? []),
      ['MIME-Version', '1.0'],
    ].map(([header = '', value = '']) => `${folded(header, checkHeader(header, value))}\r\n`),
    ...contentType.split(/(?<=\r\n)(?! )/),
  ];
  const signed = lines.filter((line) => isSigned(nameOf(line)));
  return {
    lines: lines.join(''),
    relaxed: signed.map((line) => `${relaxedHeader(line)}\r\n`).join(''),
    signed: signed.map(nameOf),
  };
};
const nameOf = (line: string) => line.slice(0, line.indexOf(':'));
const isSigned = (header: string) => signedHeaders.some((one) => one.toLowerCase() === header.toLowerCase());

/** The body of one reader; base64 lines and part headers only, so it is in DKIM's relaxed form as it stands. */
const compileBody = <Span extends string>(mail: BulletinMail<Span>, boundary: string) => {
  const text = bodyText([mail.text.head, ...mail.text.tail], identity);
  if (mail.html === null) return text;
  const html = bodyText([mail.html.head, ...mail.html.tail], escaped);
  const first = `--${boundary}\r\n${partHead('plain')}\r\n`;
  const second = `--${boundary}\r\n${partHead('html')}\r\n`;
  const end = `--${boundary}--\r\n`;
  return (values: Readonly<Record<Span, string>>) => first + text(values) + second + html(values) + end;
};

/**
 * Compiles a bulletin's mail in one language. The same reader gets the same bytes at every try.
 * HubErrors `mail.header`, `envelope.address`, at compiling or at assembling.
 */
export const compileMail = <Span extends string>(
  mail: BulletinMail<Span>,
  keys: readonly DkimKey[] = [],
): CompiledMail<Span> => {
  const boundary = `=_${hash('sha256', JSON.stringify([mail.subject, mail.date, mail.text]), 'hex').slice(0, 24)}`;
  const contentType =
    mail.html === null ? partHead('plain') : `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n`;
  const constant = constantHeaders(mail, contentType);
  const bodyOf = compileBody(mail, boundary);
  const signer = openSigner(keys, [...constant.signed, 'To', 'Message-ID', 'List-Unsubscribe']);

  const own = (reader: MailReader<Span>) => {
    const { messageId, listUnsubscribe } = reader;
    const to = wirePath(reader.to, 'to');
    if (unprintable.test(messageId + listUnsubscribe)) throw new HubError('mail.header', { header: 'reader' });
    return {
      envelope: { from: reader.returnPath, to },
      lines: `${folded('To', to)}\r\n${folded('Message-ID', messageId)}\r\n${folded('List-Unsubscribe', listUnsubscribe)}\r\n`,
      relaxed: `to:${to}\r\nmessage-id:${messageId}\r\nlist-unsubscribe:${listUnsubscribe}\r\n`,
    };
  };
  return {
    assemble(reader) {
      const { envelope, lines } = own(reader);
      return { envelope, content: `${lines}${constant.lines}\r\n${bodyOf(reader.spans)}` };
    },
    async assembleSigned(reader) {
      const { envelope, lines, relaxed } = own(reader);
      const body = bodyOf(reader.spans);
      const signature = await signer.sign({ headers: constant.relaxed + relaxed, bodyHash: bodyHash(body) });
      return { envelope, content: `${signature}${lines}${constant.lines}\r\n${body}` };
    },
  };
};
