/** Our signatures before the judgement of another implementation. */
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
import {
  createDkimKey,
  type DkimAlgorithm,
  keysFor,
  readDkimKey,
  relaxedBody,
  relaxedHeader,
  signMessage,
} from '../../../server/delivery/dkim.ts';
import { type BulletinMail, compileMail } from '../../../server/delivery/mime.ts';

const records = new Map<string, string>();
const key = (algorithm: DkimAlgorithm, selector: string, domain = 'mail.example.jp') => {
  const made = createDkimKey({ domain, selector, algorithm });
  records.set(made.name, made.value);
  return readDkimKey({ domain, selector, privateKey: made.privateKey });
};
const rsa = key('rsa', 'r2026');
const ed = key('ed25519', 'e2026');

type Verdict = { selector: string; algorithm: string; result: string };
const judge = async (raw: Buffer): Promise<Verdict[]> => {
  const { results } = await dkimVerify(raw, {
    resolver: async (name: string, type: string) => {
      const found = type === 'TXT' ? records.get(name) : undefined;
      if (found === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
      return [[found]];
    },
  });
  return results.map((one) => ({
    selector: String(one.selector),
    algorithm: String(one.algo),
    result: String(one.status.result),
  }));
};

const mail = {
  from: { name: '出入国在留管理庁', address: 'no-reply@mail.example.jp' },
  subject: '【入管庁】手続の期限と必要な書類についての大切なお知らせです。窓口の時間も変わります',
  date: 'Sat, 21 Nov 2026 09:00:00 +0900',
  contentLanguage: 'ja',
  listId: '<newsletter.mail.example.jp>',
  text: { head: '手続の期限\r\n', tail: [{ span: 'unsubscribeUrl' as const }, '\r\n'] },
  html: { head: '<p>手続の期限</p>\r\n', tail: ['<a href="', { span: 'unsubscribeUrl' as const }, '">x</a>\r\n'] },
};
const reader = (n: number) => ({
  to: n === 2 ? '"a..b"@docomo.ne.jp' : `reader${n}@example.jp`,
  returnPath: 'bounce+x@mail.example.jp',
  messageId: `<token${n}@mail.example.jp>`,
  listUnsubscribe: `<https://mail.example.jp/o/token${n}>, <mailto:unsubscribe+token${n}@mail.example.jp>`,
  spans: { unsubscribeUrl: `https://mail.example.jp/u/token${n}` },
});
const signed = async (n: number, keys = [ed, rsa], over: Partial<BulletinMail<'unsubscribeUrl'>> = {}) =>
  Buffer.from((await compileMail({ ...mail, ...over }, keys).assembleSigned(reader(n))).content, 'latin1');

describe('a signed bulletin', () => {
  it('passes with both keys, RSA first', async () => {
    for (const n of [1, 2, 3]) {
      const verdicts = await judge(await signed(n));
      expect(verdicts.map((v) => [v.selector, v.algorithm, v.result])).toEqual([
        ['r2026', 'rsa-sha256', 'pass'],
        ['e2026', 'ed25519-sha256', 'pass'],
      ]);
    }
  });

  it('passes without HTML, and with an English subject', async () => {
    expect((await judge(await signed(1, [rsa], { html: null })))[0]?.result).toBe('pass');
    expect((await judge(await signed(1, [rsa], { subject: 'Notice  with   blanks' })))[0]?.result).toBe('pass');
  });

  it('signs what a mail program acts on, and names From and Subject once more than they stand', async () => {
    const raw = (await signed(1, [rsa])).toString('latin1').replace(/\r\n[ \t]+/g, '');
    const names = (/; ?h=([^;]*);/.exec(raw)?.[1] ?? '').toLowerCase().split(':');
    for (const name of [
      'to',
      'date',
      'message-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'list-id',
      'content-type',
      'mime-version',
    ])
      expect(names).toContain(name);
    expect(names.filter((name) => name === 'from')).toHaveLength(2);
    expect(names.filter((name) => name === 'subject')).toHaveLength(2);
  });

  it.each([
    ['another subject', (raw: string) => raw.replace(/^Date: .*$/m, 'Date: Sun, 22 Nov 2026 09:00:00 +0900')],
    ['a changed body', (raw: string) => raw.replace(/\r\n--=_.*--\r\n$/, '\r\nAAAA$&')],
    ['a second From', (raw: string) => `From: <evil@example.com>\r\n${raw}`],
    ['a second Subject', (raw: string) => raw.replace('\r\nSubject:', '\r\nSubject: evil\r\nSubject:')],
    ['another one-click address', (raw: string) => raw.replace('/o/token1', '/o/token9')],
    ['the one-click header taken away', (raw: string) => raw.replace(/List-Unsubscribe-Post:.*\r\n/, '')],
  ])('does not pass with %s', async (_what, change) => {
    const raw = (await signed(1, [rsa])).toString('latin1');
    const changed = change(raw);
    expect(changed).not.toBe(raw);
    expect((await judge(Buffer.from(changed, 'latin1')))[0]?.result).not.toBe('pass');
  });

  it('passes when a relay folds and blanks what it may', async () => {
    const raw = (await signed(1, [rsa])).toString('latin1');
    const changed = raw.replace('\r\nDate: ', '\r\nDate:   ').replace(/MIME-Version: 1.0/, 'MIME-Version:\r\n 1.0');
    expect((await judge(Buffer.from(`${changed}\r\n\r\n`, 'latin1')))[0]?.result).toBe('pass');
  });

  it('is the same at every try, and fits the wire', async () => {
    const first = await signed(1);
    expect((await signed(1)).equals(first)).toBe(true);
    expect(
      Math.max(
        ...first
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
  });
});

describe('any other mail', () => {
  const raw = (body: string) =>
    Buffer.from(
      `From: =?UTF-8?B?eA==?=\r\n <no-reply@mail.example.jp>\r\nTo:  a@example.jp\r\nsubject: x\t y \r\nX-Other: z\r\n\r\n${body}`,
    );
  it.each(['', '\r\n\r\n', 'hello \t world  \r\n\r\n\r\n', 'no line end', '  \r\nx\r\n', '見本\r\n'])(
    'passes with the body %j',
    async (body) => {
      const verdicts = await judge(await signMessage([rsa, ed], raw(body)));
      expect(verdicts.map((v) => v.result)).toEqual(['pass', 'pass']);
    },
  );
  it('stays as it is where there is no key', async () => {
    expect(await signMessage([], raw('x'))).toEqual(raw('x'));
  });
});

describe('relaxed forms (RFC 6376, 3.4.5)', () => {
  it('of headers and body', () => {
    expect(relaxedHeader('A: X')).toBe('a:X');
    expect(relaxedHeader('B : Y\t\r\n\tZ  ')).toBe('b:Y Z');
    expect(relaxedBody(' C \r\nD \t E\r\n\r\n\r\n')).toBe(' C\r\nD E\r\n');
  });
});

describe('keys', () => {
  it('come with the record that publishes them, in pieces a name server takes', () => {
    const made = createDkimKey({ domain: 'mail.example.jp', selector: 's1', algorithm: 'rsa' });
    expect(made.name).toBe('s1._domainkey.mail.example.jp');
    expect(made.record).toMatch(
      /^s1\._domainkey\.mail\.example\.jp\. 3600 IN TXT \( "v=DKIM1; k=rsa; p=[^"]{1,250}" "[^"]{1,255}" \)$/,
    );
    const pieces = [...made.record.matchAll(/"([^"]*)"/g)].map((m) => m[1]);
    expect(pieces.join('')).toBe(made.value);
    const small = createDkimKey({ domain: 'mail.example.jp', selector: 's2', algorithm: 'ed25519' });
    expect(small.value).toMatch(/^v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=$/);
  });

  it('sign for their own domain and those below it, newest rotation or not', () => {
    const other = key('ed25519', 'x', 'example.org');
    const parent = key('ed25519', 'p', 'example.jp');
    expect(keysFor([rsa, ed, other, parent], 'MAIL.example.jp')).toEqual([rsa, ed]);
    expect(keysFor([rsa, other, parent], 'news.example.jp')).toEqual([parent]);
    expect(keysFor([rsa, other], 'news.example.jp')).toEqual([]);
  });

  it.each([
    [{ domain: 'a;b', selector: 's', privateKey: '' }, 'dkim.name'],
    [{ domain: 'a.jp', selector: 's;x', privateKey: '' }, 'dkim.name'],
    [{ domain: 'a.jp', selector: 's', privateKey: 'not a key' }, 'dkim.key'],
  ])('are refused when they are none: %j', (given, code) => {
    expect(() => readDkimKey(given)).toThrow(expect.objectContaining({ code }));
  });
});
