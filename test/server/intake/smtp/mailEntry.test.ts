/** The mail door over real SMTP: who is answered, who is refused in the dialogue, and who hears nothing. */
import { connect } from 'node:net';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayNumber, HOUR } from '../../../../server/lib/clock.ts';
import { makeLink } from '../../../../server/lib/token.ts';
import type { ReaderRow } from '../../../../server/store/readers.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { register } from '../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ ROLES: 'web,intake', LIMIT_MAILS_ADDRESS_DAY: '3' });
});
afterAll(() => app.stop());

const domain = 'mail.example.jp';
type Mail = {
  from?: string;
  to?: string;
  headers?: Record<string, string>;
  subject?: string;
  text?: string;
  raw?: string | Buffer;
};

const send = async (mail: Mail) => {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: app.running.smtpPort!,
    ignoreTLS: true,
    tls: { rejectUnauthorized: false },
  });
  const envelope = { from: mail.from ?? '', to: [mail.to ?? `entry@${domain}`] };
  try {
    return await transport.sendMail({
      envelope,
      ...(mail.raw
        ? { raw: mail.raw }
        : {
            from: 'x@example.org',
            to: envelope.to,
            subject: mail.subject ?? '',
            text: mail.text ?? '',
            headers: mail.headers ?? {},
          }),
    });
  } finally {
    transport.close();
  }
};
const answersTo = async (address: string) => {
  await app.settle();
  return (await app.letters()).filter((l) => l.to === address);
};

describe('an empty mail', () => {
  it('gets one trilingual answer with three links bound to that address', async () => {
    await send({ from: 'three@example.org' });
    const [letter, ...rest] = await answersTo('three@example.org');
    expect(rest).toEqual([]);
    expect(letter).toMatchObject({ type: 'nl-entry-reply', languages: 'ja,plja,en' });
    const links = Object.values(letter!.variables.entry_url as Record<string, string>);
    expect(links).toHaveLength(3);
    for (const link of links) {
      const page = await fetch(link.replace(/^https?:\/\/[^/]+/, app.url));
      expect(page.status).toBe(200);
      expect(await page.text()).not.toMatch(/<title>[^<]*(エラー|Error)/);
    }
  });

  it.each(['ja', 'plja', 'en'])('to entry-%s@ is answered in that language alone', async (language) => {
    await send({ from: `one-${language}@example.org`, to: `entry-${language}@${domain}` });
    expect(await answersTo(`one-${language}@example.org`)).toMatchObject([
      { type: 'nl-entry-reply', languages: language },
    ]);
  });

  it.each([
    ['any subject and body', { subject: '登録したいです', text: 'こんにちは' }],
    [
      'a body in ISO-2022-JP',
      { raw: 'From: x@example.org\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B$3$s$K$A$O\x1b(B\r\n' },
    ],
    ['no header at all', { raw: '\r\n' }],
    [
      'a charset that nobody knows',
      { raw: 'From: x@example.org\r\nContent-Type: text/plain; charset=x-moon\r\n\r\n\xff\xfe\r\n' },
    ],
    [
      'an attachment',
      {
        raw: 'From: x@example.org\r\nMIME-Version: 1.0\r\nContent-Type: application/zip; name="x.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n',
      },
    ],
  ])('is answered with %s', async (name, mail) => {
    const from = `any-${name.replaceAll(/\W/g, '-')}@example.org`;
    await send({ from, ...mail });
    expect(await answersTo(from)).toHaveLength(1);
  });

  it('from an active reader is answered with their own links, in their own language', async () => {
    await register(app.url, { email: 'here@example.org', language: 'en' });
    await app.settle();
    await send({ from: 'here@example.org' });
    expect(await answersTo('here@example.org')).toMatchObject([
      { type: 'nl-registration-complete' },
      { type: 'nl-already-registered', languages: 'en' },
    ]);
  });

  it('from an old carrier address with dots is answered to that address', async () => {
    await send({ from: 'a..b@docomo.ne.jp' });
    expect(await answersTo('a..b@docomo.ne.jp')).toMatchObject([{ type: 'nl-entry-reply' }]);
  });

  it('is answered once an hour and three times a day, not more', async () => {
    const from = 'often@example.org';
    for (let n = 0; n < 3; n++) await send({ from });
    expect(await answersTo(from)).toHaveLength(1);
    for (let hour = 1; hour <= 5; hour++) {
      app.clock.advance(HOUR + 1000);
      if (hour <= 2) await send({ from });
      else await expect(send({ from })).rejects.toMatchObject({ responseCode: 451 });
    }
    expect(await answersTo(from)).toHaveLength(3);
  });
});

