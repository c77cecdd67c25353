/** Mails for the tests of what comes back: written by hand in the form of the servers that send such mails. */

/** Lines joined as they travel; an array is a mail, a string one line. */
export const mail = (...lines: (string | string[])[]): Buffer => Buffer.from(lines.flat().join('\r\n'), 'utf8');

/** Header of a mail daemon. */
export const daemon = (from: string, subject: string, ...more: string[]): string[] => [
  'Return-Path: <>',
  'Received: from mx.example.com (mx.example.com [192.0.2.1]) by hub.example.jp; Fri, 20 Nov 2026 10:00:00 +0900',
  `From: ${from}`,
  'To: bounce+abcdefghijklmnopqrst@mail.example.jp',
  `Subject: ${subject}`,
  'Date: Fri, 20 Nov 2026 10:00:00 +0900',
  'MIME-Version: 1.0',
  ...more,
];

export const returned = (to: string): string[] => [
  'Return-Path: <bounce+abcdefghijklmnopqrst@mail.example.jp>',
  'From: no-reply@mail.example.jp',
  `To: ${to}`,
  'Subject: oshirase',
  'Message-ID: <l1.sample@mail.example.jp>',
  'Date: Fri, 20 Nov 2026 09:59:00 +0900',
];

export type Report = {
  from?: string;
  subject?: string;
  words?: string[];
  recipient: string;
  original?: string;
  action?: string;
  status?: string;
  diagnostic?: string;
};

/** A delivery report of three parts (RFC 3464). */
export const report = (p: Report): Buffer =>
  mail(
    daemon(
      p.from ?? 'MAILER-DAEMON@mx.example.com (Mail Delivery System)',
      p.subject ?? 'Undelivered Mail Returned to Sender',
      'Auto-Submitted: auto-replied',
      'Content-Type: multipart/report; report-type=delivery-status;',
      '\tboundary="part/sample"',
    ),
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--part/sample',
    'Content-Type: text/plain; charset=utf-8',
    '',
    p.words ?? ['Your message could not be delivered.'],
    '',
    '--part/sample',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    'Arrival-Date: Fri, 20 Nov 2026 10:00:00 +0900 (JST)',
    '',
    p.original ? `Original-Recipient: rfc822;${p.original}` : [],
    `Final-Recipient: rfc822; ${p.recipient}`,
    `Action: ${p.action ?? 'failed'}`,
    p.status ? `Status: ${p.status}` : [],
    'Remote-MTA: dns; mx.example.net',
    p.diagnostic ? `Diagnostic-Code: smtp; ${p.diagnostic}` : [],
    '',
    '--part/sample',
    'Content-Type: text/rfc822-headers',
    '',
    returned(p.original ?? p.recipient),
    '',
    '--part/sample--',
    '',
  );

/** A mail daemon that only writes words, in the charset given, and puts the returned mail below a line. */
export const notice = (p: {
  from: string;
  subject: string;
  words: string[];
  to: string;
  border?: string;
  headers?: string[];
}): Buffer =>
  mail(
    daemon(p.from, p.subject, ...(p.headers ?? ['Content-Type: text/plain; charset=utf-8'])),
    '',
    p.words,
    '',
    p.border ?? '--- Below this line is a copy of the message.',
    '',
    returned(p.to),
    '',
    'hello',
    '',
  );
