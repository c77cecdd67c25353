/** Whether empty mails and reports come in: asks the hosts that the MX names as a sender would, up to the recipient. Nothing is sent. */
import { randomBytes } from 'node:crypto';
import type { Link } from '../delivery/wire/link.ts';
import { usualDeadlines } from '../delivery/wire/mail.ts';
import { parseRelays } from '../delivery/wire/relay.ts';
import { type Reply, replyLine } from '../delivery/wire/reply.ts';
import { isSession, openSession } from '../delivery/wire/session.ts';
import { type Finding, notebook } from './finding.ts';

const WAIT = { ...usualDeadlines, connect: 5000, greeting: 10_000, open: 15_000 };
/** Postfix asks us about a recipient before it answers, for nine seconds at most (address_verify_poll_count × _delay). */
const RECIPIENT_MS = 20_000;

/** A host that takes mail for the domain: its name, and where it is. */
export type Exchanger = { host: string; address: string; port: number };

/** What main.cf needs for a Postfix that stands in front of the mail entry on the same machine (docs/deploy.md). */
export const postfixLines = (domain: string, port: number): string =>
  [
    `relay_domains = ${domain}`,
    `transport_maps = inline:{ ${domain}=smtp:[127.0.0.1]:${port} }`,
    'smtpd_recipient_restrictions = reject_unauth_destination, reject_unverified_recipient',
    'unverified_recipient_reject_code = 550',
    'smtp_send_xforward_command = yes',
  ].join('\n');

const ask = async (link: Link, command: string): Promise<Reply | null> => {
  link.write(`${command}\r\n`);
  return (await link.replies(1, performance.now() + RECIPIENT_MS))[0] ?? null;
};

type Book = ReturnType<typeof notebook>;
const look = async (at: Exchanger, domain: string, lines: string, book: Book): Promise<void> => {
  const about = `${at.host}:${at.port}`;
  const brackets = at.address.includes(':') ? `[${at.address}]` : at.address;
  const [relay] = parseRelays(`smtp://${brackets}:${at.port}`);
  const session = await openSession(relay!, WAIT);
  if (!isSession(session)) {
    const error = [session.reason, session.reply].filter(Boolean).join(': ');
    return book.warn('entry.away', about, { error, lines });
  }
  const { link } = session;
  try {
    const from = await ask(link, 'MAIL FROM:<>');
    const known = from && from.code < 300 ? await ask(link, `RCPT TO:<entry@${domain}>`) : from;
    if (!known || known.code >= 300) {
      const reply = known ? replyLine(known) : (link.lost ?? 'no answer');
      return book.fail('entry.refuses', about, { address: `entry@${domain}`, reply, lines });
    }
    const stranger = `nobody-${randomBytes(6).toString('hex')}@${domain}`;
    const unknown = await ask(link, `RCPT TO:<${stranger}>`);
    if (unknown && unknown.code < 300) book.warn('entry.takesAll', about, { domain, lines });
    else if (!unknown || unknown.code < 500)
      book.warn('entry.defers', about, { reply: unknown ? replyLine(unknown) : 'no answer', lines });
    else book.ok('entry.ok', about, { address: `entry@${domain}` });
  } finally {
    link.quit();
  }
};

/** `port`: where the mail entry itself listens, for the lines of a Postfix in front. */
export const lookAtEntry = async (p: {
  domain: string;
  port: number;
  exchangers: readonly Exchanger[];
}): Promise<Finding[]> => {
  const book = notebook('entry');
  const lines = postfixLines(p.domain, p.port);
  // One after the other: behind several names there is often one machine.
  for (const exchanger of p.exchangers) await look(exchanger, p.domain, lines, book);
  return book.findings;
};
