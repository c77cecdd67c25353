/**
 * The form of what leaves: every type in every language, with short, long and outlandish values, as the bytes of the wire and as parsers
 * that are not ours read them. Lines, columns, blanks, and what a signature covers.
 */
import { simpleParser } from 'mailparser';
import { beforeAll, describe, expect, it } from 'vitest';
import { listId, listUnsubscribe } from '../../../server/delivery/compose.ts';
import { createDkimKey, dnsValue, readDkimKey, signMessage } from '../../../server/delivery/dkim.ts';
import { assembleLetter, compileMail, type Header } from '../../../server/delivery/mime.ts';
import { verifySignatures } from '../../../server/inbound/signatures.ts';
import { compileBulletin } from '../../../server/letters/bulletin.ts';
import { mailTypes } from '../../../server/letters/catalogue.ts';
import { stripReadings } from '../../../server/letters/furigana.ts';
import { renderLetter } from '../../../server/letters/render.ts';
import type { MailType } from '../../../server/letters/types.ts';
import { columns } from '../../../server/letters/width.ts';
import { rfc5322Date } from '../../../server/lib/clock.ts';
import { shipped } from '../letters/shipped.ts';

const date = rfc5322Date(Date.UTC(2026, 10, 21));
const languages = [['ja'], ['plja'], ['en'], ['ja', 'plja', 'en']] as const;

/** Words that are as they should be, one sign, far too long with and without places to break, and strange. */
const words = {
  sample: null,
  short: { text: 'あ', items: ['x'], paragraphs: 'い' },
  long: {
    text: 'とても長い名前の申請者であり代理人でもある人'.repeat(8),
    items: Array.from(
      { length: 12 },
      (_, n) => `${n} A very long item that goes on and on, over every edge of every screen there is`,
    ),
    paragraphs: `${'漢字(かんじ)が続(つづ)く長(なが)い文(ぶん)です。'.repeat(12)}\n\nTheEndOf${'x'.repeat(300)}`,
  },
  outlandish: {
    text: '𠮷野家 <b>&amp;"Ｂ" =?UTF-8?B?eA==?= 👩‍👩‍👧 ㈱ｱｲｳ \u202b? . ﷽'.replace('\u202b', ''),
    items: ['. a line that begins with a dot', 'From the beginning', '----=_boundary', 'trailing   '],
    paragraphs: '.\n..\n.quit  \nFrom x\n--\n   blanks before and behind   \n<script>',
  },
} as const;
type Variant = keyof typeof words;

const valuesOf = (type: MailType, variant: Variant): Record<string, unknown> => {
  const given = words[variant];
  if (given === null) return type.sample;
  return Object.fromEntries(
    Object.entries(type.sample).map(([name, value]) => {
      const kind = type.variables[name];
      return [name, kind === 'text' || kind === 'items' || kind === 'paragraphs' ? given[kind] : value];
    }),
  );
};

/** Lines of the wire that are longer than 78 octets although a blank in them could have been a fold. */
const foldable = (raw: string): string[] => {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const long = (line: string) => line.length > 78;
  return [
    ...head.split('\r\n').filter((line) => long(line) && /\S[ \t]+\S/.test(line)),
    ...body.join('\r\n\r\n').split('\r\n').filter(long),
  ];
};
/** Lines of a text that are too wide, or end in a blank. A link alone on its line, and a certificate's data, are as they are. */
const badLines = (text: string, data: readonly string[]): string[] =>
  text
    .split('\n')
    .filter((line) => !/^https?:\/\/\S+$/.test(line) && !data.includes(line))
    .filter((line) => columns(stripReadings(line)) > 70 || columns(line) > 76 || /[ \t]$/.test(line));
const dataOf = (type: MailType): string[] =>
  Object.entries(type.variables).flatMap(([name, kind]) =>
    kind === 'block' ? String(type.sample[name] ?? '').split('\n') : [],
  );

const made = createDkimKey({ domain: 'mail.example.jp', selector: 's1', algorithm: 'rsa' });
const key = readDkimKey({ domain: 'mail.example.jp', selector: 's1', privateKey: made.privateKey });
const verified = async (raw: Buffer) =>
  verifySignatures(raw, { 's1._domainkey.mail.example.jp': [[dnsValue(key.privateKey)]] });
const token = 'k7m2x4q6r8t2w4y6a3c5e7g2k7m2x4q6r8t2w4y6';
const reference = '2000-000C-0000-002X-X8JC-KTG6-J8M5-D5A6';
const ways = listUnsubscribe({ publicUrl: 'https://mail.example.jp', mailDomain: 'mail.example.jp' }, token, token);
const headers: Header[] = [
  ['Auto-Submitted', 'auto-replied'],
  ['In-Reply-To', `<${'q'.repeat(70)}@people.example.org>`],
  ['References', `<${'q'.repeat(70)}@people.example.org>`],
  ['List-Unsubscribe', ways],
  ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
  ['List-Id', listId('mail.example.jp')],
];
const letterOf = async (
  type: MailType,
  system: MailType['systems'][number],
  asked: readonly ('ja' | 'plja' | 'en')[],
  variant: Variant,
) => {
  const letter = renderLetter({ bundle: shipped, type, system, languages: asked, variables: valuesOf(type, variant) });
  const raw = await assembleLetter({
    from: { name: letter.fromName, address: 'no-reply@mail.example.jp' },
    to: 'sample.taro@example.jp',
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId: '<01980000-0000-7000-8000-000000000000@mail.example.jp>',
    date,
    contentLanguage: letter.contentLanguage,
    headers,
  });
  return { letter, raw };
};

