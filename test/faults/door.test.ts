/** Clients that trickle at our SMTP door: their sessions end, and an honest client does not notice them. */
import { connect, type Socket } from 'node:net';
import nodemailer from 'nodemailer';
import { afterAll, describe, expect, it } from 'vitest';
import { type MailDoor, mailDoor, type ReceivedMail } from '../../server/intake/smtp/server.ts';
import { openLog } from '../../server/lib/log.ts';
import { until } from '../support/delivery.ts';

const SLOW = 15;
type Standing = { door: MailDoor; port: number; received: ReceivedMail[]; sockets: Socket[] };

/** A door of its own for each kind of client: the kinds wait at the same time. */
const stand = async (): Promise<Standing> => {
  const received: ReceivedMail[] = [];
  const door = mailDoor({
    log: openLog('silent', 'test'),
    name: 'mail.example.jp',
    sizeLimit: 1_000_000,
    accepts: () => true,
    receive: async (mail) => void received.push(mail),
    sessionMs: 12_000,
    leastRate: { bytesPerSecond: 500, afterMs: 6000 },
  });
  return { door, port: await door.listen(0, '127.0.0.1', false), received, sockets: [] };
};

const open: Standing[] = [];
afterAll(async () => {
  for (const { sockets, door } of open) {
    for (const socket of sockets) socket.destroy();
    await door.close();
  }
});

/** Says its commands at once and then `bytes` for ever, one each 200 ms. */
const slowClient = ({ port, sockets }: Standing, commands: readonly string[], bytes: string) => {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const rest = [...commands];
  let trickle: NodeJS.Timeout | undefined;
  socket.on('error', () => {});
  socket.on('close', () => clearInterval(trickle));
  socket.on('data', () => {
    const next = rest.shift();
    if (next !== undefined) socket.write(next);
    else trickle ??= setInterval(() => socket.writable && socket.write(bytes), 200);
  });
};
const honest = ({ port }: Standing) => {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const envelope = { from: 'a@example.org', to: ['entry@mail.example.jp'] };
  return transport.sendMail({ envelope, subject: 'x', text: 'x' }).finally(() => transport.close());
};
const into = ['EHLO x\r\n', 'MAIL FROM:<b@example.org>\r\n', 'RCPT TO:<entry@mail.example.jp>\r\n', 'DATA\r\n'];

describe.concurrent('the mail door', () => {
  it.each([
    ['never end a command', [], 'E'],
    ['never end a mail', into, 'x'],
    ['repeat NOOP for ever', ['EHLO x\r\n'], 'NOOP\r\n'],
  ])('ends sessions of clients that %s, takes nothing of them, and serves others meanwhile', async (_w, say, bytes) => {
    const one = await stand();
    open.push(one);
    const { sockets } = one;
    for (let n = 0; n < SLOW; n++) slowClient(one, say, bytes);
    expect(await until(() => sockets.every((s) => s.bytesWritten > 0), 90_000)).toBe(true);
    expect(await honest(one)).toMatchObject({ accepted: ['entry@mail.example.jp'] });
    expect(sockets.some((s) => !s.destroyed)).toBe(true);
    expect(await until(() => sockets.every((s) => s.destroyed), 90_000)).toBe(true);
    expect(one.received.map((m) => m.from)).toEqual(['a@example.org']);
  });
});
