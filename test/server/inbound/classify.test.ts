import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classifyFile, classifyMail } from '../../../server/inbound/classify.ts';
import { daemon, mail, notice, report, returned } from '../../support/eml/build.ts';

const verdict = (raw: Buffer) => {
  const { class: found, reason, finalRecipient } = classifyMail(raw);
  return [found, reason, finalRecipient];
};
const who = 'sample.taro@example.com';

describe('delivery reports', () => {
  it.each([
    ['5.1.1', '550 5.1.1 <sample.taro@example.com>... User unknown', 'hard', 'userunknown'],
    ['5.1.1', '550-5.1.1 The email account that you tried to reach does not exist.', 'hard', 'userunknown'],
    [
      '5.4.1',
      '550 5.4.1 Recipient address rejected: Access denied [x.prod.protection.outlook.com]',
      'hard',
      'userunknown',
    ],
    ['5.1.10', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found', 'hard', 'userunknown'],
    ['5.5.0', '550 Requested action not taken: mailbox unavailable', 'hard', 'userunknown'],
    [
      '5.4.4',
      'Host or domain name not found. Name service error for name=example.com type=A: Host not found',
      'hard',
      'hostunknown',
    ],
    ['5.1.10', 'Recipient address has null MX', 'hard', 'notaccept'],
    ['5.2.2', '552 5.2.2 Mailbox full', 'soft', 'mailboxfull'],
    ['5.2.1', '550 5.2.1 The email account that you tried to reach is disabled.', 'soft', 'suspended'],
    [
      '5.7.1',
      '550 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org',
      'soft',
      'blocked',
    ],
    ['5.7.26', '550-5.7.26 Unauthenticated email is not accepted due to DMARC policy', 'soft', 'authfailure'],
    ['5.7.1', '554 5.7.1 rejected due to spam content', 'soft', 'spamdetected'],
    ['5.3.4', '552 5.3.4 Message size exceeds fixed limit', 'soft', 'mesgtoobig'],
    ['5.4.6', '554 5.4.6 Too many hops', 'soft', 'loop'],
    ['5.4.7', '5.4.7 Delivery expired (message too old)', 'soft', 'expired'],
    ['4.4.1', 'connect to mx.example.com[192.0.2.9]:25: Operation timed out', 'soft', 'expired'],
    ['5.1.8', '553 5.1.8 Domain of sender address does not exist', 'soft', 'rejected'],
    // The words decide, whichever bare code stands before them.
    ['5.0.0', '550 Unknown user sample.taro@example.com', 'hard', 'userunknown'],
    ['5.0.0', '550 no such user', 'hard', 'userunknown'],
    ['5.0.0', '554 mailbox unavailable: unknown user', 'hard', 'userunknown'],
    ['5.0.0', '550 mailbox unavailable', 'soft', 'filtered'],
    ['5.7.1', '550 5.7.1 recipient does not exist', 'hard', 'userunknown'],
    ['5.7.1', '550 5.7.1 mailbox unavailable', 'soft', 'filtered'],
    ['5.7.1', '550 5.7.1 mail from unknown user', 'soft', 'rejected'],
    ['5.1.8', '550 5.1.8 user unknown', 'soft', 'rejected'],
    ['5.1.7', '550 5.1.7 unknown user in return path', 'soft', 'rejected'],
    ['4.1.1', '550 4.1.1 user unknown', 'soft', 'userunknown'],
    ['5.0.0', '550 HELO refused: user unknown', 'soft', 'rejected'],
  ])('status %s, "%s" is %s, %s', (status, diagnostic, expected, reason) => {
    expect(verdict(report({ recipient: who, status, diagnostic }))).toEqual([expected, reason, who]);
  });

  it('takes "user unknown" as final when the report says that RCPT was refused', () => {
    const words = [`<${who}>: host mx.example.net said: 550 Unknown user (in reply to RCPT`, '    TO command)'];
    expect(verdict(report({ recipient: who, status: '5.0.0', diagnostic: '550 Unknown user', words }))[0]).toBe('hard');
  });

  it('takes the same words after the content for an address that takes no mail', () => {
    const words = [`<${who}>: host mx.example.net said: 550 Unknown user (in reply to end of DATA command)`];
    const raw = report({ recipient: who, status: '5.0.0', diagnostic: '550 Unknown user', words });
    expect(verdict(raw)).toEqual(['hard', 'notaccept', who]);
  });

  it.each([
    ['RCPT of Yahoo', ['Remote host said:', '550 Unknown user', '[RCPT_TO]'], 'userunknown'],
    ['the content of Yahoo', ['Remote host said:', '550 Unknown user', '[DATA]'], 'notaccept'],
    [
      'RCPT of Gmail',
      ['The error that the other server returned was: 550 550 Unknown user (state 14).'],
      'userunknown',
    ],
    [
      'the content of Gmail',
      ['The error that the other server returned was: 550 550 Unknown user (state 18).'],
      'notaccept',
    ],
  ])('reads the step that was refused: %s', (_, said, expected) => {
    const raw = notice({
      from: 'MAILER-DAEMON@example.net',
      subject: 'Failure Notice',
      words: [`<${who}>:`, ...said],
      to: who,
    });
    expect(classifyMail(raw)).toMatchObject({ class: 'hard', reason: expected, finalRecipient: who });
  });

  it('spares the reader when the words say "disk full" and the code "nobody there"', () => {
    const words = ['Your message was automatically rejected:', 'Not enough disk space'];
    const raw = report({ recipient: who, status: '5.1.1', diagnostic: '550 5.1.1 User unknown', words });
    expect(verdict(raw)).toEqual(['soft', 'mailboxfull', who]);
  });

  it('knows that sendmail shows a refused RCPT under DATA when the server then misses its recipient', () => {
    const talk = (last: string[]) => [
      '... while talking to mx.example.net.:',
      '>>> DATA',
      '<<< 550 no such user',
      ...last,
    ];
    const raw = (last: string[]) =>
      report({ recipient: who, status: '5.0.0', diagnostic: '550 no such user', words: talk(last) });
    expect(verdict(raw(['<<< 503 5.0.0 Need RCPT (recipient)']))[1]).toBe('userunknown');
    expect(verdict(raw([]))[1]).toBe('notaccept');
  });

  it('never takes the return path for the one who failed, although the report names it', () => {
    const us = 'bounce+abcdefghijklmnopqrst@mail.example.jp';
    const words = [`<${who}>: user unknown`];
    const raw = report({ recipient: us, original: who, status: '5.1.1', diagnostic: '550 5.1.1 user unknown', words });
    expect(verdict(raw)).toEqual(['hard', 'userunknown', who]);
    const alone = report({ recipient: us, status: '5.1.1', diagnostic: '550 5.1.1 user unknown', words });
    expect(verdict(alone)).toEqual(['hard', 'userunknown', who]);
  });

  it.each([
    ['hard', 'This address no longer accepts mail. Sorry, no mailbox here by that name. (#5.1.1)'],
    ['soft', 'システムの不具合により、一部の宛先が存在しないと応答しています。復旧までお待ちください。'],
    ['soft', 'El destinatario no existe o el servidor no está disponible en este momento.'],
    ['soft', 'O destinatário não existe ou o servidor não está disponível neste momento.'],
    ['hard', '障害福祉課の宛先は存在しません。'],
  ])('tells gone from passing: %s, %s', (expected, said) => {
    const raw = notice({
      from: 'MAILER-DAEMON@example.net',
      subject: 'failure notice',
      words: [`<${who}>:`, said],
      to: who,
    });
    expect(verdict(raw)).toEqual([expected, expect.any(String), who]);
  });

  it('keeps a warning about a delay soft, whatever it gives as the cause', () => {
    const raw = report({ recipient: who, action: 'delayed', status: '4.1.1', diagnostic: '450 4.1.1 User unknown' });
    expect(classifyMail(raw).class).toBe('soft');
    const silent = report({ recipient: who, action: 'delayed', status: '4.0.0' });
    expect(verdict(silent)).toEqual(['soft', 'delayed', who]);
  });

  it('keeps what was given up after temporary answers soft', () => {
    const raw = report({ recipient: who, status: '4.4.3', diagnostic: 'DNS Error: domain name not found' });
    expect(verdict(raw)).toEqual(['soft', 'hostunknown', who]);
  });

  it.each(['delivered', 'relayed', 'expanded'])('takes the news that a mail was %s for no bounce', (action) => {
    const raw = report({ recipient: who, action, status: '2.0.0', subject: 'Successful Mail Delivery Report' });
    expect(verdict(raw)).toEqual(['not-a-bounce', 'delivered', who]);
  });

  it('tells the failure of one recipient among successes of others', () => {
    const two = report({ recipient: 'ok@example.com', action: 'relayed', status: '2.0.0' })
      .toString()
      .replace(
        '--part/sample\r\nContent-Type: text/rfc822-headers',
        `Final-Recipient: rfc822; ${who}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n$&`,
      );
    expect(verdict(Buffer.from(two))).toEqual(['hard', 'userunknown', who]);
  });

  it('gives the final recipient, the original one, the mail it was about and our return path', () => {
    const found = classifyMail(
      report({
        recipient: 'inner@mailbox.example.com',
        original: who,
        status: '5.1.1',
        diagnostic: '550 5.1.1 unknown',
      }),
    );
    expect(found).toMatchObject({
      finalRecipient: 'inner@mailbox.example.com',
      originalRecipient: who,
      originalMessageId: 'l1.sample@mail.example.jp',
      returnPaths: ['bounce+abcdefghijklmnopqrst@mail.example.jp'],
      status: '5.1.1',
    });
  });

  it('gives addresses of carriers that break the dot rule as they are, unquoted, the domain in lower case', () => {
    for (const [written, read] of [
      ['"Sample..Taro"@docomo.ne.jp', 'Sample..Taro@docomo.ne.jp'],
      ['Sample..Taro@DOCOMO.ne.jp', 'Sample..Taro@docomo.ne.jp'],
      ['<"sample."@ezweb.ne.jp>', 'sample.@ezweb.ne.jp'],
      ['.sample@ezweb.ne.jp', '.sample@ezweb.ne.jp'],
    ])
      expect(verdict(report({ recipient: written!, status: '5.1.1', diagnostic: '550 5.1.1 unknown user' }))).toEqual([
        'hard',
        'userunknown',
        read,
      ]);
  });

  it('prefers the address outside to what the last machine calls the mailbox', () => {
    const raw = report({
      recipient: 'sample@ims-daemon',
      original: who,
      status: '5.1.1',
      diagnostic: '550 5.1.1 unknown',
    });
    expect(classifyMail(raw)).toMatchObject({ finalRecipient: who, originalRecipient: who });
    const inside = report({ recipient: 'sample@ims-daemon', status: '5.1.1', diagnostic: '550 5.1.1 unknown' });
    expect(classifyMail(inside).finalRecipient).toBe('sample@ims-daemon');
  });

  it('takes the recipient from the words when the report names a programme instead of a person', () => {
    const raw = report({
      recipient: '|/usr/lib/mda',
      status: '5.3.0',
      words: [`<${who}>: Command died with status 1`],
    });
    expect(verdict(raw)).toEqual(['soft', 'mailererror', who]);
  });

  it('reads a report that stands in a plain text part, and one that a gateway wrapped whole', () => {
    const plain = mail(
      daemon('postmaster@example.com', 'Delivery failure', 'Content-Type: text/plain'),
      '',
      'Reporting-MTA: dns; mx.example.com',
      '',
      `Final-Recipient: rfc822; ${who}`,
      'Action: failed',
      'Status: 5.1.1',
      '',
    );
    expect(verdict(plain)).toEqual(['hard', 'userunknown', who]);
    const wrapped = mail(
      daemon('postmaster@gw.example.com', 'Returned mail', 'Content-Type: multipart/mixed; boundary=gw'),
      '',
      '--gw',
      'Content-Type: text/plain',
      '',
      'A mail was returned.',
      '--gw',
      'Content-Type: message/rfc822',
      '',
      report({ recipient: who, status: '5.1.1', diagnostic: '550 5.1.1 no such user' }).toString().split('\r\n'),
      '--gw--',
    );
    expect(verdict(wrapped)).toEqual(['hard', 'userunknown', who]);
  });

  it('reads mails with line ends of any kind and with the line of a mailbox before them', () => {
    const raw = report({ recipient: who, status: '5.1.1', diagnostic: '550 5.1.1 no such user' }).toString();
    for (const text of [
      raw,
      raw.replaceAll('\r\n', '\n'),
      raw.replaceAll('\r\n', '\r'),
      `From x Fri Nov 20 2026\r\n${raw}`,
    ])
      expect(verdict(Buffer.from(text))).toEqual(['hard', 'userunknown', who]);
  });
});

describe('bounces in words alone', () => {
  it.each([
    [
      'qmail',
      'MAILER-DAEMON@mx.example.com',
      'failure notice',
      'hard',
      'userunknown',
      [
        'Hi. This is the qmail-send program at mx.example.com.',
        "I'm afraid I wasn't able to deliver your message to the following addresses.",
        "This is a permanent error; I've given up. Sorry it didn't work out.",
        '',
        `<${who}>:`,
        'Sorry, no mailbox here by that name. (#5.1.1)',
      ],
    ],
    [
      'Exim',
      'Mail Delivery System <Mailer-Daemon@mx.example.com>',
      'Mail delivery failed: returning message to sender',
      'hard',
      'userunknown',
      [
        'This message was created automatically by mail delivery software.',
        '',
        'A message that you sent could not be delivered to one or more of its',
        'recipients. This is a permanent error. The following address(es) failed:',
        '',
        `  ${who}`,
        '    SMTP error from remote mail server after RCPT TO:<sample.taro@example.com>:',
        '    host mx.example.net [192.0.2.9]: 550 no such user here',
      ],
    ],
    [
      'Exim, after the content',
      'Mail Delivery System <Mailer-Daemon@mx.example.com>',
      'Mail delivery failed: returning message to sender',
      'hard',
      'notaccept',
      [
        'The following address(es) failed:',
        '',
        `  ${who}`,
        '    SMTP error from remote mail server after end of data:',
        '    host mx.example.net [192.0.2.9]: 550 unknown user',
      ],
    ],
    [
      'Domino',
      'Postmaster@example.com',
      'DELIVERY FAILURE: User not listed in Domino Directory',
      'hard',
      'userunknown',
      [
        'Your message',
        '',
        '  Subject: oshirase',
        '',
        'was not delivered to:',
        '',
        `  ${who}`,
        '',
        'because:',
        '',
        `  User sample (${who}) not listed in Domino Directory`,
      ],
    ],
    [
      'Exchange 2003',
      'System Administrator <postmaster@example.com>',
      'Undeliverable: oshirase',
      'hard',
      'userunknown',
      [
        'Your message',
        '',
        '  To:      list@mail.example.jp',
        '  Subject: oshirase',
        '',
        'did not reach the following recipient(s):',
        '',
        `${who} on Fri, 20 Nov 2026 10:00:00 +0900`,
        '    The recipient name is not recognized',
      ],
    ],
    [
      'Yahoo',
      'MAILER-DAEMON@yahoo.co.jp',
      'Failure Notice',
      'soft',
      'suspended',
      [
        'Sorry, we were unable to deliver your message to the following address.',
        '',
        `<${who}>:`,
        'This account has been disabled or discontinued.',
      ],
    ],
    [
      'Courier',
      '"Courier mail server at mx.example.com" <postmaster@mx.example.com>',
      'NOTICE: mail delivery status.',
      'soft',
      'mailboxfull',
      [
        'This is a delivery status notification from mx.example.com.',
        '',
        'UNDELIVERABLE MAIL',
        '',
        `<${who}>:`,
        '    Maildir over quota',
      ],
    ],
    [
      'MailEnable',
      'postmaster@example.com',
      'Message Delivery Failure',
      'hard',
      'hostunknown',
      [
        'MailEnable: Message delivery has failed.',
        '',
        `Message could not be delivered to: ${who}`,
        '',
        'Reason: The domain name could not be found: no such domain',
      ],
    ],
    [
      'a late mail',
      'Mail Delivery System <Mailer-Daemon@mx.example.com>',
      'Warning: message 1abc delayed 24 hours',
      'soft',
      'delayed',
      [
        'A message that you sent has not yet been delivered to one or more of its',
        'recipients after more than 24 hours on the queue.',
        '',
        `  ${who}`,
        '',
        'No action is required on your part. Delivery attempts will continue for some time.',
      ],
    ],
    [
      'Japanese provider',
      'postmaster@example.ne.jp',
      'メールエラー通知',
      'soft',
      'mailboxfull',
      ['送信先のメールボックスが一杯のため、送信できませんでした。', '', `Could not be delivered to: <${who}>`],
    ],
    [
      'Japanese gateway',
      'MAILER-DAEMON@example.co.jp',
      '配信不能のお知らせ',
      'hard',
      'userunknown',
      ['次の宛先へのメールは配信できませんでした。', '', who, '', '宛先のメールアドレスは存在しません。'],
    ],
    [
      'German',
      'MAILER-DAEMON@example.de',
      'Unzustellbar: oshirase',
      'hard',
      'userunknown',
      ['Ihre Nachricht konnte nicht zugestellt werden.', '', who, '', 'Der Empfänger ist unbekannt.'],
    ],
    [
      'French',
      'postmaster@example.fr',
      'Non remis : oshirase',
      'soft',
      'mailboxfull',
      ["Votre message n'a pas pu être remis.", '', who, '', 'La boîte du destinataire est pleine.'],
    ],
    [
      'Spanish',
      'postmaster@example.es',
      'Correo devuelto',
      'hard',
      'userunknown',
      ['Su mensaje no pudo ser entregado.', '', who, '', 'El usuario no existe.'],
    ],
    [
      'Portuguese',
      'postmaster@example.com.br',
      'Falha na entrega',
      'hard',
      'userunknown',
      ['Sua mensagem não pôde ser entregue.', '', who, '', 'Endereço não encontrado.'],
    ],
    [
      'Chinese',
      'postmaster@example.cn',
      '系统退信',
      'hard',
      'userunknown',
      ['您的邮件无法投递。', '', `收件人：${who}`, '', '收件人不存在。'],
    ],
    [
      'Korean',
      'postmaster@example.co.kr',
      '메일 전송 실패',
      'soft',
      'mailboxfull',
      ['메일을 전송할 수 없습니다.', '', who, '', '받는 사람의 메일함 용량이 초과되었습니다.'],
    ],
    [
      'Russian',
      'mailer-daemon@example.ru',
      'Недоставленное сообщение',
      'hard',
      'userunknown',
      ['Ваше письмо не может быть доставлено.', '', `  ${who}`, '', 'Пользователь не найден.'],
    ],
  ] as const)('%s', (_, from, subject, expected, reason, words) => {
    expect(verdict(notice({ from, subject, words: [...words], to: who }))).toEqual([expected, reason, who]);
  });

  it('reads the filter and the recipient check of au apart by the address they leave out', () => {
    const au = (line: string) =>
      notice({
        from: 'Postmaster@ezweb.ne.jp',
        subject: 'Mail System Error - Returned Mail',
        words: [
          'Each of the following recipients was rejected by a remote mail server.',
          '',
          '    Recipient: <a..b@ezweb.ne.jp>',
          line,
        ],
        to: '"a..b"@ezweb.ne.jp',
      });
    expect(verdict(au('    <<< 550 : User unknown'))).toEqual(['hard', 'notaccept', 'a..b@ezweb.ne.jp']);
    expect(verdict(au('    <<< 550 <a..b@ezweb.ne.jp>: User unknown'))).toEqual([
      'hard',
      'userunknown',
      'a..b@ezweb.ne.jp',
    ]);
  });

  it('takes the person that the words name, not the list the mail was sent to', () => {
    const words = [
      'Your message',
      '',
      '  To:      news@list.example.jp',
      '  Subject: oshirase',
      '',
      'did not reach:',
      '',
    ];
    const raw = notice({
      from: 'System Administrator <postmaster@example.com>',
      subject: 'Undeliverable: oshirase',
      words: [...words, `c=US;a= ;p=SAMPLE;o=Nexus;dda:SMTP=${who}; on Fri, 20 Nov 2026`, '    Unknown Recipient'],
      to: 'news@list.example.jp',
    });
    expect(verdict(raw)).toEqual(['hard', 'userunknown', who]);
  });

  it('believes the header in which a server names the failed recipient', () => {
    const raw = notice({
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
      subject: 'Delivery Status Notification (Failure)',
      headers: ['Content-Type: text/plain', `X-Failed-Recipients: ${who}`],
      words: [
        '** Address not found **',
        '',
        `Your message wasn't delivered to ${who} because the address couldn't be found.`,
      ],
      to: who,
    });
    expect(verdict(raw)).toEqual(['hard', 'userunknown', who]);
  });

  it('reads what Amazon SES tells in JSON', () => {
    const ses = (told: object) =>
      mail(
        [
          'From: AWS Notifications <no-reply@sns.amazonaws.com>',
          'To: bounces@mail.example.jp',
          'Subject: AWS Notification Message',
        ],
        '',
        JSON.stringify(told),
        '',
        '--',
        'If you wish to stop receiving notifications from this topic, please click the link below',
      );
    const bounced = [
      { emailAddress: who, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    ];
    expect(
      verdict(ses({ notificationType: 'Bounce', bounce: { bounceType: 'Permanent', bouncedRecipients: bounced } })),
    ).toEqual(['hard', 'userunknown', who]);
    expect(
      verdict(ses({ notificationType: 'Bounce', bounce: { bounceType: 'Transient', bouncedRecipients: bounced } }))[0],
    ).toBe('soft');
    const complaint = { complainedRecipients: [{ emailAddress: who }], complaintFeedbackType: 'abuse' };
    expect(verdict(ses({ Message: JSON.stringify({ notificationType: 'Complaint', complaint }) }))).toEqual([
      'complaint',
      'spamreport',
      who,
    ]);
  });
});

const feedback = (kind: string, ...fields: string[]) =>
  mail(
    ['From: fbl@provider.example', 'To: abuse@mail.example.jp', 'Subject: complaint', 'MIME-Version: 1.0'],
    'Content-Type: multipart/report; report-type=feedback-report; boundary=arf',
    '',
    '--arf',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '--arf',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${kind}`,
    'User-Agent: Sample/1.0',
    'Version: 1',
    fields,
    '',
    '--arf',
    'Content-Type: message/rfc822',
    '',
    returned(who),
    '',
    '--arf--',
  );

describe('complaints', () => {
  it.each(['abuse', 'fraud', 'other'])('%s is a complaint of the person it was sent to', (kind) => {
    expect(verdict(feedback(kind))).toEqual(['complaint', 'spamreport', who]);
  });

  it('prefers the recipient that the report itself names', () => {
    expect(verdict(feedback('abuse', 'Original-Rcpt-To: <"a..b"@docomo.ne.jp>'))[2]).toBe('a..b@docomo.ne.jp');
    expect(verdict(feedback('opt-out', 'Removal-Recipient: left@example.com'))).toEqual([
      'complaint',
      'optout',
      'left@example.com',
    ]);
  });

  it.each(['auth-failure', 'not-spam'])('%s suppresses nobody', (kind) => {
    expect(classifyMail(feedback(kind))).toMatchObject({ class: 'not-a-bounce', reason: 'authreport' });
  });

  it('gives our return path out of the mail that was complained about', () => {
    expect(classifyMail(feedback('abuse')).returnPaths).toEqual(['bounce+abcdefghijklmnopqrst@mail.example.jp']);
  });

  it('reads the older form of Hotmail', () => {
    const raw = mail(
      [
        'From: staff@hotmail.com',
        'To: abuse@mail.example.jp',
        'Subject: complaint about message from 192.0.2.1',
        'MIME-Version: 1.0',
      ],
      'Content-Type: message/rfc822',
      '',
      `X-HmXmrOriginalRecipient: ${who}`,
      returned('"redacted" <redacted@hotmail.com>'),
      '',
    );
    expect(verdict(raw)).toEqual(['complaint', 'spamreport', who]);
  });
});

const letter = (...headers: string[]) =>
  mail('From: Sample <sample.taro@example.com>', 'To: no-reply@mail.example.jp', headers, '', 'text', '');

describe('auto-replies', () => {
  it.each([
    ['Subject: Automatic reply: oshirase'],
    ['Subject: Out of Office: oshirase'],
    ['Subject: 不在のお知らせ'],
    ['Subject: 自動返信: お知らせ'],
    ['Subject: Abwesenheitsnotiz'],
    ['Subject: Réponse automatique : oshirase'],
    ['Subject: Respuesta automática: oshirase'],
    ['Subject: Resposta automática'],
    ['Subject: 自动回复：oshirase'],
    ['Subject: 부재중 자동응답'],
    ['Subject: Re: oshirase', 'Auto-Submitted: auto-replied'],
    ['Subject: Re: oshirase', 'X-Autoreply: yes'],
    ['Subject: Re: oshirase', 'Precedence: auto_reply'],
    ['Subject: Re: oshirase', 'X-Apple-Action: vacation'],
    ['Subject: [Automatyczna odpowiedź] oshirase', 'Precedence: junk'],
    ['Subject: Thank you for your mail', 'Return-Path: <>', 'Precedence: bulk'],
  ])('%s', (...headers) => {
    expect(classifyMail(letter(...headers))).toMatchObject({ class: 'auto-reply', finalRecipient: who });
  });

  it('knows a request to prove oneself human', () => {
    expect(classifyMail(letter('Subject: Please confirm your message')).reason).toBe('challenge');
    expect(classifyMail(letter('Subject: Re: x', 'X-BoxTrapper: abc')).reason).toBe('challenge');
  });

  it('does not take a bounce for one because it carries the same mark', () => {
    const raw = report({ recipient: who, status: '5.1.1', diagnostic: '550 5.1.1 user unknown' });
    expect(raw.toString()).toContain('Auto-Submitted: auto-replied');
    expect(classifyMail(raw).class).toBe('hard');
  });
});

describe('classifying a file', () => {
  it('gives the line of the command', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bounces-'));
    const path = join(folder, 'sample.eml');
    await writeFile(path, report({ recipient: who, status: '5.1.1', diagnostic: '550 5.1.1 user unknown' }));
    expect(await classifyFile(path)).toEqual({
      file: path,
      class: 'hard',
      status: '5.1.1',
      reason: 'userunknown',
      final_recipient: who,
    });
    await rm(folder, { recursive: true });
    await expect(classifyFile(path)).rejects.toThrow('ENOENT');
  });
});
