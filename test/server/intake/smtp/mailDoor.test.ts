/** The mail door alone, with small limits: how long, how slow, how large and how many, and what a certificate changes. */
import { X509Certificate } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import nodemailer from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type MailDoor,
  type MailDoorParts,
  mailDoor,
  type ReceivedMail,
} from '../../../../server/intake/smtp/server.ts';
import { openLog } from '../../../../server/lib/log.ts';
import { expiredCert, serverCert, serverKey } from '../../delivery/certificate.ts';

let door: MailDoor | null = null;
const received: ReceivedMail[] = [];
const open = async (over: Partial<MailDoorParts> = {}): Promise<number> => {
  received.length = 0;
  door = mailDoor({
    log: openLog('silent', 'test'),
    name: 'mail.example.jp',
    sizeLimit: 50_000,
    accepts: (to) => to.startsWith('entry@'),
    receive: async (mail) => void received.push(mail),
    ...over,
  });
  return door.listen(0, '127.0.0.1', false);
};
afterEach(() => door?.close());

/** Says one line after each answer; what was heard when the other side hung up. `then`: goes on when the lines are used up. */
const talk = (port: number, lines: string[], then?: (socket: Socket) => void) =>
  new Promise<string>((resolve) => {
    let heard = '';
    const rest = [...lines];
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (data) => {
      heard += data;
      const next = rest.shift();
      if (next !== undefined) socket.write(next);
      else then?.(socket);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
const toData = ['EHLO x\r\n', 'MAIL FROM:<a@example.org>\r\n', 'RCPT TO:<entry@mail.example.jp>\r\n', 'DATA\r\n'];

describe('a session', () => {
  it('ends at its deadline, whatever it does', async () => {
    const port = await open({ sessionMs: 2000 });
    let turns = 0;
    await talk(port, ['EHLO x\r\n'], (socket) => {
      turns++;
      setTimeout(() => socket.write('NOOP\r\n'), 20);
    });
    expect(turns).toBeGreaterThan(0);
    expect(received).toEqual([]);
  }, 30_000);

  it('ends when its mail comes more slowly than the least rate, and the mail is not taken', async () => {
    const port = await open({ leastRate: { bytesPerSecond: 500, afterMs: 200 } });
    let drip: NodeJS.Timeout | undefined;
    const heard = await talk(port, toData, (socket) => {
      drip ??= setInterval(() => socket.write('x'), 50);
    });
    clearInterval(drip);
    expect(heard).toContain('354');
    expect(received).toEqual([]);
  }, 30_000);

  it('goes on when its mail comes quickly enough', async () => {
    const port = await open({ leastRate: { bytesPerSecond: 10, afterMs: 200 } });
    const heard = await talk(port, [...toData, `Subject: x\r\n\r\n${'x'.repeat(900)}\r\n.\r\n`, 'QUIT\r\n']);
    expect(heard).toMatch(/^250 .*\r\n221/m);
    expect(received).toMatchObject([{ from: 'a@example.org', to: 'entry@mail.example.jp' }]);
  }, 30_000);

  it('is refused beyond twenty of one network', async () => {
    const port = await open();
    const held: Socket[] = [];
    const greeting = () =>
      new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {});
        held.push(socket);
        socket.once('data', (data) => resolve(String(data)));
      });
    for (let n = 0; n < 20; n++) expect(await greeting()).toMatch(/^220/);
    expect(await greeting()).toMatch(/^421/);
    for (const socket of held) socket.destroy();
  }, 30_000);
});

describe('a mail', () => {
  it('of an old carrier address is taken with the address unquoted in MAIL FROM', async () => {
    const port = await open();
    for (const from of ['a..b@docomo.ne.jp', 'a.@ezweb.ne.jp'])
      await talk(port, ['EHLO x\r\n', `MAIL FROM:<${from}>\r\n`, ...toData.slice(2), '\r\n.\r\n', 'QUIT\r\n']);
    expect(received.map((mail) => mail.from)).toEqual(['a..b@docomo.ne.jp', 'a.@ezweb.ne.jp']);
  }, 30_000);

  it('beyond the size limit is refused, told or not', async () => {
    const port = await open();
    const told = await talk(port, ['EHLO x\r\n', 'MAIL FROM:<a@example.org> SIZE=60000\r\n', 'QUIT\r\n']);
    expect(told).toMatch(/^552/m);
    const sent = await talk(port, [...toData, `\r\n${`${'x'.repeat(70)}\r\n`.repeat(900)}.\r\n`, 'QUIT\r\n']);
    expect(sent).toMatch(/^552/m);
    expect(received).toEqual([]);
  }, 30_000);

  it('with addresses beyond ASCII is refused before its recipient, and the door does not offer otherwise', async () => {
    const port = await open();
    const asked = await talk(port, ['EHLO x\r\n', 'MAIL FROM:<a@example.org> SMTPUTF8\r\n', 'QUIT\r\n']);
    expect(asked).toMatch(/^220 mail\.example\.jp ESMTP\s*$/m);
    expect(asked).not.toMatch(/^250[ -]SMTPUTF8/im);
    expect(asked).toMatch(/^555 5\.5\.4 /m);
    const unasked = await talk(port, ['EHLO x\r\n', 'MAIL FROM:<テスト@example.org>\r\n', 'QUIT\r\n']);
    expect(unasked).toMatch(/^55\d /m);
    expect(received).toEqual([]);
  }, 30_000);

  it('is told to come again when it could not be kept', async () => {
    const port = await open({ receive: () => Promise.reject(new Error('disk full')) });
    expect(await talk(port, [...toData, '\r\n.\r\n', 'QUIT\r\n'])).toContain('451 4.3.0');
  }, 30_000);
});

