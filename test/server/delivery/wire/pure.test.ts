/** The pure parts of the wire: content, replies, envelopes, relays. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireContent } from '../../../../server/delivery/wire/content.ts';
import { envelopeCommands, wirePath, xtext } from '../../../../server/delivery/wire/envelope.ts';
import { parseRelay, parseRelays } from '../../../../server/delivery/wire/relay.ts';
import { replyLine, replyReader } from '../../../../server/delivery/wire/reply.ts';

describe('content', () => {
  /** Pieces from which every end of data that a server might see can be built. */
  const risky = fc.array(fc.constantFrom('\r', '\n', '\r\n', '.', '..', 'a', '\r\n.\r\n', 'é'), { maxLength: 40 });

  it('has only CRLF line ends and no line that begins with a single dot, whatever goes in', () => {
    fc.assert(
      fc.property(risky, (pieces) => {
        const wire = wireContent(pieces.join(''));
        expect(wire.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(wire.endsWith('\r\n')).toBe(true);
        const lines = wire.slice(0, -2).split('\r\n');
        expect(lines.filter((line) => line.startsWith('.') && !line.startsWith('..'))).toEqual([]);
        // What the receiver takes off again is what was meant, with tidy line ends.
        const meant = pieces.join('').replace(/\r\n|\r|\n/g, '\r\n');
        const arrived = lines.map((line) => (line.startsWith('.') ? line.slice(1) : line)).join('\r\n');
        expect(arrived).toBe(meant.replace(/\r\n$/, ''));
      }),
    );
  });

  it('a tidy mail is not touched, as text or as bytes', () => {
    const tidy = 'Subject: x\r\n\r\nAAAA\r\n';
    expect(wireContent(tidy)).toBe(tidy);
    expect(wireContent(Buffer.from(tidy))).toBe(tidy);
  });

  it('keeps every byte', () => {
    const bytes = Buffer.from('見本\r\n', 'utf8');
    expect(Buffer.from(wireContent(bytes), 'latin1')).toEqual(bytes);
  });
});

describe('replies', () => {
  const session = '220 hi\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n550 5.1.1 no\n';
  const whole = [
    { code: 220, text: 'hi' },
    { code: 250, text: 'one\ntwo\nthree' },
    { code: 354, text: '' },
    { code: 550, text: '5.1.1 no' },
  ];
  it('are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(session.length), { maxLength: 12 }), (cuts) => {
        const reader = replyReader();
        const at = [0, ...cuts.toSorted((a, b) => a - b), session.length];
        const got = at.slice(1).flatMap((end, i) => reader.feed(session.slice(at[i], end)));
        expect(got).toEqual(whole);
        expect(reader.broken).toBe(false);
        expect(reader.begun).toBe(false);
      }),
    );
  });

  it('know that one has begun', () => {
    const reader = replyReader();
    reader.feed('250-one\r\n');
    expect(reader.begun).toBe(true);
    reader.feed('25');
    expect(reader.feed('0 two\r\n')).toHaveLength(1);
    expect(reader.begun).toBe(false);
  });

  it.each(['hello\r\n', '25 x\r\n', '2500\r\n', '\r\n', '650 x\r\n', 'x'.repeat(20_000)])('%j is broken', (piece) => {
    const reader = replyReader();
    expect(reader.feed(piece)).toEqual([]);
    expect(reader.broken).toBe(true);
  });

  it('keep little of a very long line, and no sign that could forge a log', () => {
    const [reply] = replyReader().feed(`550 ${'x'.repeat(5000)}\r\n`);
    expect(reply?.text.length).toBeLessThanOrEqual(1000);
    expect(replyLine({ code: 550, text: 'a\u001b[31m\nb\tc' })).toBe('550 a [31m b c');
    expect(replyLine({ code: 550, text: Buffer.from('宛先不明').toString('latin1') })).toBe('550 宛先不明');
  });
});

