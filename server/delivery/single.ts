/**
 * Nodemailer's SMTP connection, one mail at a time: forwarded mails, alerts, and letters to relays that only it can log in to. It does not
 * say whether a mail had left when the connection died; the stream it reads the mail from knows, because the final dot follows its end.
 */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SendResult } from '../contract/mail.ts';
import { envelopeCommands, wirePath } from './wire/envelope.ts';
import { refusal, type Stage } from './wire/envelopeVerdict.ts';
import { type Carrier, type Deadlines, leaseLost, usualDeadlines, type WireMail } from './wire/mail.ts';
import type { Relay } from './wire/relay.ts';
import { openRest } from './wire/rest.ts';

export type SingleParts = { relay: Relay; deadlines?: Partial<Deadlines> };

type SmtpError = Error & { code?: string; response?: string; responseCode?: number; command?: string };
type Open = { connection: SMTPConnection; taken: number; alive: boolean };

const PIECE = 64 * 1024;

/**
 * The mail in pieces; `onPiece` is called as each is taken. `atEnd` is called before nodemailer learns of the end: until then the
 * final dot cannot have left.
 */
const pieces = (content: Buffer, onPiece: () => void, atEnd: () => void): Readable => {
  let from = 0;
  return new Readable({
    read() {
      if (from < content.length) {
        onPiece();
        this.push(content.subarray(from, from + PIECE));
        from += PIECE;
      } else {
        atEnd();
        this.push(null);
      }
    },
  });
};

const stageOf = (error: SmtpError, dotLeft: boolean): Stage => {
  if (dotLeft) return 'dot';
  if (error.command === 'MAIL FROM') return 'mail';
  return error.command === 'RCPT TO' ? 'rcpt' : 'data';
};

/** Of a connection that failed the code alone says little: the message tells a wrong certificate from a port where nobody listens. */
const wordsOf = (error: SmtpError): string => {
  const message = error.message.slice(0, 100);
  if (error.code === undefined) return message;
  return ['ESOCKET', 'ETLS', 'EDNS'].includes(error.code) ? `${error.code} ${message}` : error.code;
};

/** What nodemailer's error means for the mail. `reached`: how far our side had come. */
const resultOf = (error: SmtpError, reached: 'mail' | 'data' | 'dot'): SendResult => {
  const dotLeft = reached === 'dot';
  const stage = stageOf(error, dotLeft);
  const spoken = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  if (spoken && error.responseCode && error.responseCode >= 400) {
    const text = (error.response ?? '').replace(/^\d{3}[ -]/, '');
    return refusal({ code: error.responseCode, text: Buffer.from(text, 'utf8').toString('latin1') }, stage);
  }
  return { kind: dotLeft ? 'unknown' : 'unsent', stage: reached, reason: wordsOf(error) };
};

const optionsOf = (relay: Relay, deadlines: Deadlines) => ({
  host: relay.host,
  port: relay.port,
  secure: relay.implicitTls,
  ignoreTLS: relay.tls === 'none',
  requireTLS: relay.tls === 'required' && !relay.implicitTls,
  opportunisticTLS: relay.tls === 'opportunistic',
  name: relay.helo,
  connectionTimeout: deadlines.connect,
  greetingTimeout: deadlines.greeting,
  dnsTimeout: deadlines.connect,
  socketTimeout: deadlines.final,
  socketCloseTimeout: 1000,
  maxResponseSize: 65_536,
  tls: {
    rejectUnauthorized: relay.tls === 'required',
    ...(relay.ca === undefined ? {} : { ca: relay.ca }),
    ...(relay.servername === undefined ? {} : { servername: relay.servername }),
  },
});

