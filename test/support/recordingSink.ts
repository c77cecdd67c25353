/** An SMTP server for tests: writes down every mail before it says 250, and misbehaves as told. Run as a program it writes to a file. */
import { appendFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';

/** Every n-th mail or all mails; 0 is never. */
export type Behaviour = {
  /** Answers 451 to RCPT. */
  defer: number;
  /** Answers 550 5.1.1 to RCPT. */
  refuse: number;
  /** Takes the mail, writes it down, then drops the connection before 250. */
  drop: number;
  /** Takes the mail, writes it down, and never answers. */
  hang: number;
  /** Milliseconds before the answer to a mail. */
  delay: number;
  /** Answers 550 5.1.1 to RCPT of any address that ends so. */
  unknown?: string;
};
export type Arrived = { to: string; from: string; messageId: string; at: number; data: string };

export const calm: Behaviour = { defer: 0, refuse: 0, drop: 0, hang: 0, delay: 0 };

type Session = { from: string; to: string; data: string[] | null };

const header = (data: string, name: string) =>
  new RegExp(`^${name}:[ \\t]*(.*(?:\\r\\n[ \\t].*)*)`, 'im')
    .exec(data)?.[1]
    ?.replace(/\r\n[ \t]+/g, ' ')
    .trim() ?? '';

/** `onMail` runs before the answer. Behaviour may be changed while it runs. */
export const startSink = async (p: { port?: number; onMail?: (mail: Arrived) => void; keep?: boolean } = {}) => {
  const behaviour: Behaviour = { ...calm };
  const mails: Arrived[] = [];
  const sockets = new Set<Socket>();
  let seen = 0;
  let recipients = 0;
  let most = 0;
  const nth = (n: number, count: number) => n > 0 && count % n === 0;

  const take = async (socket: Socket, session: Session) => {
    const data = session.data!.join('\r\n');
    const mail = { to: session.to, from: session.from, messageId: header(data, 'message-id'), at: Date.now(), data };
    seen++;
    if (p.keep !== false) mails.push(mail);
    p.onMail?.(mail);
    // Nothing more is answered here, not even what was sent ahead.
    if (nth(behaviour.hang, seen)) return new Promise<void>(() => {});
    if (nth(behaviour.drop, seen)) return void socket.destroy();
    if (behaviour.delay > 0) await new Promise((r) => setTimeout(r, behaviour.delay));
    socket.write('250 2.0.0 Ok: queued\r\n');
  };

  const command = (socket: Socket, session: Session, line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO')
      return socket.write('250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n');
    if (verb === 'MAIL') {
      session.from = /<(.*?)>/.exec(line)?.[1] ?? '';
      session.to = '';
      return socket.write('250 2.1.0 Ok\r\n');
    }
    if (verb === 'RCPT') {
      recipients++;
      if (nth(behaviour.defer, recipients)) return socket.write('451 4.3.0 come again\r\n');
      if (behaviour.unknown && line.includes(`${behaviour.unknown}>`))
        return socket.write('550 5.1.1 The email account that you tried to reach does not exist.\r\n');
      if (nth(behaviour.refuse, recipients)) return socket.write('550 5.1.1 User unknown\r\n');
      session.to = /<(.*?)>/.exec(line)?.[1] ?? '';
      return socket.write('250 2.1.5 Ok\r\n');
    }
    if (verb === 'DATA') {
      if (session.to === '') return socket.write('503 5.5.1 no recipient\r\n');
      session.data = [];
      return socket.write('354 go on\r\n');
    }
    if (verb === 'QUIT') return socket.end('221 2.0.0 Bye\r\n');
    return socket.write('250 2.0.0 Ok\r\n');
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const session: Session = { from: '', to: '', data: null };
    let rest = '';
    let busy: Promise<void> = Promise.resolve();
    const work = async () => {
      for (let at = rest.indexOf('\r\n'); at >= 0 && !socket.destroyed; at = rest.indexOf('\r\n')) {
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        if (session.data === null) command(socket, session, line);
        else if (line !== '.') session.data.push(line.startsWith('.') ? line.slice(1) : line);
        else {
          await take(socket, session);
          session.data = null;
        }
      }
    };
    socket.on('data', (text: string) => {
      rest += text;
      busy = busy.then(work);
    });
    socket.write('220 sink ESMTP\r\n');
  });
  await new Promise<void>((up) => server.listen(p.port ?? 0, '127.0.0.1', up));
  const port = (server.address() as { port: number }).port;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    behaviour,
    /** How many mails were taken, and how many connections stood at most at a time. */
    get seen() {
      return seen;
    },
    get mostConnections() {
      return most;
    },
    dropAll() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((down) => server.close(down));
    },
  };
};
export type Sink = Awaited<ReturnType<typeof startSink>>;

/** `recordingSink.ts PORT FILE`: a process of its own that appends 'recipient<TAB>message-id' before each 250. A number on its input is a new delay. */
if (process.argv[1]?.endsWith('recordingSink.ts')) {
  const [, , port, file] = process.argv;
  const sink = await startSink({
    port: Number(port),
    keep: false,
    onMail: (mail) => appendFileSync(file!, `${mail.to}\t${mail.messageId}\n`),
  });
  for (const name of ['defer', 'refuse', 'drop', 'hang', 'delay'] as const)
    sink.behaviour[name] = Number(process.env[name.toUpperCase()] ?? 0);
  process.stdin.on('data', (text) => {
    sink.behaviour.delay = Number(String(text).trim().split('\n').at(-1));
  });
  process.stdout.write(`${sink.port}\n`);
}
