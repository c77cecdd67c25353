/** Mails as they leave: bulletins put together by ourselves read like those of nodemailer's composer. */
import { type ParsedMail, simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';
import { encodedWords, textHeader } from '../../../server/delivery/mime/headerText.ts';
import { assembleLetter, type BulletinMail, compileMail, type MailReader } from '../../../server/delivery/mime.ts';
import { wireContent } from '../../../server/delivery/wire/content.ts';
import { compileBulletin, type ReaderSpan, renderBulletin } from '../../../server/letters/bulletin.ts';
import { rfc5322Date } from '../../../server/lib/clock.ts';
import { shipped } from '../letters/shipped.ts';

type Span = 'unsubscribeUrl';
const date = rfc5322Date(Date.UTC(2026, 10, 21, 0, 0, 0));

const bulletin = (over: Partial<BulletinMail<Span>> = {}): BulletinMail<Span> => ({
  from: { name: '出入国在留管理庁', address: 'no-reply@mail.example.jp' },
  subject: '【入管庁】手続の期限と必要な書類についての大切なお知らせです。窓口の時間も変わります',
  date,
  contentLanguage: 'ja',
  listId: '<newsletter.mail.example.jp>',
  text: {
    head: '手続の期限をお知らせします。\r\n. 点で始まる行\r\n',
    tail: ['やめるとき:\r\n', { span: 'unsubscribeUrl' }, '\r\n'],
  },
  html: {
    head: `<html><body>${'<p>手続の期限をお知らせします。</p>\r\n'.repeat(40)}`,
    tail: [
      '<a href="',
      { span: 'unsubscribeUrl' },
      `">やめる</a>${'<p>長い終わり</p>\r\n'.repeat(30)}`,
      { span: 'unsubscribeUrl' },
      '</body></html>\r\n',
    ],
  },
  ...over,
});

const reader = (n: number, url = `https://mail.example.jp/u/${'a'.repeat(40)}${n}`): MailReader<Span> => ({
  to: `reader${n}@example.jp`,
  returnPath: `bounce+token${n}@mail.example.jp`,
  messageId: `<token${n}@mail.example.jp>`,
  listUnsubscribe: `<https://mail.example.jp/o/${'b'.repeat(40)}${n}>, <mailto:unsubscribe+${'c'.repeat(40)}${n}@mail.example.jp>`,
  spans: { unsubscribeUrl: url },
});

const join = (part: BulletinMail<Span>['text'], value: string) =>
  part.head + part.tail.map((piece) => (typeof piece === 'string' ? piece : value)).join('');

const oracle = (mail: BulletinMail<Span>, to: MailReader<Span>): Promise<Buffer> =>
  new MailComposer({
    from: mail.from,
    to: to.to,
    subject: mail.subject,
    date: mail.date,
    messageId: to.messageId,
    text: join(mail.text, to.spans.unsubscribeUrl),
    html: mail.html ? join(mail.html, to.spans.unsubscribeUrl.replaceAll('&', '&amp;')) : undefined,
    headers: {
      'Content-Language': mail.contentLanguage,
      'List-Id': mail.listId,
      'List-Unsubscribe': { prepared: true, value: to.listUnsubscribe },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  })
    .compile()
    .build();

const parse = (raw: Buffer | string): Promise<ParsedMail> =>
  simpleParser(typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw);
/** Everything a reader or a program could see; boundary and encoding differ by nature. */
const seen = (mail: ParsedMail) => ({
  headers: Object.fromEntries(
    [...mail.headers]
      .filter(([name]) => name !== 'content-transfer-encoding')
      .map(([name, value]) => [name, name === 'content-type' ? (value as { value: string }).value : value]),
  ),
  text: mail.text,
  html: mail.html,
  attachments: mail.attachments.length,
});
const headOf = (content: string) => content.slice(0, content.indexOf('\r\n\r\n'));

describe('a bulletin', () => {
  const cases: [string, Partial<BulletinMail<Span>>][] = [
    ['Japanese with HTML', {}],
    ['text alone', { html: null }],
    [
      'English, short',
      {
        subject: 'Notice',
        contentLanguage: 'en',
        from: { name: 'Agency, Tokyo', address: 'no-reply@mail.example.jp' },
      },
    ],
    ['English, with a long subject', { subject: `${'Information about procedures '.repeat(6)}end` }],
    ['no sender name', { from: { name: '', address: 'no-reply@mail.example.jp' } }],
    ['a name with signs', { from: { name: 'A "B" \\ (C)', address: 'no-reply@mail.example.jp' } }],
    ['a very long name', { from: { name: '入国'.repeat(40), address: 'no-reply@mail.example.jp' } }],
    ['a span at the very beginning', { text: { head: '', tail: [{ span: 'unsubscribeUrl' }, 'あ'] } }],
  ];
  it.each(cases)('reads like the one of the composer: %s', async (_what, over) => {
    const mail = bulletin(over);
    const compiled = compileMail(mail);
    for (const n of [1, 22, 333]) {
      const ours = await parse(compiled.assemble(reader(n)).content);
      expect(seen(ours)).toEqual(seen(await parse(await oracle(mail, reader(n)))));
    }
  });

  it('says a subject that looks encoded as it was written', async () => {
    const subject = '=?UTF-8?B?eA==?= is not what it seems';
    expect((await parse(compileMail(bulletin({ subject })).assemble(reader(1)).content)).subject).toBe(subject);
  });

  it('is right for links of every length', async () => {
    const mail = bulletin();
    const compiled = compileMail(mail);
    for (let length = 0; length < 130; length++) {
      const one = reader(1, `https://x.jp/${'y'.repeat(length)}`);
      const { content } = compiled.assemble(one);
      const parsed = await parse(content);
      expect(parsed.html).toBe(join(mail.html!, one.spans.unsubscribeUrl).replaceAll('\r\n', '\n'));
      expect(Math.max(...content.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    }
  });

  it('escapes a value in HTML and not in text', async () => {
    const parsed = await parse(compileMail(bulletin()).assemble(reader(1, 'https://x.jp/?a=1&b="><script>')).content);
    expect(parsed.text).toContain('https://x.jp/?a=1&b="><script>');
    expect(parsed.html).not.toContain('<script>');
  });

  it('has both ways out, and its list', async () => {
    const head = headOf(compileMail(bulletin()).assemble(reader(7)).content);
    expect(head).toMatch(
      /^List-Unsubscribe:\r\n <https:\/\/mail\.example\.jp\/o\/b+7>,\r\n <mailto:unsubscribe\+c+7@mail\.example\.jp>$/m,
    );
    expect(head).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(head).toMatch(/^List-Id: <newsletter\.mail\.example\.jp>\r$/m);
  });

  it('goes to one reader and no other, with the quoted form of an old carrier address', async () => {
    const { envelope, content } = compileMail(bulletin()).assemble({ ...reader(1), to: 'a..b@docomo.ne.jp' });
    expect(envelope).toEqual({ from: 'bounce+token1@mail.example.jp', to: '"a..b"@docomo.ne.jp' });
    expect(headOf(content)).toMatch(/^To: "a\.\.b"@docomo\.ne\.jp$/m);
    expect(headOf(content).match(/^(To|Cc|Bcc):/gim)).toEqual(['To:']);
  });

  it('is the same for the same reader at every try, and ready for the wire as it stands', () => {
    const first = compileMail(bulletin()).assemble(reader(1)).content;
    expect(compileMail(bulletin()).assemble(reader(1)).content).toBe(first);
    expect(wireContent(first)).toBe(first);
    expect(first).toMatch(/^[\r\n -~]*$/);
  });

  it.each([
    ['a subject', () => compileMail(bulletin({ subject: 'x\r\nBcc: e@example.com' }))],
    [
      'a sender name',
      () => compileMail(bulletin({ from: { name: 'x\nBcc: e@example.com', address: 'a@example.jp' } })),
    ],
    ['a Message-ID', () => compileMail(bulletin()).assemble({ ...reader(1), messageId: '<x>\r\nBcc: e@example.com' })],
    [
      'a link header',
      () => compileMail(bulletin()).assemble({ ...reader(1), listUnsubscribe: '<x>\r\nBcc: e@example.com' }),
    ],
    ['a list id', () => compileMail(bulletin({ listId: '<x>\u2028Bcc: e@example.com' }))],
  ])('%s cannot begin another header', (_what, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'mail.header' }));
  });

  it('carries what letters have compiled', async () => {
    const text = compileBulletin({
      bundle: shipped,
      language: 'ja',
      subject: '見本のお知らせ',
      body: '本文です。\n\nもう一つの段落です。',
      reissueUrl: 'https://mail.example.jp/m/ja_reissue',
    });
    const to = { ...reader(5), spans: { ...reader(5).spans, reference: '2000-000C-0000-002X-X8JC-KTG6-J8M5-D5A6' } };
    const compiled = compileMail<ReaderSpan>({
      ...bulletin(),
      from: { name: text.fromName, address: text.from },
      subject: text.subject,
      text: text.text,
      html: text.html,
    });
    const parsed = await parse(compiled.assemble(to).content);
    const meant = renderBulletin(text, to.spans);
    expect(parsed.subject).toBe(meant.subject);
    expect(parsed.text?.replace(/ +\n/g, '\n').trimEnd()).toBe(meant.text.trimEnd());
    expect((parsed.html || '').trimEnd()).toBe(meant.html.trimEnd());
  });
});

describe('header text', () => {
  it('encoded words are short and never cut a character', () => {
    const long = '𠮷野家と髙島屋🗾のお知らせ'.repeat(20);
    const header = textHeader('Subject', long);
    const lines = header.trimEnd().split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
    const words = header.match(/=\?UTF-8\?B\?([^?]*)\?=/g)!;
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    expect(words.map((word) => decoder.decode(Buffer.from(word.slice(10, -2), 'base64'))).join('')).toBe(long);
  });
  it('even the narrowest first line takes a character', () => {
    expect(encodedWords('🗾🗾', 75)).toBe('=?UTF-8?B?8J+Xvg==?=\r\n =?UTF-8?B?8J+Xvg==?=');
  });
});

describe('a single letter', () => {
  const letter = {
    from: { name: '出入国在留管理庁', address: 'no-reply@mail.example.jp' },
    to: '"a..b"@docomo.ne.jp',
    subject: '登録の手続が終わりました',
    text: '登録の手続が終わりました。\nhttps://mail.example.jp/c/x\n',
    html: '<p>登録の手続が終わりました。</p>',
    messageId: '<letter1@mail.example.jp>',
    date,
    contentLanguage: 'ja',
    headers: [['Auto-Submitted', 'auto-generated']] as const,
  };
  it('says what it is and to whom', async () => {
    const raw = await assembleLetter(letter);
    const parsed = await parse(raw);
    expect(parsed.subject).toBe(letter.subject);
    expect(parsed.text).toBe(letter.text);
    expect(parsed.html).toBe(letter.html);
    expect(parsed.messageId).toBe(letter.messageId);
    expect(parsed.date?.getTime()).toBe(Date.UTC(2026, 10, 21));
    const head = headOf(raw.toString('latin1'));
    expect(head).toMatch(/^To: <?"a\.\.b"@docomo\.ne\.jp>?\r$/m);
    expect(head).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(head).toMatch(/^Content-Language: ja\r$/m);
    expect(raw.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
  it('is the same at every try', async () => {
    expect((await assembleLetter(letter)).equals(await assembleLetter(letter))).toBe(true);
  });
  it('may be text alone', async () => {
    expect((await parse(await assembleLetter({ ...letter, html: null }))).html).toBe(false);
  });
  it.each([
    { subject: 'x\r\nBcc: e@example.com' },
    { messageId: '<x>\nBcc: e@example.com' },
    { from: { name: 'x\u0085y', address: 'a@example.jp' } },
    { headers: [['Auto-Submitted', 'x\r\nBcc: e@example.com']] as const },
  ])('refuses a header inside a header', async (over) => {
    expect(() => assembleLetter({ ...letter, ...over })).toThrow(expect.objectContaining({ code: 'mail.header' }));
  });
});
