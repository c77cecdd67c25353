/** What could come back for a mail, as other servers and people would send it: delivery reports (RFC 3464), complaints (RFC 5965), auto-replies (RFC 3834). */
import { storedAddress } from '../../../lib/address.ts';
import { rfc5322Date } from '../../../lib/clock.ts';
import { publicId } from '../../../lib/token.ts';
import type { MailboxMail } from '../../../store/mailbox.ts';
import { headersByName } from './headers.ts';

export const reportKinds = ['hard', 'soft', 'complaint', 'away'] as const;
export type ReportKind = (typeof reportKinds)[number];
export const isReportKind = (value: unknown): value is ReportKind => reportKinds.some((kind) => kind === value);

/** `from` is the envelope sender: '' for reports, as RFC 3464 demands. Line ends are CRLF. */
export type Report = { from: string; to: string; data: string };

const crlf = (lines: readonly string[]) => lines.join('\r\n');
const wrapped = (text: string) =>
  Buffer.from(text, 'utf8')
    .toString('base64')
    .match(/.{1,76}/g)!
    .join('\r\n');
const encodedWord = (text: string) => `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;

const failures = {
  hard: {
    action: 'failed',
    status: '5.1.1',
    code: '550 5.1.1',
    words: 'Recipient address rejected: User unknown in local recipient table',
    says: 'The address does not exist. This is a permanent error.',
  },
  soft: {
    action: 'failed',
    status: '4.2.2',
    code: '452 4.2.2',
    words: 'Mailbox full',
    says: 'The mailbox was full for the whole time. The mail could not be delivered.',
  },
} as const;

type Original = { mail: MailboxMail; now: number };

const headOf = (raw: Buffer): string => {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? text : text.slice(0, end);
};

/** The common head and the three parts of a multipart/report (RFC 6522). */
const multipart = (p: {
  type: string;
  from: string;
  to: string;
  subject: string;
  now: number;
  says: string;
  parts: { type: string; body: string }[];
}) => {
  const boundary = `report-${publicId()}`;
  const domain = p.from.slice(p.from.lastIndexOf('@') + 1);
  const parts = [{ type: 'text/plain; charset=us-ascii', body: p.says }, ...p.parts];
  return crlf([
    `From: Mail Delivery System <${p.from}>`,
    `To: <${p.to}>`,
    `Date: ${rfc5322Date(p.now)}`,
    `Message-ID: <${publicId()}@${domain}>`,
    `Subject: ${p.subject}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${p.type}; boundary="${boundary}"`,
    '',
    ...parts.flatMap(({ type, body }) => [`--${boundary}`, `Content-Type: ${type}`, '', body, '']),
    `--${boundary}--`,
    '',
  ]);
};

const deliveryReport = (kind: keyof typeof failures, { mail, now }: Original): Report => {
  const { domain, wire } = storedAddress(mail.to);
  const { action, status, code, words, says } = failures[kind];
  const fields = [
    `Reporting-MTA: dns; mx.${domain}`,
    `Arrival-Date: ${rfc5322Date(mail.at)}`,
    '',
    `Final-Recipient: rfc822; ${wire}`,
    `Original-Recipient: rfc822;${wire}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Remote-MTA: dns; mx.${domain}`,
    `Diagnostic-Code: smtp; ${code} <${wire}>: ${words}`,
    `Last-Attempt-Date: ${rfc5322Date(now)}`,
  ];
  const data = multipart({
    type: 'delivery-status',
    from: `MAILER-DAEMON@mx.${domain}`,
    to: mail.returnPath,
    subject: 'Undelivered Mail Returned to Sender',
    now,
    says: crlf([`This is the mail system at host mx.${domain}.`, '', says, '', `<${wire}>: ${code} ${words}`]),
    parts: [
      { type: 'message/delivery-status', body: crlf(fields) },
      { type: 'text/rfc822-headers', body: headOf(mail.raw) },
    ],
  });
  return { from: '', to: mail.returnPath, data };
};

const complaint = ({ mail, now }: Original): Report => {
  const { domain, wire } = storedAddress(mail.to);
  const fields = [
    'Feedback-Type: abuse',
    'User-Agent: Mailbox/1.0',
    'Version: 1',
    `Original-Mail-From: <${mail.returnPath}>`,
    `Original-Rcpt-To: <${wire}>`,
    `Arrival-Date: ${rfc5322Date(mail.at)}`,
    `Reported-Domain: ${mail.from.slice(mail.from.lastIndexOf('@') + 1)}`,
  ];
  const data = multipart({
    type: 'feedback-report',
    from: `feedback@${domain}`,
    to: mail.returnPath,
    subject: `Abuse report for ${mail.returnPath}`,
    now,
    says: `This is an email abuse report for a mail that ${domain} received on ${rfc5322Date(mail.at)}.`,
    parts: [
      { type: 'message/feedback-report', body: crlf(fields) },
      { type: 'message/rfc822', body: mail.raw.toString('latin1').trimEnd() },
    ],
  });
  return { from: '', to: mail.returnPath, data };
};

const away = ({ mail, now }: Original): Report => {
  const { domain, wire } = storedAddress(mail.to);
  const id = headersByName(mail.raw)['message-id']?.[0] ?? '';
  const data = crlf([
    `From: <${wire}>`,
    `To: <${mail.returnPath}>`,
    `Date: ${rfc5322Date(now)}`,
    `Message-ID: <${publicId()}@${domain}>`,
    ...(id === '' ? [] : [`In-Reply-To: ${id}`, `References: ${id}`]),
    `Subject: ${encodedWord('自動返信: 不在にしております / Out of office')}`,
    'Auto-Submitted: auto-replied',
    'X-Auto-Response-Suppress: All',
    'Precedence: bulk',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    wrapped('ただいま休暇中です。月曜日に返信いたします。\r\nI am out of the office and will answer on Monday.\r\n'),
    '',
  ]);
  return { from: wire, to: mail.returnPath, data };
};

/** A finished report about a mail, addressed to its return path. */
export const composeReport = (kind: ReportKind, original: Original): Report => {
  if (kind === 'complaint') return complaint(original);
  if (kind === 'away') return away(original);
  return deliveryReport(kind, original);
};
