/** Letters are the bytes that nodemailer's composer makes of them, whatever their headers and texts are. */
import { hash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { expect, it } from 'vitest';
import { assembleLetter, type LetterMail } from '../../../server/delivery/mime.ts';
import { wirePath } from '../../../server/delivery/wire/envelope.ts';

const notAscii = /[^\0-\x7f]/;

/** What nodemailer makes of the same letter. */
const oracle = (mail: LetterMail): Promise<Buffer> =>
  new MailComposer({
    from: { name: mail.from.name, address: mail.from.address },
    to: wirePath(mail.to, 'to'),
    subject: mail.subject,
    text: mail.text,
    html: mail.html ?? undefined,
    messageId: mail.messageId,
    date: mail.date,
    headers: { 'Content-Language': mail.contentLanguage, ...Object.fromEntries(mail.headers) },
    ...(notAscii.test(mail.text) ? { encoding: 'base64' } : {}),
    textEncoding: 'base64',
    newline: 'win',
    baseBoundary: hash('sha256', `letter|${mail.messageId}`, 'hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();

const usual: LetterMail = {
  from: { name: '出入国在留管理庁', address: 'no-reply@mail.example.jp' },
  to: 'reader@example.jp',
  subject: '【在留申請】申請を受け付けました',
  text: 'こんにちは\n受付番号：123456789012\n',
  html: '<p>こんにちは</p>\n',
  messageId: '<0198d2aa-0000-7000-8000-000000000001@mail.example.jp>',
  date: 'Sat, 21 Nov 2026 09:00:00 +0900',
  contentLanguage: 'ja',
  headers: [
    ['Auto-Submitted', 'auto-generated'],
    ['X-Auto-Response-Suppress', 'OOF, AutoReply'],
  ],
};
const link = (purpose: string) => `<https://mail.example.jp/${purpose}/${'a'.repeat(40)}>`;
const list: LetterMail['headers'] = [
  ['List-Unsubscribe', `${link('o')}, <mailto:unsubscribe+${'b'.repeat(40)}@mail.example.jp>`],
  ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
  ['List-Id', '<newsletter.mail.example.jp>'],
];
const answer: LetterMail['headers'] = [
  ['Auto-Submitted', 'auto-replied'],
  ['In-Reply-To', '<their.own-id@somewhere.example>'],
  ['References', '<their.own-id@somewhere.example>'],
  ['Reply-To', '窓口 <desk@example.lg.jp>'],
];

const letters: [string, Partial<LetterMail>][] = [
  ['one in Japanese', {}],
  ['one without a page', { html: null }],
  ['one in English', { subject: 'Your application', text: 'Hello\n', html: '<p>Hello</p>', contentLanguage: 'en' }],
  ['one in English without a page', { subject: 'Your application', text: `${'long '.repeat(40)}\n`, html: null }],
  [
    'one in three languages',
    { subject: `${'申請を受け付けました'.repeat(6)} / Your application`, contentLanguage: 'ja, en' },
  ],
  ['one with a surrogate at the end of a word', { subject: `${'𠮷'.repeat(30)}野家 and 𠮷` }],
  ['one whose subject looks encoded', { subject: '=?UTF-8?B?44GC?= plain' }],
  [
    'one with a long subject in English',
    { subject: 'Please check the documents of your application again '.repeat(3).trim() },
  ],
  [
    'one of a sender in English',
    { from: { name: 'Immigration Services Agency, Japan', address: 'a@mail.example.jp' } },
  ],
  ['one of a sender with quotes', { from: { name: 'The "Agency" \\ Desk', address: 'a@mail.example.jp' } }],
  ['one of a sender without a name', { from: { name: '', address: 'a@mail.example.jp' } }],
  ['one to an address that breaks the dot rule', { to: 'a..b.@docomo.ne.jp' }],
  ['one to a long address', { to: `${'x'.repeat(60)}@${'sub.'.repeat(30)}example.jp` }],
  ['one with a way out', { headers: [...usual.headers, ...list] }],
  ['one that answers', { headers: answer }],
  ['one with an empty header', { headers: [...usual.headers, ['X-Nothing', '']] }],
  ['one whose text ends nowhere', { text: 'あ'.repeat(38), html: `<p>${'a'.repeat(57 * 3)}</p>` }],
  ['one in English with long lines in its page', { text: 'Hello\nthere\n', html: `<p>${'a '.repeat(80)}</p>` }],
  ['one in English with another name in its page', { text: 'Hello\n', html: '<p>窓口</p>\n' }],
  [
    'one in English with a long link',
    { text: `Hello\nhttps://mail.example.jp/${'a'.repeat(70)}\n`, html: '<p>Hi</p>' },
  ],
];

it.each(letters)('%s', async (_what, over) => {
  const letter = { ...usual, ...over };
  expect(assembleLetter(letter).toString('latin1')).toBe((await oracle(letter)).toString('latin1'));
});
