/** What both ways to a relay promise, the wire of bulletins and nodemailer's of letters: the same faults, the same answers. */
import { afterEach, describe, expect, it } from 'vitest';
import { openSingle } from '../../../server/delivery/single.ts';
import type { Carrier, Deadlines, WireMail } from '../../../server/delivery/wire/mail.ts';
import type { Relay } from '../../../server/delivery/wire/relay.ts';
import { openWire } from '../../../server/delivery/wire/wire.ts';
import { expiredCert, serverCert } from './certificate.ts';
import { patient, type Script, type ScriptedRelay, scriptedRelay } from './scriptedRelay.ts';

const quick: Partial<Deadlines> = { greeting: 400, open: 800, command: 400, final: 500, reply: 300 };
const body = 'From: <no-reply@mail.example.jp>\r\nTo: <reader@example.jp>\r\nSubject: sample\r\n\r\nhello\r\n';
const mail = (n = 1, content: Buffer | string = Buffer.from(body)): WireMail => ({
  envelope: { from: `bounce+${n}@mail.example.jp`, to: `reader${n}@example.jp` },
  content,
});

let relays: ScriptedRelay[] = [];
let carriers: Carrier[] = [];
afterEach(async () => {
  await Promise.all(carriers.map((carrier) => carrier.close()));
  await Promise.all(relays.map((relay) => relay.close()));
  relays = [];
  carriers = [];
});

const kinds = { 'the wire': openWire, 'the way of single letters': openSingle };

