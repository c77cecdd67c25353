import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../server/inbound/classify.ts';
import { mail, report } from '../../support/eml/build.ts';

const person = [
  'Return-Path: <sample.taro@example.com>',
  'From: Sample Taro <sample.taro@example.com>',
  'To: info@mail.example.jp',
];
const ordinary = (raw: Buffer) => {
  const found = classifyMail(raw);
  expect([found.class, found.finalRecipient]).toEqual(['not-a-bounce', null]);
};
const bounce = report({ recipient: 'x@example.com', status: '5.1.1', diagnostic: '550 5.1.1 user unknown' })
  .toString()
  .split('\r\n');

describe('ordinary mail that looks like a bounce', () => {
  it.each([
    [
      'a question with a frightening subject',
      [...person, 'Subject: Undeliverable', '', 'My letter came back: user unknown. What now?'],
    ],
    [
      'a Japanese question',
      [...person, 'Subject: メールが届きません(送信エラー)', '', '宛先が見つかりませんと言われて送信できません。'],
    ],
    [
      'an answer to a bounce',
      [
        ...person,
        'Subject: Re: Delivery Status Notification (Failure)',
        'In-Reply-To: <x@example.com>',
        '',
        '> 550 5.1.1 user unknown',
        'I mended it.',
      ],
    ],
    [
      'a bounce forwarded in the text',
      [
        ...person,
        'Subject: Fwd: Undelivered Mail Returned to Sender',
        '',
        'See below.',
        '',
        '---------- Forwarded message ----------',
        ...bounce,
      ],
    ],
    [
      'a bounce forwarded as an enclosure',
      [
        ...person,
        'Subject: Fwd: Undelivered Mail',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=fw',
        '',
        '--fw',
        'Content-Type: text/plain',
        '',
        'What is this?',
        '--fw',
        'Content-Type: message/rfc822',
        '',
        ...bounce,
        '--fw--',
      ],
    ],
    [
      'a newsletter on full mailboxes',
      [
        'Return-Path: <bounces@news.example.com>',
        'From: News <news@news.example.com>',
        'To: x@mail.example.jp',
        'Subject: Is your mailbox full?',
        'List-Unsubscribe: <mailto:off@news.example.com>',
        'List-Id: <news.example.com>',
        'Precedence: bulk',
        '',
        'Over quota? Your mail could not be delivered? We help.',
      ],
    ],
    [
      'a receipt of a shop',
      [
        'From: no-reply@shop.example.com',
        'To: x@mail.example.jp',
        'Subject: Your order has been shipped',
        'Auto-Submitted: auto-generated',
        '',
        'Delivery to the following address: Sample street 1.',
      ],
    ],
    [
      'a notice of failed delivery of a parcel',
      [
        'From: no-reply@parcel.example.com',
        'To: x@mail.example.jp',
        'Subject: お荷物のお届けについて',
        '',
        'ご不在のため持ち帰りました。',
      ],
    ],
    [
      'a password letter',
      [
        'From: no-reply@app.example.com',
        'To: x@mail.example.jp',
        'Subject: Reset your password',
        'Auto-Submitted: auto-generated',
        '',
        'Your account has been disabled.',
      ],
    ],
    ['an empty mail', [...person, 'Subject: ', '', '']],
    ['a mail without header', ['', 'hello']],
    ['nothing', ['']],
  ] as const)('%s', (_, lines) => {
    ordinary(mail([...lines]));
  });

  it('a DMARC aggregate report is no complaint', () => {
    ordinary(
      mail(
        'From: noreply-dmarc@provider.example',
        'To: dmarc@mail.example.jp',
        'Subject: Report Domain: mail.example.jp Submitter: provider.example',
        'Content-Type: application/zip',
        'Content-Transfer-Encoding: base64',
        '',
        'UEsDBA==',
      ),
    );
  });

  it('a read receipt is named as such', () => {
    const raw = mail(
      person,
      'Subject: Read: oshirase',
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=mdn',
      '',
      '--mdn',
      'Content-Type: text/plain',
      '',
      'Your message was read.',
      '--mdn',
      'Content-Type: message/disposition-notification',
      '',
      'Final-Recipient: rfc822;sample.taro@example.com',
      'Disposition: manual-action/MDN-sent-manually; displayed',
      '',
      '--mdn--',
    );
    expect(classifyMail(raw)).toMatchObject({ class: 'not-a-bounce', reason: 'receipt' });
  });
});