describe('nobody is answered who could begin a loop', () => {
  it.each([
    ['the null sender', { from: '' }],
    ['an automatic answer', { from: 'auto@example.org', headers: { 'Auto-Submitted': 'auto-replied' } }],
    ['a mailing list', { from: 'list@example.org', headers: { 'List-Id': '<x.example.org>' } }],
    ['bulk mail', { from: 'bulk@example.org', headers: { Precedence: 'bulk' } }],
    ['our own domain', { from: `someone@${domain}` }],
    ['a mailer daemon', { from: 'MAILER-DAEMON@example.org' }],
    ['an out-of-office answer', { from: 'away@example.org', subject: '不在通知: 出張中です' }],
    [
      'a mail that went in circles',
      {
        from: 'loop@example.org',
        raw: `${'Received: from a by b; Sat, 21 Nov 2026 00:00:00 +0000\r\n'.repeat(60)}\r\n`,
      },
    ],
  ])('%s', async (_name, mail) => {
    const before = (await app.letters()).length;
    await expect(send(mail)).rejects.toMatchObject({ responseCode: 550 });
    await app.settle();
    expect((await app.letters()).length).toBe(before);
  });
});

describe('the way out', () => {
  const readerOf = async (email: string) => {
    await register(app.url, { email, language: 'en' });
    await app.settle();
  };

  const stateOf = async (email: string) => {
    const letters = (await app.letters()).filter((l) => l.to === email).map((l) => l.type);
    const gone = letters.includes('nl-unsubscribe-complete');
    return gone ? 'left' : letters.at(-1);
  };
  const sjis = Buffer.from('91de89ef', 'hex').toString('latin1');

  it.each([
    ["a word and a phone's signature", { text: '退会\n\niPhoneから送信' }],
    ['a word and a signature', { text: '退会します\n-- \n山田太郎\n090-0000-0000' }],
    ['the subject and an empty body', { subject: '退会', text: '' }],
    ['another subject and an empty body', { subject: '配信停止', text: '' }],
    ['a sentence', { text: '退会します' }],
    ['another word', { text: '解除' }],
    ['kana', { text: 'たいかい' }],
    ['English in capitals', { text: 'STOP' }],
    ['unlabelled Shift_JIS', { raw: Buffer.from(`From: x@example.org\r\n\r\n${sjis}\r\n`, 'latin1') }],
    ['a mail to unsubscribe@', { to: `unsubscribe@${domain}`, text: '' }],
    ['a mail to kaijo@', { to: `kaijo@${domain}`, subject: '', text: '' }],
    ['a word to kaijo@ of the other domain', { to: `kaijo@${domain}`, text: 'お願いします' }],
  ])('%s ends a registration, and is told', async (name, mail) => {
    const email = `out-${name.replaceAll(/\W/g, '-')}@example.org`;
    await readerOf(email);
    await send({ from: email, ...mail });
    await app.settle();
    expect(await stateOf(email)).toBe('left');
  });

  it.each([
    ['a sentence against it', { text: '退会したくない' }],
    ['another one, to kaijo@', { to: `kaijo@${domain}`, text: 'I do not want to leave' }],
    ['a question', { text: 'how do I unsubscribe?' }],
    ['a subject that says no', { subject: '退会しません', text: '退会' }],
  ])('%s gets the way in and ends nothing', async (name, mail) => {
    const email = `stays-${name.replaceAll(/\W/g, '-')}@example.org`;
    await readerOf(email);
    await send({ from: email, ...mail });
    await app.settle();
    expect(await stateOf(email)).toBe('nl-already-registered');
  });

  it('a mail to unsubscribe+token@ is it, whoever sends it and whatever it says; another token is nobody', async () => {
    const email = 'leaves-by-mail@example.org';
    await readerOf(email);
    const row = (await app.ground.db.knex('reader').orderBy('id', 'desc').first()) as ReaderRow;
    const link = { purpose: 'mailto', id: row.public_id, day: dayNumber('2026-02-18') } as const;
    const token = makeLink(app.ground.ring, link, row.link_epoch);
    const state = async () => ((await app.ground.db.knex('reader').where({ id: row.id }).first()) as ReaderRow).state;
    const foreign = { from: 'x@example.org', to: `unsubscribe+${'a'.repeat(token.length)}@${domain}`, text: 'x' };
    await expect(send(foreign)).rejects.toMatchObject({ responseCode: 550 });
    expect(await state()).toBe('active');
    await send({ from: 'someone.else@example.net', to: `unsubscribe+${token}@${domain}`, text: 'anything' });
    expect(await state()).toBe('left');
  });

  it.each(['退会', 'やめる', 'unsubscribe', 'Ｕｎｓｕｂｓｃｒｉｂｅ', ' やめる\r\n'])(
    'a body of only %s tells a stranger once that nothing is registered',
    async (text) => {
      const from = `out${Buffer.from(text).toString('hex').slice(0, 12)}@example.org`;
      await send({ from, text });
      await send({ from, text });
      expect((await answersTo(from)).map((l) => l.type)).toEqual(['nl-not-registered']);
    },
  );
});