/** Opens nothing yet. One letter after the other goes over one connection, which is closed when it has been idle. */
export const openSingle = (p: SingleParts): Carrier => {
  const { relay } = p;
  const deadlines: Deadlines = { ...usualDeadlines, ...p.deadlines };
  const rest = openRest(deadlines.rest);
  let open: Open | null = null;
  let closed = false;
  let waitsSince: number | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let idleTimer: NodeJS.Timeout | null = null;

  const hangUp = (politely: boolean) => {
    const was = open;
    open = null;
    if (!was) return;
    was.alive = false;
    if (politely) was.connection.quit();
    else was.connection.close();
  };

  /** Connects and logs in; rejects with nodemailer's error. */
  const connect = () =>
    new Promise<Open>((resolve, reject) => {
      const connection = new SMTPConnection(optionsOf(relay, deadlines));
      const opened: Open = { connection, taken: 0, alive: true };
      const timer = setTimeout(() => {
        connection.close();
        reject(Object.assign(new Error('no session in time'), { code: 'ETIMEDOUT' }));
      }, deadlines.open);
      const end = (error?: Error | null) => {
        clearTimeout(timer);
        if (!error) return resolve(opened);
        connection.close();
        reject(error);
      };
      connection.on('error', end);
      connection.once('end', () => {
        opened.alive = false;
        // Nodemailer tells of the end before it tells of the reason.
        setImmediate(() => end(new Error('closed')));
      });
      connection.connect((error) => {
        if (error || relay.auth === null) return end(error);
        connection.login({ user: relay.auth.user, pass: relay.auth.password }, end);
      });
    });

  const dsnOf = (mail: WireMail) =>
    mail.dsn ? { ret: 'HDRS' as const, envid: mail.dsn.envelopeId.slice(0, 60), notify: mail.dsn.notify } : undefined;

  /** One mail over an open connection, within the deadlines. */
  const transfer = (on: Open, mail: WireMail) =>
    new Promise<SendResult>((resolve) => {
      let reached: 'mail' | 'data' | 'dot' = 'mail';
      let timer: NodeJS.Timeout;
      const settle = (result: SendResult) => {
        clearTimeout(timer);
        waitsSince = null;
        resolve(result);
      };
      const within = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(
          () => settle(resultOf(Object.assign(new Error('silence'), { code: 'timeout' }), reached)),
          ms,
        );
      };
      within(deadlines.command);
      const lost = (error: SmtpError) => settle(resultOf(error, reached));
      on.connection.once('error', lost);
      const content = typeof mail.content === 'string' ? Buffer.from(mail.content, 'latin1') : mail.content;
      const nextPiece = () => {
        reached = 'data';
        within(deadlines.command);
      };
      const atEnd = () => {
        reached = 'dot';
        waitsSince = performance.now();
        within(deadlines.final);
      };
      const stream = pieces(content, nextPiece, atEnd);
      const { from, to } = mail.envelope;
      const envelope = { from: from === '' ? (false as const) : wirePath(from, 'from'), to: [wirePath(to, 'to')] };
      on.connection.send({ ...envelope, dsn: dsnOf(mail) }, stream, (error, info) => {
        on.connection.off('error', lost);
        if (error) settle(resultOf(error as SmtpError, reached));
        else settle({ kind: 'accepted', reply: info?.response.slice(0, 500) ?? null });
      });
    });

  const ready = async (): Promise<Open> => {
    if (open && (!open.alive || open.taken >= relay.mailsPerConnection)) hangUp(open.alive);
    if (open) return open;
    await rest.over();
    if (closed) throw Object.assign(new Error('stopped'), { code: 'stopped' });
    open = await connect();
    return open;
  };

  const deliver = async (mail: WireMail): Promise<SendResult> => {
    let on: Open;
    try {
      on = await ready();
    } catch (error) {
      const failure = error as SmtpError;
      rest.tire();
      return { kind: 'unsent', reason: `connect ${wordsOf(failure)}`, reply: failure.response?.slice(0, 500) ?? null };
    }
    if (mail.stands?.() === false) return leaseLost;
    const served = on.taken > 0;
    on.taken++;
    const result = await transfer(on, mail);
    if (result.kind === 'accepted') rest.fresh();
    // After anything else nobody knows in what state the dialogue is.
    else hangUp(false);
    if (result.kind !== 'unsent' || !served) return result;
    return closed ? { ...result, stage: null } : deliver(mail);
  };

  const plan = () => {
    if (idleTimer) clearTimeout(idleTimer);
    idleTimer = setTimeout(() => hangUp(true), deadlines.idle).unref();
  };

  return {
    get waitsSince() {
      return waitsSince;
    },
    async send(mail) {
      envelopeCommands(mail.envelope);
      const turn = last.then(async (): Promise<SendResult> => {
        if (closed) return { kind: 'unsent', reason: 'stopped' };
        if (idleTimer) clearTimeout(idleTimer);
        const result = await deliver(mail);
        plan();
        return result;
      });
      last = turn;
      return { ...(await turn), relay: relay.name };
    },
    async close() {
      closed = true;
      rest.end();
      await last;
      if (idleTimer) clearTimeout(idleTimer);
      hangUp(true);
    },
  };
};
