/** A relay over real sockets that answers as a test scripts it, and remembers every command and every byte of content. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Deadlines } from '../../../server/delivery/wire/mail.ts';
import { parseRelay, type Relay } from '../../../server/delivery/wire/relay.ts';
import { serverCert, serverKey } from './certificate.ts';

/** A healthy dialogue is never cut short, however busy the machine; what waits for a deadline has quick ones of its own. */
export const patient: Deadlines = {
  connect: 30_000,
  greeting: 30_000,
  open: 30_000,
  command: 30_000,
  final: 30_000,
  hangs: 30_000,
  reply: 30_000,
  idle: 30_000,
  rest: 20,
  tell: 10_000,
};

/** `drop` resets the connection, `hang` says nothing more. Text is sent as it stands, with CRLF behind it. */
export type Answer = string | 'drop' | 'hang' | undefined;
export type Heard = { verb: string; line: string; connection: number; mailNumber: number; encrypted: boolean };

export type Script = {
  /** Keywords of EHLO; without PIPELINING the client must wait for every answer. */
  offers?: string[];
  greeting?: Answer;
  /** Answer to a command; undefined is the usual one. */
  answer?: (heard: Heard) => Answer;
  /** Answer to the final dot. */
  final?: (raw: string, heard: Heard) => Answer | Promise<Answer>;
  /** Sees content on its way; true drops the connection. */
  cut?: (bytes: number, connection: number) => boolean;
  implicitTls?: boolean;
  /** Another certificate for the same key. */
  cert?: string;
  /** Answers STARTTLS with 220 and then no handshake. */
  brokenHandshake?: boolean;
  /** Milliseconds between the bytes of an answer; 0 sends it at once. */
  trickle?: (answer: string) => number;
};

export type TakenMail = { from: string; to: string; raw: string; connection: number; encrypted: boolean };

const usual: Record<string, string> = {
  HELO: '250 relay.example.jp',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 go ahead',
  RSET: '250 2.0.0 Ok',
  QUIT: '221 2.0.0 Bye',
  STARTTLS: '220 ready',
};

/** Starts it on a free port of loopback. */
export const scriptedRelay = async (script: Script = {}) => {
  const mails: TakenMail[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  /** Commands that came before the one in front of them was answered. */
  let ahead = 0;
  let connections = 0;
  const offers = script.offers ?? ['PIPELINING', '8BITMIME'];
  const context = createSecureContext({ key: serverKey, cert: script.cert ?? serverCert });

  const serve = (plain: Socket) => {
    const connection = ++connections;
    let socket: Socket = plain;
    let encrypted = false;
    let rest = '';
    let inData = false;
    let busy = false;
    let dead = false;
    let mailNumber = 0;
    let from = '';
    let to = '';
    let lastRcptGood = false;
    /** MAIL was taken and nothing has ended it: another MAIL is out of order (RFC 5321, 4.1.4). */
    let inTransaction = false;

    const say = async (answer: Answer) => {
      if (answer === 'drop') {
        dead = true;
        return socket.destroy();
      }
      if (answer === 'hang') {
        dead = true;
        return;
      }
      const text = `${answer}\r\n`;
      const pause = script.trickle?.(text) ?? 0;
      if (pause === 0) return void socket.write(text, 'latin1');
      for (const sign of text) {
        if (socket.destroyed) return;
        socket.write(sign);
        await new Promise((next) => setTimeout(next, pause));
      }
    };
    const heard = (line: string): Heard => ({
      verb: line.split(/[ :]/)[0]!.toUpperCase(),
      line,
      connection,
      mailNumber,
      encrypted,
    });
    const secure = () => {
      socket.off('data', take);
      const over = new TLSSocket(socket, { isServer: true, secureContext: context });
      over.on('error', () => {});
      socket = over;
      encrypted = true;
      rest = '';
      over.on('data', take);
    };
    const command = async (line: string) => {
      const h = heard(line);
      commands.push(line);
      const path = /<(.*?)>/.exec(line)?.[1] ?? '';
      if (h.verb === 'MAIL') {
        mailNumber++;
        h.mailNumber = mailNumber;
        from = path;
      }
      const ehlo = [...offers.map((o) => `250-${o}`), '250 ENHANCEDSTATUSCODES'].join('\r\n');
      let answer = script.answer?.(h);
      if (answer === undefined) {
        if (h.verb === 'EHLO') answer = `250-relay.example.jp\r\n${ehlo}`;
        else if (h.verb === 'MAIL' && inTransaction) answer = '503 5.5.1 nested MAIL';
        else if (h.verb === 'DATA' && !lastRcptGood) answer = '554 5.5.1 no valid recipients';
        else answer = usual[h.verb] ?? '502 5.5.1 not known';
      }
      if (h.verb === 'MAIL') inTransaction = answer.startsWith('2');
      if (['RSET', 'EHLO', 'HELO'].includes(h.verb)) inTransaction = false;
      if (h.verb === 'RCPT') {
        to = path;
        lastRcptGood = answer.startsWith('2');
      }
      await say(answer);
      if (h.verb === 'DATA' && answer.startsWith('354')) inData = true;
      if (h.verb === 'STARTTLS' && answer.startsWith('220')) {
        if (script.brokenHandshake) socket.write('not a handshake\r\n');
        else secure();
      }
      if (h.verb === 'QUIT') socket.end();
    };
    const content = async (): Promise<boolean> => {
      if (script.cut?.(rest.length, connection)) {
        dead = true;
        socket.destroy();
        return false;
      }
      const at = rest.startsWith('.\r\n') ? -2 : rest.indexOf('\r\n.\r\n');
      if (at === -1) return false;
      const raw = at === -2 ? '' : rest.slice(0, at + 2);
      rest = rest.slice(at + 5);
      inData = false;
      inTransaction = false;
      const answer = (await script.final?.(raw, heard('.'))) ?? '250 2.0.0 queued';
      if (answer.startsWith('250')) mails.push({ from, to, raw, connection, encrypted });
      await say(answer);
      return true;
    };
    const work = async () => {
      if (busy) return;
      busy = true;
      while (!dead) {
        if (inData) {
          if (!(await content())) break;
          continue;
        }
        const at = rest.indexOf('\r\n');
        if (at < 0) break;
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        if (rest !== '') ahead++;
        await command(line);
      }
      busy = false;
    };
    const take = (piece: Buffer) => {
      rest += piece.toString('latin1');
      void work();
    };
    plain.on('error', () => {});
    if (script.implicitTls) secure();
    else socket.on('data', take);
    void say(script.greeting ?? '220 relay.example.jp ESMTP');
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    port,
    mails,
    commands,
    get ahead() {
      return ahead;
    },
    get connections() {
      return connections;
    },
    /** A relay of our side that leads here. */
    relay: (options = 'tls=none', over: Partial<Relay> = {}): Relay => ({
      ...parseRelay(`${script.implicitTls ? 'smtps' : 'smtp'}://127.0.0.1:${port}?${options}`),
      ...over,
    }),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
export type ScriptedRelay = Awaited<ReturnType<typeof scriptedRelay>>;
