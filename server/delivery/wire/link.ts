/** One socket to a relay: writes commands, waits for replies, and knows by itself when the other side has been silent for too long. */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Hears } from './dialogue.ts';
import type { Deadlines } from './mail.ts';
import type { Relay } from './relay.ts';
import { type Reply, replyReader } from './reply.ts';

/** Why a link is no longer one. `closed`: the other side ended it; `timeout`: silence; `garbled`: not SMTP; else the system's code. */
export type Loss = string;

/** How often deadlines are looked at; short deadlines (tests) are looked at more often. */
const tickOf = (d: Deadlines) => Math.max(10, Math.min(1000, Math.min(...Object.values(d)) / 4));

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? error.message.slice(0, 100);

export type Link = {
  write(text: string): void;
  /** Writes and waits until nothing of it is left on this side; false when the link was lost or it did not drain in `ms`. */
  drain(text: string, ms: number): Promise<boolean>;
  /** The next `n` replies, or fewer when the link was lost before they had come. `until` is an instant of performance.now(). */
  replies(n: number, until: number): Promise<Reply[]>;
  /** Replies nobody has asked for yet. */
  readonly unasked: number;
  readonly lost: Loss | null;
  readonly encrypted: boolean;
  /** STARTTLS: the same link, encrypted. Null, or why it could not be. */
  secure(until: number): Promise<Loss | null>;
  /** Says QUIT and lets go. */
  quit(): void;
  destroy(why: Loss): void;
};

const tlsOptions = (relay: Relay) => ({
  host: relay.host,
  port: relay.port,
  rejectUnauthorized: relay.tls === 'required',
  ...(relay.servername === undefined ? {} : { servername: relay.servername }),
  ...(relay.ca === undefined ? {} : { ca: relay.ca }),
});

/** Each line as it stood, with its code before it. */
const tellReply = (hears: Hears, { code, text }: Reply): void => {
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) hears('relay', `${code}${i < lines.length - 1 ? '-' : ' '}${line}`);
};

/**
 * A link over a socket that is being opened; `opened` resolves with null or the reason it could not be. `hears`: who writes the dialogue down,
 * for one that is opened to be looked at.
 */
export const openLink = (
  relay: Relay,
  deadlines: Deadlines,
  hears?: Hears,
): { link: Link; opened: Promise<Loss | null> } => {
  let reader = replyReader();
  let queue: Reply[] = [];
  let lost: Loss | null = null;
  let wanted = 0;
  let until = Number.POSITIVE_INFINITY;
  let begunAt = 0;
  let wake: (() => void) | null = null;
  let socket: Socket | TLSSocket = relay.implicitTls
    ? connectTls(tlsOptions(relay))
    : connectPlain({ host: relay.host, port: relay.port });
  const sockets: Socket[] = [socket];
  let encrypted = false;

  const stir = () => {
    const go = wake;
    wake = null;
    go?.();
  };
  const lose = (why: Loss) => {
    if (lost === null) {
      lost = why;
      clearInterval(ticker);
      for (const one of sockets) one.destroy();
    }
    stir();
  };
  const hear = (piece: Buffer) => {
    for (const reply of reader.feed(piece.toString('latin1'))) {
      queue.push(reply);
      if (hears) tellReply(hears, reply);
      begunAt = 0;
    }
    if (reader.broken) return lose('garbled');
    if (reader.begun && begunAt === 0) begunAt = performance.now();
    if (queue.length >= wanted) stir();
  };
  const fail = (error: Error) => lose(codeOf(error));
  const end = () => lose('closed');
  const listen = (to: Socket) => {
    to.setNoDelay(true);
    to.on('data', hear);
    to.on('error', fail);
    to.on('end', end);
    to.on('close', end);
  };
  const ticker = setInterval(() => {
    const now = performance.now();
    if (now >= until || (begunAt > 0 && now - begunAt >= deadlines.reply)) lose('timeout');
  }, tickOf(deadlines));
  ticker.unref();
  /** Waits for a stir: replies, loss, or the deadline that the ticker sees. */
  const waitUntil = async (instant: number, ready: () => boolean): Promise<void> => {
    until = instant;
    while (lost === null && !ready())
      await new Promise<void>((go) => {
        wake = go;
      });
    until = Number.POSITIVE_INFINITY;
  };

  const link: Link = {
    write(text) {
      if (lost !== null) return;
      hears?.('us', text);
      socket.write(text, 'latin1');
    },
    async drain(text, ms) {
      if (lost !== null) return false;
      let left = false;
      socket.write(text, 'latin1', () => {
        left = true;
        stir();
      });
      wanted = Number.POSITIVE_INFINITY;
      await waitUntil(performance.now() + ms, () => left);
      return lost === null;
    },
    async replies(n, instant) {
      wanted = n;
      if (queue.length < n && lost === null) await waitUntil(instant, () => queue.length >= n);
      if (queue.length <= n) {
        const all = queue;
        queue = [];
        return all;
      }
      return queue.splice(0, n);
    },
    get unasked() {
      return queue.length + (reader.begun ? 1 : 0);
    },
    get lost() {
      return lost;
    },
    get encrypted() {
      return encrypted;
    },
    async secure(instant) {
      // What the server sent before the handshake was not protected: somebody on the path may have put it there.
      if (this.unasked > 0) return 'garbled';
      socket.off('data', hear).off('end', end).off('close', end);
      reader = replyReader();
      let done = false;
      const over = connectTls({ socket, ...tlsOptions(relay) }, () => {
        done = true;
        stir();
      });
      sockets.push(over);
      socket = over;
      listen(over);
      await waitUntil(instant, () => done);
      encrypted = done;
      return lost;
    },
    quit() {
      if (lost !== null) return;
      lost = 'closed';
      clearInterval(ticker);
      socket.end('QUIT\r\n');
      const all = [...sockets];
      setTimeout(() => {
        for (const one of all) one.destroy();
      }, 1000).unref();
    },
    destroy: lose,
  };

  const opened = (async () => {
    listen(socket);
    let up = false;
    socket.once(relay.implicitTls ? 'secureConnect' : 'connect', () => {
      up = true;
      stir();
    });
    await waitUntil(performance.now() + deadlines.connect, () => up);
    encrypted = relay.implicitTls && up;
    return lost;
  })();
  return { link, opened };
};