describe('in the dialogue', () => {
  it('an unknown recipient is refused', async () => {
    await expect(send({ from: 'a@example.org', to: `nobody@${domain}` })).rejects.toMatchObject({ responseCode: 550 });
  });
  it('another domain is not relayed for', async () => {
    await expect(send({ from: 'a@example.org', to: 'entry@example.net' })).rejects.toMatchObject({ responseCode: 550 });
  });

  const talk = (lines: string[], wait = 30_000) =>
    new Promise<string>((resolve) => {
      let heard = '';
      const socket = connect(app.running.smtpPort!, '127.0.0.1');
      const rest = [...lines];
      socket.on('data', (data) => {
        heard += data;
        const next = rest.shift();
        if (next === undefined) socket.end();
        else socket.write(next);
      });
      socket.on('close', () => resolve(heard));
      socket.on('error', () => resolve(heard));
      setTimeout(() => socket.destroy(), wait).unref();
    });

  it('lines that end in a bare line feed are refused (SMTP smuggling)', async () => {
    const heard = await talk([
      'EHLO x\r\n',
      'MAIL FROM:<a@example.org>\r\n',
      `RCPT TO:<entry@${domain}>\r\n`,
      'DATA\r\n',
      'Subject: x\r\n\r\na\nb\r\n.\r\n',
    ]);
    expect(heard).toContain('550 5.6.11');
  });

  it('the 101st recipient of a session is put off', async () => {
    const heard = await talk([
      'EHLO x\r\n',
      'MAIL FROM:<a@example.org>\r\n',
      ...Array.from({ length: 101 }, () => `RCPT TO:<no-reply@${domain}>\r\n`),
      'QUIT\r\n',
    ]);
    expect(heard).toContain('452 4.5.3');
  });
});

describe('many empty mails', () => {
  it('of one small domain use up that domain alone: an honest reader of another one, and of a big provider, is answered', async () => {
    app.clock.advance(HOUR);
    const codes = new Map<number, number>();
    for (let n = 0; n < 34; n++) {
      const code = await send({ from: `flood${n}@flood.example.net` }).then(
        () => 250,
        (error: { responseCode: number }) => error.responseCode,
      );
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes]).toEqual([
      [250, 30],
      [451, 4],
    ]);
    await app.settle();
    const flooded = (await app.letters()).filter((l) => l.to.endsWith('@flood.example.net'));
    expect(flooded).toHaveLength(30);
    await send({ from: 'honest@example.ac.jp' });
    expect(await answersTo('honest@example.ac.jp')).toHaveLength(1);
    app.clock.advance(HOUR + 20_000);
    await send({ from: 'late@flood.example.net' });
    expect(await answersTo('late@flood.example.net')).toHaveLength(1);
  }, 60_000);

  it('to one mailbox under many sub-addresses are one mailbox; what was typed is what is answered', async () => {
    app.clock.advance(HOUR);
    const names = ['victim+a@gmail.com', 'v.ictim+b@googlemail.com', 'vic.tim@gmail.com', 'victim+c@gmail.com'];
    for (const [n, from] of names.entries()) {
      if (n < 3) await send({ from });
      else await expect(send({ from })).rejects.toMatchObject({ responseCode: 451 });
      app.clock.advance(HOUR + 1000);
    }
    await app.settle();
    const letters = (await app.letters()).filter((l) => /^v\.?ic\.?tim/.test(l.to));
    expect(letters.map((l) => l.to)).toEqual(names.slice(0, 3));
    // Elsewhere a plus may be somebody else's mailbox, and a carrier's dots are part of the name.
    for (const from of ['person+a@example.ac.jp', 'person+b@example.ac.jp', 'a.b@docomo.ne.jp', 'ab@docomo.ne.jp']) {
      await send({ from });
      expect(await answersTo(from)).toHaveLength(1);
    }
  });
});
