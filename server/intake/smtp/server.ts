/**
 * The mail door. What it answers with 250 is on disk. It adds what smtp-server does not have: a deadline for every session,
 * a cap on recipients, a least data rate, and the refusal of bare line ends (SMTP smuggling).
 */
import type { AddressInfo, Server, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Log } from '../../lib/log.ts';
import { plainAddress } from '../../lib/networks.ts';
import { isFull } from '../../lib/passing.ts';
import { keepGreeting, openFront } from './front.ts';

export type ReceivedMail = {
  /** Envelope sender as given; empty for the null sender. */
  from: string;
  /** One recipient that `accepts` said yes to. */
  to: string;
  raw: Buffer;
  /** Address of the client, and the name it gave. */
  network: string;
  helo: string;
};

/** Numbers of an SMTP reply that is not 250. */
export class SmtpReply extends Error {
  readonly responseCode: number;
  constructor(code: number, enhanced: string, words: string) {
    super(`${enhanced} ${words}`);
    this.responseCode = code;
  }
}

export type Certificate = { key: Buffer; cert: Buffer };

export type MailDoorParts = {
  log: Log;
  name: string;
  sizeLimit: number;
  tls?: Certificate;
  /** Mail servers in front that may say who brought a mail: addresses and networks. Nobody without it. */
  fronts?: readonly string[];
  /** Whether mail to this address is taken. */
  accepts(to: string): boolean;
  /** Called once a recipient; resolves when what follows from the mail is on disk. Throws `SmtpReply` to refuse. */
  receive(mail: ReceivedMail): Promise<void>;
  /** For tests; the defaults are those of reliability: 300 s a session, 500 bytes a second after 10 s. */
  sessionMs?: number;
  leastRate?: { bytesPerSecond: number; afterMs: number };
};

export type MailDoor = {
  listen(port: number, host: string, mayMove: boolean): Promise<number>;
  /** For those who connect from now on. */
  renew(tls: Certificate): void;
  close(): Promise<void>;
};

const MOST_RECIPIENTS = 100;
const MOST_CLIENTS = 500;
const MOST_PER_NETWORK = 20;
const NEXT_PORTS = 20;
const notAscii = /[^ -~]/;

/** Ends sessions that last too long and remembers how many each network has open. */
const watchSockets = (server: Server, sessionMs: number) => {
  const open = new Map<string, number>();
  const sockets = new Map<string, Socket>();
  /** By session, for a front changes the address of its own. */
  const ofSession = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const network = plainAddress(socket.remoteAddress ?? '');
    const key = `${network}|${socket.remotePort}`;
    open.set(network, (open.get(network) ?? 0) + 1);
    sockets.set(key, socket);
    const deadline = setTimeout(() => socket.destroy(), sessionMs);
    socket.once('close', () => {
      clearTimeout(deadline);
      sockets.delete(key);
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
  return {
    crowded: (session: SMTPServerSession) => (open.get(plainAddress(session.remoteAddress)) ?? 0) > MOST_PER_NETWORK,
    /** Said at its beginning, while its address is still that of the socket. */
    begins(session: SMTPServerSession) {
      const socket = sockets.get(`${plainAddress(session.remoteAddress)}|${session.remotePort}`);
      if (!socket) return;
      ofSession.set(session.id, socket);
      socket.once('close', () => ofSession.delete(session.id));
    },
    end: (session: SMTPServerSession) => ofSession.get(session.id)?.destroy(),
  };
};

/** Reads the whole mail; says what was wrong with it. Memory stays below the size limit, for what is beyond is dropped. */
const readAll = (
  stream: SMTPServerDataStream,
  limit: number,
  rate: { bytesPerSecond: number; afterMs: number },
  tooSlow: () => void,
) =>
  new Promise<{ raw: Buffer; bare: boolean; tooLarge: boolean }>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let last = 0;
    let bare = false;
    const began = performance.now();
    const watch = setInterval(() => {
      const ms = performance.now() - began;
      if (ms > rate.afterMs && size < (rate.bytesPerSecond * ms) / 1000) tooSlow();
    }, 1000);
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      for (let i = 0; !bare && i < chunk.length; i++) {
        const byte = chunk[i]!;
        if ((byte === 10) !== (last === 13) && (byte === 10 || last === 13)) bare = true;
        last = byte;
      }
      if (size <= limit) chunks.push(chunk);
    });
    stream.once('end', () => {
      clearInterval(watch);
      resolve({ raw: Buffer.concat(chunks), bare, tooLarge: size > limit });
    });
    stream.once('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
    stream.once('close', () => clearInterval(watch));
  });

/**
 * One mail to several of our addresses has one answer: a passing trouble of one puts off the whole (what was taken is known again), a
 * refusal of one counts only when nobody took the mail.
 */
