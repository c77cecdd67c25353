/** Whole mails in the form of the servers and providers that write to a Japanese agency: facts of each form, our own words and addresses. */
import { expect, it } from 'vitest';
import { classifyMail } from '../../../server/inbound/classify.ts';
import { daemon, mail, notice, report, returned } from '../../support/eml/build.ts';

const who = 'sample.taro@kaisha.test';
const plain = (from: string, subject: string, ...words: string[]) =>
  mail(daemon(from, subject), 'Content-Type: text/plain; charset=utf-8', '', words, '');
/** Words for people, then the fields, then the header of what came back. */
const inParts = (p: {
  from: string;
  subject: string;
  html?: boolean;
  words: string[];
  fields: string[];
  type?: string;
}) =>
  mail(
    daemon(p.from, p.subject, 'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"'),
    '',
    '--=_b',
    `Content-Type: text/${p.html ? 'html' : 'plain'}; charset=utf-8`,
    '',
    p.words,
    '--=_b',
    `Content-Type: ${p.type ?? 'message/delivery-status'}`,
    '',
    p.fields,
    '',
    '--=_b',
    'Content-Type: message/rfc822',
    '',
    returned(who),
    '',
    'x',
    '--=_b--',
    '',
  );
const fields = (...more: string[]) => ['Reporting-MTA: dns; mx.test', '', `Final-Recipient: rfc822; ${who}`, ...more];