describe('envelopes', () => {
  it('quote the whole local part of an old carrier address, however it is given', () => {
    for (const local of ['a..b', 'a.', '.a', 'a...b.'])
      for (const domain of ['docomo.ne.jp', 'ezweb.ne.jp', 'ab.ezweb.ne.jp', 'au.com']) {
        expect(wirePath(`${local}@${domain}`, 'to')).toBe(`"${local}"@${domain}`);
        expect(wirePath(`"${local}"@${domain}`, 'to')).toBe(`"${local}"@${domain}`);
      }
    expect(wirePath('"plain"@docomo.ne.jp', 'to')).toBe('plain@docomo.ne.jp');
  });

  it('leave usual addresses as they are', () => {
    for (const address of ["o'hara+x_y-z@example.co.jp", '_-__@docomo.ne.jp', 'a@b.example'])
      expect(wirePath(address, 'to')).toBe(address);
  });

  it.each([
    `${'a'.repeat(65)}@example.jp`,
    `a@${'b'.repeat(64)}.jp`,
    `a@${'b.'.repeat(130)}jp`,
    '"a b"@docomo.ne.jp',
    '"a\\"b"@docomo.ne.jp',
    '"a..b"@example.jp',
    'a@-example.jp',
  ])('refuse %s', (address) => {
    expect(() => wirePath(address, 'to')).toThrow(expect.objectContaining({ code: 'envelope.address' }));
  });

  it('make commands for one recipient only', () => {
    expect(envelopeCommands({ from: '', to: 'a@example.jp' })).toEqual([
      'MAIL FROM:<>\r\n',
      'RCPT TO:<a@example.jp>\r\n',
      'DATA\r\n',
    ]);
    expect(xtext('a+b=c d\r\n')).toBe('a+2Bb+3Dc+20d+0D+0A');
  });
});

describe('relays', () => {
  it('have safe defaults: a password demands TLS, loopback does not', () => {
    expect(parseRelay('smtp://relay.example.jp')).toMatchObject({
      port: 25,
      tls: 'opportunistic',
      auth: null,
      weight: 1,
    });
    expect(parseRelay('smtp://hub:p%40ss@relay.example.jp')).toMatchObject({
      port: 587,
      tls: 'required',
      auth: { user: 'hub', password: 'p@ss' },
    });
    expect(parseRelay('smtp://hub:x@127.0.0.1:2500')).toMatchObject({ port: 2500, tls: 'opportunistic' });
    expect(parseRelay('smtps://relay.example.jp')).toMatchObject({ port: 465, tls: 'required', implicitTls: true });
    expect(parseRelay('smtp://[::1]:2500')).toMatchObject({ host: '::1', port: 2500 });
  });

  it('take every option', () => {
    expect(parseRelay('smtp://relay.example.jp?tls=none&name=mail.example.jp&weight=3&mails=50')).toMatchObject({
      tls: 'none',
      helo: 'mail.example.jp',
      weight: 3,
      mailsPerConnection: 50,
      name: 'relay.example.jp:25',
    });
  });

  it('may be several, joined by blanks or commas', () => {
    const several = 'smtp://one.example.jp?weight=2, smtps://two.example.jp  smtp://three.example.jp:2525';
    expect(parseRelays(several).map((relay) => [relay.host, relay.weight])).toEqual([
      ['one.example.jp', 2],
      ['two.example.jp', 1],
      ['three.example.jp', 1],
    ]);
  });

  it.each([
    ['http://relay.example.jp', 'relay.url'],
    ['smtp://', 'relay.url'],
    ['relay.example.jp:25', 'relay.url'],
    ['smtp://relay.example.jp?tls=maybe', 'relay.option'],
    ['smtps://relay.example.jp?tls=none', 'relay.option'],
    ['smtp://relay.example.jp?weight=0', 'relay.option'],
    ['smtp://relay.example.jp?wieght=2', 'relay.option'],
    ['smtp://relay.example.jp?ca=/no/such/file', 'relay.ca'],
  ])('%s is refused without telling its password', (text, code) => {
    const withPassword = text.replace('://', '://hub:geheim@');
    const caught = (() => {
      try {
        parseRelay(withPassword);
      } catch (error) {
        return error as Error & { code: string; details: object };
      }
    })();
    expect(caught?.code).toBe(code);
    expect(JSON.stringify(caught?.details) + caught?.message).not.toContain('geheim');
  });
});