const receiveAll = async (p: Pick<MailDoorParts, 'receive'>, mails: readonly ReceivedMail[]): Promise<void> => {
  const refusals: SmtpReply[] = [];
  for (const mail of mails) {
    try {
      await p.receive(mail);
    } catch (error) {
      if (!(error instanceof SmtpReply) || error.responseCode < 500) throw error;
      refusals.push(error);
    }
  }
  if (refusals.length > 0 && refusals.length === mails.length) throw refusals[0];
};

/** Trouble of ours is 451, 452 for a full disk (RFC 5321, 4.2.3), so that the sender tries again; nothing is lost by it. */
const asReply = (error: unknown, log: Log): Error => {
  if (error instanceof SmtpReply) return error;
  log.error({ error: (error as Error).message, stack: (error as Error).stack }, 'mail not taken');
  if (isFull(error)) return new SmtpReply(452, '4.3.1', 'No room here now, try again later');
  return new SmtpReply(451, '4.3.0', 'Temporary trouble here, try again later');
};

export const mailDoor = (p: MailDoorParts): MailDoor => {
  const rate = p.leastRate ?? { bytesPerSecond: 500, afterMs: 10_000 };
  const recipients = new WeakMap<SMTPServerSession, number>();
  const front = openFront(p.fronts ?? []);
  const connections = new WeakMap<SMTPServerSession, { network: string; helo: string }>();
  const never = p.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'];
  const smtp = new SMTPServer({
    name: p.name,
    size: p.sizeLimit,
    rejectOversized: true,
    disabledCommands: front.refused('', never),
    useXClient: true,
    useXForward: true,
    ...(p.tls ?? {}),
    authOptional: true,
    // Old carrier addresses (a..b@docomo.ne.jp) arrive unquoted; our own check decides.
    lenientAddressParsing: true,
    disableReverseLookup: true,
    hideSMTPUTF8: true,
    maxClients: MOST_CLIENTS,
    socketTimeout: 60_000,
    closeTimeout: 5000,
    logger: false,
    onConnect(session, done) {
      watched.begins(session);
      session.disabledCommands = front.refused(session.remoteAddress, never);
      connections.set(session, { network: session.remoteAddress, helo: '' });
      if (front.trusts(session.remoteAddress)) keepGreeting(smtp, session);
      // A front brings the mail of everybody.
      const many = watched.crowded(session) && !front.trusts(session.remoteAddress);
      done(many ? new SmtpReply(421, '4.7.0', 'Too many connections from your network') : null);
    },
    onMailFrom(address, session, done) {
      recipients.set(session, 0);
      // Not offered (RFC 6531), so it is refused, and no address is taken that cannot be answered.
      if (address.args && 'SMTPUTF8' in address.args)
        return done(new SmtpReply(555, '5.5.4', 'SMTPUTF8 is not offered here'));
      done(notAscii.test(address.address) ? new SmtpReply(553, '5.6.7', 'Addresses must be ASCII here') : null);
    },
    onRcptTo(address, session, done) {
      // Counted here: smtp-server keeps a repeated recipient once, however often it is sent.
      const count = (recipients.get(session) ?? 0) + 1;
      recipients.set(session, count);
      if (count > MOST_RECIPIENTS) return done(new SmtpReply(452, '4.5.3', 'Too many recipients'));
      done(p.accepts(address.address) ? null : new SmtpReply(550, '5.1.1', 'No such mailbox here'));
    },
    onData(stream, session, done) {
      readAll(stream, p.sizeLimit, rate, () => watched.end(session))
        .then(async ({ raw, bare, tooLarge }) => {
          if (tooLarge) throw new SmtpReply(552, '5.3.4', 'Message too big');
          if (bare) throw new SmtpReply(550, '5.6.11', 'Lines must end with CR LF');
          const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
          const mails = session.envelope.rcptTo.map(({ address: to }) => ({
            from,
            to,
            raw,
            ...front.client(session, connections.get(session)!),
          }));
          await receiveAll(p, mails);
        })
        .then(
          () => done(null),
          (error) => done(asReply(error, p.log)),
        );
    },
  });
  // A client that hangs up or speaks nonsense is no event for the log of a busy server.
  smtp.on('error', (error: Error) => p.log.debug({ error: error.message }, 'smtp client'));
  const watched = watchSockets(smtp.server as Server, p.sessionMs ?? 300_000);
  return {
    async listen(port, host, mayMove) {
      for (let n = 0; ; n++) {
        try {
          return await listenOnce(smtp, port === 0 ? 0 : port + n, host);
        } catch (error) {
          if ((error as { code?: string }).code !== 'EADDRINUSE' || !mayMove || n >= NEXT_PORTS) throw error;
        }
      }
    },
    renew: (tls) => smtp.updateSecureContext(tls),
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
};

const listenOnce = (smtp: SMTPServer, port: number, host: string) =>
  new Promise<number>((resolve, reject) => {
    const server = smtp.server as Server;
    server.once('error', reject);
    smtp.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
