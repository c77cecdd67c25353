/** Whether each relay would take our mail now: connection, greeting, TLS, password. Nothing is sent. */
import { usualDeadlines } from '../delivery/wire/mail.ts';
import { parseRelays, type Relay } from '../delivery/wire/relay.ts';
import { isSession, trySession } from '../delivery/wire/session.ts';
import type { HubError } from '../lib/errors.ts';
import { type Finding, notebook } from './finding.ts';

const WAIT = { ...usualDeadlines, connect: 5000, greeting: 10_000, open: 15_000 };
const isHere = (relay: Relay) => /^(localhost|127\.|::1$)/.test(relay.host);

/** The relays of SMTP_URL, or what is wrong with it. */
export const readRelays = (smtpUrl: string): { relays: Relay[]; findings: Finding[] } => {
  const book = notebook('relay');
  try {
    return { relays: parseRelays(smtpUrl), findings: book.findings };
  } catch (error) {
    const { code, details } = error as HubError;
    book.fail('relay.url', 'SMTP_URL', { error: [code, ...Object.values(details ?? {})].join(' ') });
    return { relays: [], findings: book.findings };
  }
};

const look = async (relay: Relay, book: ReturnType<typeof notebook>) => {
  const session = await trySession(relay, WAIT);
  if (!isSession(session)) {
    const error = [session.reason, session.reply].filter(Boolean).join(': ');
    return book.fail(`relay.${session.step}`, relay.name, { error });
  }
  const how = [
    session.encrypted ? 'TLS' : 'no TLS',
    session.pipelining ? 'PIPELINING' : 'no PIPELINING',
    ...(relay.auth ? ['AUTH'] : []),
    `tls=${relay.tls}`,
  ].join(', ');
  if (session.encrypted || isHere(relay)) book.ok('relay.ok', relay.name, { how });
  else book.warn('relay.plain', relay.name, { how });
};

/** `mailboxOnly`: there is no relay to look at. */
export const lookAtRelays = async (relays: readonly Relay[], mailboxOnly: boolean): Promise<Finding[]> => {
  const book = notebook('relay');
  if (mailboxOnly) book.warn('relay.mailbox', 'SMTP_URL');
  await Promise.all(relays.map((relay) => look(relay, book)));
  return book.findings;
};