/** What mailparser makes of the bytes: not what was written, or lines that are too wide there. */
const misread = async ({ letter, raw }: Awaited<ReturnType<typeof letterOf>>, type: MailType): Promise<string[]> => {
  const mail = await simpleParser(raw);
  const text = mail.text ?? '';
  const written: [what: string, read: unknown, meant: unknown][] = [
    ['subject', mail.subject, letter.subject.replace(/\s+/g, ' ')],
    ['text', text.trimEnd(), letter.text.trimEnd()],
    ['html', (mail.html || '').trimEnd(), (letter.html ?? '').trimEnd()],
    ['answered mail', mail.inReplyTo, headers[1]![1]],
    ['sender', mail.from?.value[0]?.name, letter.fromName],
    ['way out', JSON.stringify(mail.headers.get('list')).includes(token), true],
  ];
  return [
    ...written.filter(([, read, meant]) => read !== meant).map(([what, read]) => `${what} read as ${read}`),
    ...badLines(text, dataOf(type)),
  ];
};

describe.each(Object.keys(words) as Variant[])('every letter with %s values', (variant) => {
  it.each(languages.map((asked) => [asked.join(','), asked] as const))('in %s', async (_name, asked) => {
    const wrong: string[] = [];
    for (const type of mailTypes) {
      const one = await letterOf(type, type.systems[0]!, asked, variant);
      const bad = [...foldable(one.raw.toString('latin1')), ...(await misread(one, type))];
      wrong.push(...bad.map((line) => `${type.id}: ${line}`));
    }
    expect(wrong).toEqual([]);
  });
});

describe('every letter, signed', () => {
  it('is genuine for a verifier that is not ours, with strange values in all languages', async () => {
    const wrong: string[] = [];
    for (const type of mailTypes) {
      const { raw } = await letterOf(type, type.systems[0]!, ['ja', 'plja', 'en'], 'outlandish');
      const signed = await signMessage([key], raw);
      const [found] = await verified(signed);
      const bad = [...foldable(signed.toString('latin1')), ...(found?.result === 'pass' ? [] : [`${found?.result}`])];
      wrong.push(...bad.map((line) => `${type.id}: ${line}`));
    }
    expect(wrong).toEqual([]);
  });
});

describe('a bulletin', () => {
  const textOf = (language: 'ja' | 'plja' | 'en', body: string) =>
    compileBulletin({
      bundle: shipped,
      language,
      subject: '見本',
      body,
      reissueUrl: 'https://mail.example.jp/m/reissue',
    });
  let raw: Buffer;
  beforeAll(async () => {
    const compiled = textOf('ja', '見本の本文です。\n\n* 一つ目  \n* 二つ目\n\n[窓口](https://www.moj.go.jp/isa/)へ。');
    const mail = compileMail(
      {
        from: { name: compiled.fromName, address: 'no-reply@mail.example.jp' },
        subject: compiled.subject,
        date,
        contentLanguage: compiled.contentLanguage,
        listId: listId('mail.example.jp'),
        text: compiled.text,
        html: compiled.html,
        headers: [['Feedback-ID', 'abcdefghij:ja:bulletin:mail.example.jp']],
      },
      [key],
    );
    const { content } = await mail.assembleSigned({
      to: 'sample.taro@example.jp',
      returnPath: 'bounce+x@mail.example.jp',
      messageId: '<b.1@mail.example.jp>',
      listUnsubscribe: ways,
      spans: { unsubscribeUrl: `https://mail.example.jp/u/${token}`, reference },
    });
    raw = Buffer.from(content, 'latin1');
  });

  it.each(['ja', 'plja', 'en'] as const)('in %s has no trailing blank and no line that is too wide', (language) => {
    const long = `${'これは長(なが)い文(ぶん)で、行(ぎょう)の端(はし)を越(こ)えていきます。'.repeat(5)}  \n\n## 見出し \n\n1. one  \n2. two`;
    const { head, tail } = textOf(language, long).text;
    const text =
      head + tail.map((piece) => (typeof piece === 'string' ? piece : 'https://mail.example.jp/u/x')).join('');
    expect(badLines(text.replaceAll('\r\n', '\n'), [])).toEqual([]);
  });

  it('keeps to 78 octets a line, and is read as it was written, its one-click signed', async () => {
    expect(foldable(raw.toString('latin1'))).toEqual([]);
    const mail = await simpleParser(raw);
    expect(mail.text).toContain('見本の本文です。');
    expect(mail.text).not.toMatch(/[ \t]$/m);
    expect(await verified(raw)).toMatchObject([{ domain: 'mail.example.jp', result: 'pass' }]);
  });

  it.each([
    'From',
    'Reply-To',
    'Subject',
    'Date',
    'To',
    'Cc',
    'In-Reply-To',
    'References',
    'List-Id',
    'List-Help',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
    'List-Subscribe',
    'List-Post',
    'List-Owner',
    'List-Archive',
    'Resent-From',
  ])('with a %s that somebody added is no longer genuine', async (name) => {
    const added = Buffer.concat([Buffer.from(`${name}: <https://evil.example.org/>\r\n`), raw]);
    expect((await verified(added))[0]!.result).not.toBe('pass');
  });

  it('of a letter the same holds', async () => {
    const type = mailTypes.find((one) => one.id === 'nl-registration-complete')!;
    const signed = await signMessage([key], (await letterOf(type, 'nl', ['en'], 'sample')).raw);
    expect((await verified(signed))[0]!.result).toBe('pass');
    expect(foldable(signed.toString('latin1'))).toEqual([]);
    const added = Buffer.concat([Buffer.from('Reply-To: <evil@example.org>\r\n'), signed]);
    expect((await verified(added))[0]!.result).not.toBe('pass');
  });
});