describe('a mail server in front', () => {
  const mail = ['MAIL FROM:<a@example.org>\r\n', ...toData.slice(2), '\r\n.\r\n'];
  const who = () => received.map(({ network, helo }) => `${network} ${helo}`);

  it('says who brought a mail, mail by mail, and is itself the client of what it does not know', async () => {
    const port = await open({ fronts: ['127.0.0.0/8'] });
    const heard = await talk(port, [
      'EHLO front.example.jp\r\n',
      'XFORWARD NAME=out.example.org ADDR=192.0.2.7 PORT=4711 PROTO=ESMTP HELO=out.example.org SOURCE=REMOTE\r\n',
      ...mail,
      'XFORWARD NAME=[UNAVAILABLE] ADDR=[UNAVAILABLE] PROTO=ESMTP HELO=[UNAVAILABLE] SOURCE=LOCAL\r\n',
      ...mail,
      'XFORWARD NAME=[UNAVAILABLE] ADDR=IPv6:2001:db8::5 PROTO=ESMTP HELO=six.example.org SOURCE=REMOTE\r\n',
      ...mail,
      'XCLIENT NAME=[UNAVAILABLE] ADDR=198.51.100.9 HELO=last.example.org\r\n',
      'EHLO last.example.org\r\n',
      ...mail,
      'QUIT\r\n',
    ]);
    expect(heard).toContain('XFORWARD NAME ADDR PORT PROTO HELO');
    expect(heard).toContain('XCLIENT NAME ADDR');
    expect(who()).toEqual([
      '192.0.2.7 out.example.org',
      '127.0.0.1 ',
      '2001:db8::5 six.example.org',
      '198.51.100.9 last.example.org',
    ]);
  }, 30_000);

  it('hands a whole connection over by XCLIENT, after which its client can say nothing of the kind', async () => {
    const port = await open({ fronts: ['127.0.0.1'] });
    const heard = await talk(port, [
      'EHLO front.example.jp\r\n',
      'XCLIENT NAME=out.example.org ADDR=192.0.2.7 HELO=out.example.org\r\n',
      'EHLO out.example.org\r\n',
      'XCLIENT ADDR=192.0.2.8\r\n',
      ...mail,
      'QUIT\r\n',
    ]);
    expect(heard).toMatch(/^550 .*Not allowed/m);
    expect(who()).toEqual(['192.0.2.7 out.example.org']);
  }, 30_000);

  it.each([[[]], [['192.0.2.0/24', '::1']]])(
    'is nobody else (%s): a stranger is refused and offered nothing',
    async (fronts) => {
      const port = await open({ fronts });
      const heard = await talk(port, [
        'EHLO stranger.example.org\r\n',
        'XCLIENT ADDR=192.0.2.7\r\n',
        'XFORWARD ADDR=192.0.2.7\r\n',
        ...mail,
        'QUIT\r\n',
      ]);
      expect(heard).not.toMatch(/^250.XCLIENT|^250.XFORWARD/m);
      expect(heard.match(/^5\d\d .*/gm)).toHaveLength(2);
      expect(who()).toEqual(['127.0.0.1 stranger.example.org']);
    },
    30_000,
  );

  it('may open more connections than a stranger, and a slow mail of its is still ended', async () => {
    const port = await open({ fronts: ['127.0.0.1'], leastRate: { bytesPerSecond: 500, afterMs: 200 } });
    const held: Socket[] = [];
    for (let n = 0; n < 22; n++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      held.push(socket);
      expect(await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))).toMatch(
        /^220/,
      );
    }
    const lines = ['EHLO x\r\n', 'XCLIENT ADDR=192.0.2.7\r\n', ...toData];
    let drip: NodeJS.Timeout | undefined;
    await talk(port, lines, (socket) => {
      drip ??= setInterval(() => socket.write('x'), 50);
    });
    clearInterval(drip);
    expect(received).toEqual([]);
    for (const socket of held) socket.destroy();
  }, 30_000);
});

/** The mark of the certificate that the door shows after STARTTLS. */
const certificateOf = (port: number) =>
  new Promise<string>((resolve) => {
    const lines = ['EHLO x\r\n', 'STARTTLS\r\n'];
    const socket = connect(port, '127.0.0.1');
    socket.on('data', () => {
      const next = lines.shift();
      if (next !== undefined) return void socket.write(next);
      socket.removeAllListeners('data');
      const secure = connectTls({ socket, rejectUnauthorized: false }, () => {
        resolve(secure.getPeerCertificate().fingerprint256);
        secure.destroy();
      });
    });
  });

describe('STARTTLS', () => {
  it('is offered and works when there is a certificate, and is not offered without one', async () => {
    const bare = await open();
    expect(await talk(bare, ['EHLO x\r\n', 'QUIT\r\n'])).not.toContain('STARTTLS');
    await door!.close();
    const port = await open({ tls: { key: Buffer.from(serverKey), cert: Buffer.from(serverCert) } });
    const transport = nodemailer.createTransport({
      host: '127.0.0.1',
      port,
      requireTLS: true,
      tls: { rejectUnauthorized: false },
    });
    await transport.sendMail({ envelope: { from: 'a@example.org', to: ['entry@mail.example.jp'] }, text: 'x' });
    transport.close();
    expect(received).toHaveLength(1);
    // A certificate that a proxy has renewed is shown to those who come after.
    const before = await certificateOf(port);
    door!.renew({ key: Buffer.from(serverKey), cert: Buffer.from(expiredCert) });
    const marks = [serverCert, expiredCert].map((pem) => new X509Certificate(pem).fingerprint256);
    expect([before, await certificateOf(port)]).toEqual(marks);
  }, 30_000);
});