const forms: [form: string, right: string, raw: Buffer][] = [
  [
    'Gmail in Japanese, address not found',
    'hard userunknown',
    inParts({
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      subject: 'Delivery Status Notification (Failure)',
      words: [
        '** アドレス不明 **',
        '',
        `${who} へのメールは、アドレスが見つからないか、メールを受信できないため、届きませんでした。`,
      ],
      fields: fields(
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.',
      ),
    }),
  ],
  [
    'Gmail, the domain is not there',
    'hard hostunknown',
    inParts({
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      subject: 'Delivery Status Notification (Failure)',
      words: [
        '** Address not found **',
        '',
        `Your message wasn't delivered to ${who} because the domain kaisha.test couldn't be found.`,
      ],
      fields: fields(
        'Action: failed',
        'Status: 4.0.0',
        'Diagnostic-Code: smtp; DNS Error: DNS type "mx" lookup of kaisha.test responded with code NXDOMAIN',
      ).map((line) => line.replace('4.0.0', '5.4.4')),
    }),
  ],
  [
    'Gmail, over quota',
    'soft mailboxfull',
    inParts({
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      subject: 'Delivery Status Notification (Failure)',
      words: ['** 受信トレイの空き容量がありません **'],
      fields: fields(
        'Action: failed',
        'Status: 5.2.2',
        'Diagnostic-Code: smtp; 552-5.2.2 The recipient inbox is out of storage space.',
      ),
    }),
  ],
  [
    'Exchange Online in Japanese, HTML',
    'hard userunknown',
    inParts({
      from: 'postmaster@kaisha.onmicrosoft.test',
      subject: '配信不能: お知らせ',
      html: true,
      words: [
        `<p>${who} へのメッセージを配信できませんでした。</p><p>sample.taro は kaisha.test で見つかりませんでした。</p>`,
      ],
      fields: fields(
        'Action: failed',
        'Status: 5.1.10',
        'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      ),
    }),
  ],
  [
    'Exchange Online, the sender may not write to the group',
    'soft',
    inParts({
      from: 'postmaster@kaisha.onmicrosoft.test',
      subject: 'Undeliverable: oshirase',
      words: [
        'Your message to staff could not be delivered. The group only accepts messages from people in its organization.',
      ],
      fields: fields(
        'Action: failed',
        'Status: 5.7.133',
        'Diagnostic-Code: smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed',
      ),
    }),
  ],
  [
    'Exchange Online, no such sender address',
    'soft',
    inParts({
      from: 'postmaster@kaisha.onmicrosoft.test',
      subject: 'Undeliverable: oshirase',
      words: ['Your message could not be delivered.'],
      fields: fields(
        'Action: failed',
        'Status: 5.1.8',
        'Diagnostic-Code: smtp;550 5.1.8 Access denied, bad outbound sender',
      ),
    }),
  ],
  [
    'docomo, address unknown',
    'hard userunknown',
    report({
      from: 'MAILER-DAEMON@docomo.ne.jp',
      recipient: who,
      status: '5.0.0',
      diagnostic: `550 Unknown user ${who}`,
      words: [
        `<${who}>: host mfsmax.docomo.test[192.0.2.1] said: 550 Unknown user`,
        `    ${who} (in reply to RCPT TO command)`,
      ],
    }),
  ],
  [
    'docomo, full',
    'soft mailboxfull',
    notice({
      from: 'mail-daemon@docomo.ne.jp',
      subject: 'メールを送信できませんでした',
      words: [
        '次のあて先へのメッセージはエラーのため送信できませんでした。',
        '',
        who,
        '',
        '送信先メールボックスの容量を超過しています。',
      ],
      to: who,
    }),
  ],
  [
    'SoftBank, RCPT',
    'hard userunknown',
    report({
      from: 'MAILER-DAEMON@softbank.ne.jp',
      recipient: who,
      status: '5.1.1',
      diagnostic: `550 Invalid recipient: <${who}>`,
    }),
  ],
  [
    'iCloud, gone',
    'hard userunknown',
    report({ recipient: who, status: '5.1.1', diagnostic: `550 5.1.1 <${who}>: user does not exist` }),
  ],
  [
    'iCloud, policy',
    'soft',
    report({ recipient: who, status: '5.7.1', diagnostic: '554 5.7.1 [CS01] Message rejected due to local policy.' }),
  ],
  [
    'Yahoo! JAPAN, no account',
    'hard userunknown',
    report({
      from: 'MAILER-DAEMON@yahoo.co.jp',
      recipient: who,
      status: '5.0.0',
      diagnostic: `554 delivery error: dd This user doesn't have a yahoo.co.jp account (${who}) [-5] - mta1.test`,
    }),
  ],
  [
    'sendmail',
    'hard userunknown',
    report({
      recipient: who,
      status: '5.1.1',
      diagnostic: `550 5.1.1 <${who}>... User unknown`,
      words: [
        '   ----- The following addresses had permanent fatal errors -----',
        `<${who}>`,
        `    (reason: 550 5.1.1 <${who}>... User unknown)`,
        '',
        '   ----- Transcript of session follows -----',
        '... while talking to mx.kaisha.test.:',
        `>>> RCPT To:<${who}>`,
        `<<< 550 5.1.1 <${who}>... User unknown`,
      ],
    }),
  ],
  [
    'GroupWise',
    'hard userunknown',
    plain(
      'Mailer-Daemon@gw.test',
      'Message status - undeliverable',
      'The message that you sent was undeliverable to the following:',
      `\t${who} (user not found)`,
    ),
  ],
  [
    'MDaemon',
    'hard userunknown',
    plain(
      'MDaemon@md.test',
      'Permanent Delivery Failure',
      'The attached message had PERMANENT fatal delivery errors!',
      '',
      `Failed address: ${who}`,
      '',
      '--- Session Transcript ---',
      ` RCPT To:<${who}>`,
      ` 550 <${who}>, Recipient unknown`,
      '--- End Transcript ---',
    ),
  ],
  [
    'Courier',
    'hard userunknown',
    inParts({
      from: '"Courier mail server at mx.test" <postmaster@mx.test>',
      subject: 'NOTICE: mail delivery status.',
      words: [
        'UNDELIVERABLE MAIL',
        '',
        `<${who}>:`,
        '      mx.kaisha.test [192.0.2.1]:',
        `      >>> RCPT TO:<${who}>`,
        '      <<< 550 User unknown.',
      ],
      fields: fields('Action: failed', 'Status: 5.0.0', 'Diagnostic-Code: smtp; 550 User unknown.'),
    }),
  ],
  [
    'Exim, routed by nobody',
    'hard',
    plain(
      'Mail Delivery System <Mailer-Daemon@mx.test>',
      'Mail delivery failed: returning message to sender',
      'A message that you sent could not be delivered to one or more of its',
      'recipients. This is a permanent error. The following address(es) failed:',
      '',
      `  ${who}`,
      '    Unrouteable address',
    ),
  ],
  [
    'Postfix, five days tried',
    'soft',
    report({
      recipient: who,
      status: '4.4.1',
      diagnostic: 'connect to mx.kaisha.test[192.0.2.1]:25: Connection timed out',
    }),
  ],
  [
    'a report relabelled by a gateway',
    'hard userunknown',
    inParts({
      from: 'MAILER-DAEMON@gate.test',
      subject: 'Undelivered Mail Returned to Sender',
      words: ['see the attachment'],
      fields: fields('Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 No such user'),
      type: 'application/octet-stream; name="details.txt"',
    }),
  ],
  [
    'IronPort with the reply elsewhere',
    'soft mailboxfull',
    inParts({
      from: '"Mail Delivery System" <MAILER-DAEMON@ironport.test>',
      subject: 'Delivery Status Notification (Failure)',
      words: ['The following message could not be delivered.'],
      fields: fields(
        'Action: failed',
        'Status: 5.0.0 (permanent failure)',
        'X-Supplementary-Info: <192.0.2.1 #5.0.0 smtp; 552 5.2.2 "Over quota">',
      ),
    }),
  ],
  [
    'Zimbra with several causes, of which one is passing',
    'soft',
    report({
      recipient: who,
      status: '5.1.1',
      diagnostic: '550 5.1.1 Mailbox unavailable or user temporarily disabled, try again later',
    }),
  ],
  [
    'the escaped form of RFC 6533',
    'hard userunknown',
    mail(
      daemon(
        'MAILER-DAEMON@mx.test',
        'Undelivered Mail Returned to Sender',
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"',
      ),
      '',
      '--=_b',
      'Content-Type: text/plain',
      '',
      'x',
      '--=_b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.test',
      '',
      'Final-Recipient: utf-8; \\x{592A}\\x{90CE}@kaisha.test',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
      '',
      '--=_b--',
      '',
    ),
  ],
];

it.each(forms)('%s: %s', (form, right, raw) => {
  const found = classifyMail(raw);
  const [wanted = '', reason] = right.split(' ');
  expect(found.class).toBe(wanted);
  if (reason) expect(found.reason).toBe(reason);
  expect(found.finalRecipient).toBe(form.includes('6533') ? '太郎@kaisha.test' : who);
});

const ses = (name: 'notificationType' | 'eventType', bounce: object) =>
  mail(
    [
      'Return-Path: <x@bounces.amazonses.test>',
      'From: AWS Notifications <no-reply@sns.amazonaws.com>',
      'To: bounce+abcdefghijklmnopqrst@mail.example.jp',
      'Subject: AWS Notification Message',
      'Content-Type: text/plain; charset=utf-8',
    ],
    '',
    JSON.stringify({
      [name]: 'Bounce',
      bounce: { ...bounce, bouncedRecipients: [{ emailAddress: who }] },
      mail: { destination: [who] },
    }),
    '',
    '--',
    'If you wish to stop receiving notifications from this topic, visit the link below:',
    'https://sns.test/unsub',
  );
it.each([
  ['Permanent', 'General', 'hard'],
  ['Permanent', 'NoEmail', 'hard'],
  ['Permanent', 'Suppressed', 'hard'],
  ['Permanent', 'OnAccountSuppressionList', 'hard'],
  ['Transient', 'General', 'soft'],
  ['Transient', 'MailboxFull', 'soft'],
  ['Transient', 'ContentRejected', 'soft'],
  ['Undetermined', 'Undetermined', 'soft'],
])('SES %s/%s is %s in notifications and events', (bounceType, bounceSubType, right) => {
  for (const name of ['notificationType', 'eventType'] as const) {
    const found = classifyMail(ses(name, { bounceType, bounceSubType }));
    expect([found.class, found.finalRecipient]).toEqual([right, who]);
  }
});

it.each([
  ['Quota exceeded', 'soft mailboxfull'],
  ['This mailbox takes no such mail', 'soft policyviolation'],
  ['no such user', 'soft filtered'],
])('Sieve reject: "%s" is %s', (words, right) => {
  const raw = mail(
    daemon(
      'Mail Delivery Subsystem <postmaster@mx.test>',
      'Automatically rejected mail',
      'Content-Type: multipart/report; report-type=disposition-notification; boundary="=_b"',
    ),
    '',
    '--=_b',
    '',
    `Your message to <${who}> was automatically rejected:`,
    words,
    '--=_b',
    'Content-Type: message/disposition-notification',
    '',
    `Final-Recipient: rfc822; ${who}`,
    'Disposition: automatic-action/MDN-sent-automatically; deleted',
    '',
    '--=_b--',
    '',
  );
  const found = classifyMail(raw);
  expect([`${found.class} ${found.reason}`, found.finalRecipient]).toEqual([right, who]);
});

it('our own address is never the one who is gone', () => {
  const raw = mail(
    daemon('MAILER-DAEMON@mx.test', 'Undelivered Mail Returned to Sender'),
    'Content-Type: text/plain; charset=utf-8',
    '',
    'bounce+abcdefghijklmnopqrst@mail.example.jp wrote to',
    `<${who}>: user unknown`,
    '',
  );
  expect(classifyMail(raw)).toMatchObject({ class: 'hard', finalRecipient: who });
});