describe.each(Object.entries(kinds))('%s', (_name, openCarrier) => {
  const relay = async (script: Script = {}) => {
    const started = await scriptedRelay(script);
    relays.push(started);
    return started;
  };
  const carrier = (to: Relay, deadlines: Partial<Deadlines> = {}) => {
    const opened = openCarrier({ relay: to, deadlines: { ...patient, ...deadlines } });
    carriers.push(opened);
    return opened;
  };

  it('hands a mail over with exactly its one recipient', async () => {
    const to = await relay();
    const result = await carrier(to.relay()).send(mail());
    expect(result).toMatchObject({ kind: 'accepted', relay: `127.0.0.1:${to.port}` });
    expect(result.reply).toContain('2.0.0 queued');
    expect(to.mails).toMatchObject([{ from: 'bounce+1@mail.example.jp', to: 'reader1@example.jp', raw: body }]);
    expect(to.commands.filter((line) => line.startsWith('RCPT'))).toHaveLength(1);
  });

  it('speaks a plain dialogue where the server does not pipeline', async () => {
    const to = await relay({ offers: ['8BITMIME'] });
    const via = carrier(to.relay());
    const results = await Promise.all([1, 2, 3, 4].map((n) => via.send(mail(n))));
    expect(results.map((r) => r.kind)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
    expect(to.ahead).toBe(0);
    expect(to.mails.map((m) => m.to)).toEqual([1, 2, 3, 4].map((n) => `reader${n}@example.jp`));
  });

  it('falls back to HELO when EHLO is not known', async () => {
    const to = await relay({ answer: ({ verb }) => (verb === 'EHLO' ? '502 5.5.1 not known' : undefined) });
    expect((await carrier(to.relay()).send(mail())).kind).toBe('accepted');
    expect(to.commands.some((line) => line.startsWith('HELO '))).toBe(true);
  });

  it('quotes the dots of an old carrier address', async () => {
    const to = await relay();
    await carrier(to.relay()).send({ ...mail(), envelope: { from: '', to: '"a..b"@docomo.ne.jp' } });
    expect(to.mails).toMatchObject([{ from: '', to: '"a..b"@docomo.ne.jp' }]);
  });

  const steps = [
    ['MAIL', 'mail'],
    ['RCPT', 'rcpt'],
    ['DATA', 'data'],
  ] as const;
  for (const pipelining of [true, false])
    for (const [verb, stage] of steps)
      for (const [code, kind] of [
        ['451 4.3.0 later', 'deferred'],
        ['550 5.1.1 never', 'refused'],
      ] as const) {
        const how = pipelining ? 'pipelined' : 'in plain dialogue';
        it(`${kind} at ${verb}, ${how}: says so, and the next mail still goes`, async () => {
          const to = await relay({
            offers: pipelining ? ['PIPELINING'] : [],
            answer: (h) => (h.verb === verb && h.mailNumber === 1 && h.connection === 1 ? code : undefined),
          });
          const via = carrier(to.relay());
          const [first, second] = await Promise.all([via.send(mail(1)), via.send(mail(2))]);
          expect(first).toMatchObject({ kind, stage });
          expect(first.reply).toContain(code);
          expect(second.kind).toBe('accepted');
          expect(to.mails.map((m) => m.to)).toEqual(['reader2@example.jp']);
        });
      }

  it.each([
    ['452 4.2.2 mailbox full', 'deferred'],
    ['554 5.7.1 looks like spam', 'refused'],
  ])('takes the answer to the final dot as it is: %s', async (answer, kind) => {
    const to = await relay({ final: (_raw, h) => (h.mailNumber === 1 && h.connection === 1 ? answer : undefined) });
    const via = carrier(to.relay());
    const [first, second] = await Promise.all([via.send(mail(1)), via.send(mail(2))]);
    expect(first).toMatchObject({ kind, stage: 'dot' });
    expect(first.reply).toContain(answer);
    expect(second.kind).toBe('accepted');
  });

  it.each(['MAIL', 'RCPT', 'DATA'])('a connection lost at %s has sent nothing', async (verb) => {
    const to = await relay({ answer: (h) => (h.verb === verb ? 'drop' : undefined) });
    expect((await carrier(to.relay()).send(mail())).kind).toBe('unsent');
    expect(to.mails).toHaveLength(0);
  });

  it('a connection lost in the middle of a large mail has sent nothing', async () => {
    const to = await relay({ cut: (bytes) => bytes > 300_000 });
    const large = `${body}${'x'.repeat(70)}\r\n`.repeat(60_000);
    const result = await carrier(to.relay()).send(mail(1, large));
    expect(result.kind).toBe('unsent');
    expect(to.mails).toHaveLength(0);
  });

  it('a connection lost after the final dot is unknown, not sent again', async () => {
    let finals = 0;
    const to = await relay({
      final: () => {
        finals++;
        return 'drop';
      },
    });
    expect(await carrier(to.relay()).send(mail())).toMatchObject({ kind: 'unknown', stage: 'dot' });
    expect(finals).toBe(1);
  });

  it('a server that never answers the final dot is unknown after the deadline', async () => {
    const to = await relay({ final: () => 'hang' });
    const began = performance.now();
    expect((await carrier(to.relay(), { final: 500 }).send(mail())).kind).toBe('unknown');
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it.each(['MAIL', 'RCPT', 'DATA'])(
    'a server that goes silent at %s frees the way, and nothing was sent',
    async (verb) => {
      const to = await relay({ answer: (h) => (h.verb === verb ? 'hang' : undefined) });
      const began = performance.now();
      expect((await carrier(to.relay(), { command: 400 }).send(mail())).kind).toBe('unsent');
      expect(performance.now() - began).toBeLessThan(20_000);
    },
  );

  it.each([
    ['says nothing', { greeting: 'hang' }],
    ['closes at once', { greeting: 'drop' }],
    ['refuses', { greeting: '554 5.7.1 no service' }],
    ['is busy', { greeting: '421 4.3.2 busy' }],
    ['speaks another language', { greeting: 'SSH-2.0-sample' }],
    ['trickles its words', { trickle: () => 60 }],
  ] as [string, Script][])('a server that %s has got nothing of the mail', async (_what, script) => {
    const to = await relay(script);
    const began = performance.now();
    const result = await carrier(to.relay(), quick).send(mail());
    expect(result.kind).toBe('unsent');
    expect(result.reason).toBeTruthy();
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(to.mails).toHaveLength(0);
  });

  it('a relay that is not there is asked with pauses, not in a storm', async () => {
    const gone = await scriptedRelay();
    const where = gone.relay();
    await gone.close();
    const via = carrier(where);
    const began = performance.now();
    const results = await Promise.all([1, 2, 3, 4].map((n) => via.send(mail(n))));
    expect(results.map((r) => r.kind)).toEqual(['unsent', 'unsent', 'unsent', 'unsent']);
    expect(results[0]?.reason).toMatch(/ECONNREFUSED|ESOCKET/);
    // 20 + 40 + 80 milliseconds of rest lie between the four tries.
    expect(performance.now() - began).toBeGreaterThan(130);
  });

  it('opens a new connection after the agreed number of mails', async () => {
    const to = await relay();
    const via = carrier(to.relay('tls=none&mails=2'));
    const results = await Promise.all([1, 2, 3, 4, 5].map((n) => via.send(mail(n))));
    expect(results.every((r) => r.kind === 'accepted')).toBe(true);
    expect(to.mails.map((m) => m.connection)).toEqual([1, 1, 2, 2, 3]);
  });

  it('a connection the server closed while idle costs no mail a try', async () => {
    const to = await relay({
      answer: (h) => (h.verb === 'MAIL' && h.connection === 1 && h.mailNumber === 2 ? 'drop' : undefined),
    });
    const via = carrier(to.relay());
    expect((await via.send(mail(1))).kind).toBe('accepted');
    expect((await via.send(mail(2))).kind).toBe('accepted');
    expect(to.mails.map((m) => m.connection)).toEqual([1, 2]);
  });

  it('closes an idle connection and opens another for the next mail', async () => {
    const to = await relay();
    const via = carrier(to.relay(), { idle: 40 });
    await via.send(mail(1));
    await expect.poll(() => to.commands.includes('QUIT'), { timeout: 20_000 }).toBe(true);
    expect((await via.send(mail(2))).kind).toBe('accepted');
    expect(to.connections).toBe(2);
  });

  it('after closing, mails are given back unsent', async () => {
    const to = await relay();
    const via = carrier(to.relay());
    await via.send(mail(1));
    await via.close();
    expect(await via.send(mail(2))).toMatchObject({ kind: 'unsent', reason: 'stopped' });
    expect(to.mails).toHaveLength(1);
  });

  it('asks for notices with headers only when the server knows them', async () => {
    const wish = { ...mail(), dsn: { envelopeId: 'id+1', notify: 'FAILURE' as const } };
    const knowing = await relay({ offers: ['PIPELINING', 'DSN'] });
    await carrier(knowing.relay()).send(wish);
    expect(knowing.commands.find((line) => line.startsWith('MAIL'))).toMatch(/> RET=HDRS ENVID=id\+2B1$/);
    expect(knowing.commands.find((line) => line.startsWith('RCPT'))).toMatch(/> NOTIFY=FAILURE/);
    const plain = await relay();
    await carrier(plain.relay()).send(wish);
    expect(plain.commands.find((line) => line.startsWith('MAIL'))).toBe('MAIL FROM:<bounce+1@mail.example.jp>');
  });

  describe('TLS', () => {
    const offers = ['PIPELINING', 'STARTTLS'];
    it('is used when offered, whoever signed the certificate, where it is not required', async () => {
      const to = await relay({ offers });
      expect((await carrier(to.relay('tls=opportunistic')).send(mail())).kind).toBe('accepted');
      expect(to.mails).toMatchObject([{ encrypted: true }]);
    });
    it('is not begun where the policy says none', async () => {
      const to = await relay({ offers });
      await carrier(to.relay('tls=none')).send(mail());
      expect(to.mails).toMatchObject([{ encrypted: false }]);
    });
    it('required: a certificate nobody vouches for gets no mail', async () => {
      const to = await relay({ offers });
      const result = await carrier(to.relay('tls=required&servername=relay.example.jp')).send(mail());
      expect(result.kind).toBe('unsent');
      expect(to.commands.some((line) => line.startsWith('MAIL'))).toBe(false);
    });
    it('required: a certificate of another name gets no mail', async () => {
      const to = await relay({ offers });
      const where = to.relay('tls=required&servername=other.example.jp', { ca: serverCert });
      expect((await carrier(where).send(mail())).kind).toBe('unsent');
      expect(to.mails).toHaveLength(0);
    });
    it('required: a certificate that has ended gets no mail, however trusted', async () => {
      const to = await relay({ offers, cert: expiredCert });
      const where = to.relay('tls=required&servername=relay.example.jp', { ca: expiredCert });
      const result = await carrier(where).send(mail());
      expect(result).toMatchObject({ kind: 'unsent', reason: expect.stringMatching(/CERT_HAS_EXPIRED|expired/) });
      expect(to.mails).toHaveLength(0);
    });
    it('required: the right certificate gets the mail', async () => {
      const to = await relay({ offers });
      const where = to.relay('tls=required&servername=relay.example.jp', { ca: serverCert });
      expect((await carrier(where).send(mail())).kind).toBe('accepted');
      expect(to.mails).toMatchObject([{ encrypted: true }]);
    });
    it('required: a server that does not offer it, or takes it back, gets no mail', async () => {
      const without = await relay();
      expect((await carrier(without.relay('tls=required')).send(mail())).kind).toBe('unsent');
      const back = await relay({ offers, answer: (h) => (h.verb === 'STARTTLS' ? '454 4.7.0 not now' : undefined) });
      expect((await carrier(back.relay('tls=required')).send(mail())).kind).toBe('unsent');
      expect(without.mails.length + back.mails.length).toBe(0);
    });
    it('from the first byte (smtps)', async () => {
      const to = await relay({ implicitTls: true });
      const right = to.relay('servername=relay.example.jp', { ca: serverCert });
      expect((await carrier(right).send(mail())).kind).toBe('accepted');
      expect((await carrier(to.relay('tls=required')).send(mail())).kind).toBe('unsent');
      expect(to.mails).toMatchObject([{ encrypted: true }]);
    });
  });

  describe('AUTH', () => {
    const auth = { user: 'hub', password: 'pass word' };
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    it('PLAIN, when offered', async () => {
      const to = await relay({
        offers: ['PIPELINING', 'AUTH LOGIN PLAIN'],
        answer: (h) => (h.line === `AUTH PLAIN ${base64('\0hub\0pass word')}` ? '235 2.7.0 ok' : undefined),
      });
      expect((await carrier(to.relay('tls=none', { auth })).send(mail())).kind).toBe('accepted');
    });
    it('LOGIN, when only that is offered', async () => {
      const to = await relay({
        offers: ['AUTH LOGIN'],
        answer: ({ line }) => {
          if (line === 'AUTH LOGIN') return '334 VXNlcm5hbWU6';
          if (line === base64('hub')) return '334 UGFzc3dvcmQ6';
          return line === base64('pass word') ? '235 2.7.0 ok' : undefined;
        },
      });
      expect((await carrier(to.relay('tls=none', { auth })).send(mail())).kind).toBe('accepted');
    });
    it('refused: no mail is tried, and no mail is lost for it', async () => {
      const to = await relay({
        offers: ['AUTH PLAIN'],
        answer: (h) => (h.verb === 'AUTH' ? '535 5.7.8 no' : undefined),
      });
      const result = await carrier(to.relay('tls=none', { auth })).send(mail());
      expect(result.kind).toBe('unsent');
      expect(result.reply).toContain('535');
      expect(to.commands.some((line) => line.startsWith('MAIL'))).toBe(false);
    });
    it('asked for only at MAIL: put off, never refused for good', async () => {
      const to = await relay({ answer: (h) => (h.verb === 'MAIL' ? '530 5.7.0 authentication required' : undefined) });
      expect(await carrier(to.relay()).send(mail())).toMatchObject({ kind: 'deferred', stage: 'mail' });
    });
  });

  describe('never lets content end the mail early', () => {
    const ends = ['\n.\n', '\n.\r\n', '\r.\r', '\r.\r\n', '\r\n.\n', '\r\n.\r', '\n.\r', '\r\n.\r\n'];
    it.each(ends.map((end) => [JSON.stringify(end), end]))('%s inside a mail stays inside', async (_shown, end) => {
      const to = await relay();
      const smuggled = `Subject: x\r\n\r\nbefore${end}MAIL FROM:<evil@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nevil\r\n`;
      const via = carrier(to.relay());
      expect((await via.send(mail(1, smuggled))).kind).toBe('accepted');
      expect(to.mails).toHaveLength(1);
      const { raw } = to.mails[0]!;
      expect(raw).toContain('victim@example.com');
      expect(raw).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
      expect(raw.split('\r\n').filter((line) => line.startsWith('.') && !line.startsWith('..'))).toEqual([]);
    });
  });

  it.each([
    'reader@example.jp\r\nRCPT TO:<other@example.jp>',
    'a@example.jp,b@example.jp',
    'a@example.jp> NOTIFY=NEVER',
    'a b@example.jp',
    'a..b@example.jp',
    '読者@example.jp',
    'reader@例え.jp',
    'reader\u2028@example.jp',
    'reader\u007f@example.jp',
    '<reader@example.jp>',
    'reader@[127.0.0.1]',
    'reader@',
    '@example.jp',
    '',
  ])('refuses the recipient %j before anything is written', async (to) => {
    const server = await relay();
    const via = carrier(server.relay());
    await expect(via.send({ ...mail(), envelope: { from: '', to } })).rejects.toMatchObject({
      code: 'envelope.address',
    });
    await expect(
      via.send({ ...mail(), envelope: { from: `x\r\n${to}`, to: 'reader@example.jp' } }),
    ).rejects.toMatchObject({
      code: 'envelope.address',
    });
    expect(server.connections).toBe(0);
  });
});
