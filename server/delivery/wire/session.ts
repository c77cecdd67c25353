/** From nothing to a session that may send: connect, greeting, EHLO, STARTTLS, AUTH. */
import type { Hears } from './dialogue.ts';
import { type Link, type Loss, openLink } from './link.ts';
import type { Deadlines } from './mail.ts';
import type { Relay } from './relay.ts';
import { type Reply, replyLine } from './reply.ts';

export type Session = { link: Link; pipelining: boolean; dsn: boolean; encrypted: boolean };

/** Why no session came about: the step, the system's or the server's words. */
export type OpenFailure = {
  step: 'connect' | 'greeting' | 'ehlo' | 'tls' | 'auth';
  reason: Loss;
  reply: string | null;
};

const failed = (step: OpenFailure['step'], link: Link, reply?: Reply): OpenFailure => {
  const reason = link.lost ?? (reply ? 'refused' : 'closed');
  link.destroy('failed');
  return { step, reason, reply: reply ? replyLine(reply) : null };
};
const isFailure = (value: Session | OpenFailure | Map<string, string>): value is OpenFailure => 'step' in value;
export const isSession = (value: Session | OpenFailure): value is Session => 'link' in value;

/** Keywords in upper case with their parameters (RFC 5321, 4.1.1.1). */
const keywords = (reply: Reply): Map<string, string> =>
  new Map(
    reply.text
      .split('\n')
      .slice(1)
      .map((line) => {
        const [word = '', ...rest] = line.trim().toUpperCase().split(/[ =]/);
        return [word, rest.join(' ')];
      }),
  );

const ask = async (link: Link, command: string, until: number): Promise<Reply | undefined> => {
  link.write(command);
  return (await link.replies(1, until))[0];
};

const greet = async (link: Link, helo: string, until: number): Promise<Map<string, string> | OpenFailure> => {
  const ehlo = await ask(link, `EHLO ${helo}\r\n`, until);
  if (ehlo && ehlo.code >= 200 && ehlo.code < 300) return keywords(ehlo);
  if (!ehlo || ehlo.code < 500) return failed('ehlo', link, ehlo);
  const hello = await ask(link, `HELO ${helo}\r\n`, until);
  return hello && hello.code >= 200 && hello.code < 300 ? new Map() : failed('ehlo', link, hello);
};

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

const logIn = async (p: { link: Link; relay: Relay; ways: string; until: number }): Promise<OpenFailure | null> => {
  const { link, relay, until } = p;
  if (relay.auth === null) return null;
  const { user, password } = relay.auth;
  const ways = p.ways.split(' ');
  let answer: Reply | undefined;
  if (ways.includes('PLAIN')) answer = await ask(link, `AUTH PLAIN ${base64(`\0${user}\0${password}`)}\r\n`, until);
  else if (ways.includes('LOGIN')) {
    answer = await ask(link, 'AUTH LOGIN\r\n', until);
    if (answer?.code === 334) answer = await ask(link, `${base64(user)}\r\n`, until);
    if (answer?.code === 334) answer = await ask(link, `${base64(password)}\r\n`, until);
  } else return { ...failed('auth', link), reason: 'not offered' };
  return answer?.code === 235 ? null : failed('auth', link, answer);
};

const startTls = async (link: Link, until: number): Promise<OpenFailure | null> => {
  const ready = await ask(link, 'STARTTLS\r\n', until);
  if (ready?.code !== 220) return failed('tls', link, ready);
  const loss = await link.secure(until);
  return loss === null ? null : { ...failed('tls', link), reason: loss };
};

const openOnce = async (relay: Relay, deadlines: Deadlines, hears?: Hears): Promise<Session | OpenFailure> => {
  const { link, opened } = openLink(relay, deadlines, hears);
  const until = performance.now() + deadlines.open;
  const loss = await opened;
  if (loss !== null) return failed(relay.implicitTls && !/^E[A-Z]+$/.test(loss) ? 'tls' : 'connect', link);
  const [greeting] = await link.replies(1, Math.min(until, performance.now() + deadlines.greeting));
  if (greeting?.code !== 220) return failed('greeting', link, greeting);
  let offers = await greet(link, relay.helo, until);
  if (isFailure(offers)) return offers;
  if (!link.encrypted && relay.tls !== 'none' && offers.has('STARTTLS')) {
    const failure = await startTls(link, until);
    if (failure) return failure;
    hears?.('note', 'TLS');
    // RFC 3207, 4.2: what was offered in the open is forgotten.
    offers = await greet(link, relay.helo, until);
    if (isFailure(offers)) return offers;
  }
  if (relay.tls === 'required' && !link.encrypted) return { ...failed('tls', link), reason: 'not offered' };
  const refusal = await logIn({ link, relay, ways: offers.get('AUTH') ?? '', until });
  if (refusal) return refusal;
  return { link, pipelining: offers.has('PIPELINING'), dsn: offers.has('DSN'), encrypted: link.encrypted };
};

/**
 * A session with the relay, or why there is none; never rejects. Where TLS is only opportunistic and its handshake fails,
 * a second connection goes on without it. `hears`: who writes down what is said.
 */
export const openSession = async (
  relay: Relay,
  deadlines: Deadlines,
  hears?: Hears,
): Promise<Session | OpenFailure> => {
  const first = await openOnce(relay, deadlines, hears);
  const plainAllowed = relay.tls === 'opportunistic' && !relay.implicitTls && relay.auth === null;
  if (isSession(first) || first.step !== 'tls' || !plainAllowed) return first;
  return openOnce({ ...relay, tls: 'none' }, deadlines, hears);
};

/** A session that is opened to be looked at, and ended at once; nothing is sent. */
export const trySession = async (relay: Relay, deadlines: Deadlines, hears?: Hears): Promise<Session | OpenFailure> => {
  const session = await openSession(relay, deadlines, hears);
  if (!isSession(session)) return session;
  session.link.write('QUIT\r\n');
  await session.link.replies(1, performance.now() + 2000).catch(() => []);
  session.link.destroy('done');
  return session;
};
