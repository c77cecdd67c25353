/**
 * Whole returned mails in shapes and languages that the rules were not written from: each with the class and the address that its words
 * give. Written first, read by the rules afterwards.
 */
import { expect, it } from 'vitest';
import { classifyMail } from '../../../server/inbound/classify.ts';
import { daemon, mail, returned } from '../../support/eml/build.ts';

const who = 'hanako@moto.test';
const utf8 = 'Content-Type: text/plain; charset=utf-8';
const postman = 'Mail Delivery Subsystem <MAILER-DAEMON@relay.test>';
const base64 = (text: string) =>
  Buffer.from(text)
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n');
/** Words only. */
const words = (subject: string, ...lines: string[]) => mail(daemon(postman, subject, utf8), '', lines, '');
/** Words, fields, and the head of what came back; `type` is what the part of fields is called. */
const parts = (p: {
  from?: string;
  subject?: string;
  text: string[];
  fields: string[];
  type?: string;
  html?: boolean;
  to?: string;
}) =>
  mail(
    daemon(
      p.from ?? postman,
      p.subject ?? 'Returned mail',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="qq"',
    ),
    '',
    '--qq',
    `Content-Type: text/${p.html ? 'html' : 'plain'}; charset=utf-8`,
    '',
    p.text,
    '--qq',
    `Content-Type: ${p.type ?? 'message/delivery-status'}`,
    '',
    p.fields,
    '',
    '--qq',
    'Content-Type: text/rfc822-headers',
    '',
    returned(p.to ?? who),
    '',
    '--qq--',
    '',
  );
const failed = (...more: string[]) => [
  'Reporting-MTA: dns; relay.test',
  '',
  `Final-Recipient: rfc822; ${who}`,
  'Action: failed',
  ...more,
];

type Strange = readonly [
  form: string,
  right: 'hard' | 'soft' | 'auto-reply' | 'not-a-bounce',
  recipient: string | null,
  raw: Buffer,
];

const strange: Strange[] = [
  [
    'Exchange Online, English, RecipientNotFound',
    'hard',
    who,
    parts({
      html: true,
      from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@moto.test>',
      subject: 'Undeliverable: oshirase',
      text: [`<p>Your message to <b>${who}</b> couldn't be delivered.</p><p>hanako wasn't found at moto.test.</p>`],
      fields: failed(
        'Status: 5.1.10',
        'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient hanako@moto.test not found by SMTP address lookup',
      ),
    }),
  ],
  [
    'Exchange Online, our domain is not trusted',
    'soft',
    who,
    parts({
      text: ['Your message was blocked.'],
      fields: failed(
        'Status: 5.7.509',
        'Diagnostic-Code: smtp;550 5.7.509 Access denied, sending domain MAIL.EXAMPLE.JP does not pass DMARC verification and has a DMARC policy of reject.',
      ),
    }),
  ],
  [
    'Exchange, Japanese words alone',
    'hard',
    who,
    words(
      '配信不能: お知らせ',
      `${who} へのメッセージを配信できませんでした。`,
      '',
      'hanako が moto.test に見つかりませんでした。',
    ),
  ],
  [
    'Exchange on premises, quota in Chinese',
    'soft',
    who,
    parts({
      text: ['收件人的邮箱已满,现在无法接收邮件。'],
      fields: failed(
        'Status: 5.2.2',
        'Diagnostic-Code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException',
      ),
    }),
  ],
  [
    'Gmail, account disabled: it may be enabled again',
    'soft',
    who,
    parts({
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      text: [
        `Your message wasn't delivered to ${who} because the address couldn't be found, or is unable to receive mail.`,
      ],
      fields: failed(
        'Status: 5.2.1',
        'Diagnostic-Code: smtp; 550-5.2.1 The email account that you tried to reach is disabled. For more',
        ' 550 5.2.1 information, go to the help page',
      ),
    }),
  ],
  [
    'Gmail, receiving too quickly',
    'soft',
    who,
    parts({
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      text: ['There was a temporary problem. Gmail will retry for 45 more hours.'],
      fields: [
        ...failed().filter((l) => !l.startsWith('Action')),
        'Action: delayed',
        'Status: 4.2.1',
        'Diagnostic-Code: smtp; 450-4.2.1 The user you are trying to contact is receiving mail too quickly.',
      ],
    }),
  ],
  [
    'Yahoo! Japan, the account does not exist',
    'hard',
    who,
    words(
      'failure notice',
      'Hi. This is the qmail-send program at yahoo.test.',
      "I'm afraid I wasn't able to deliver your message to the following addresses.",
      "This is a permanent error; I've given up. Sorry it didn't work out.",
      '',
      `<${who}>:`,
      '192.0.2.9 does not like recipient.',
      'Remote host said: 550 5.1.1 unknown user <hanako@moto.test> [0] -- VS15-30',
      'Giving up on 192.0.2.9.',
      '',
      '--- Below this line is a copy of the message.',
      '',
      ...returned(who),
    ),
  ],
  [
    'qmail, user over quota',
    'soft',
    who,
    words(
      'failure notice',
      'Hi. This is the qmail-send program at relay.test.',
      '',
      `<${who}>:`,
      'The users mailfolder is over the allowed quota (size). (#5.2.2)',
      '',
      '--- Below this line is a copy of the message.',
      '',
      ...returned(who),
    ),
  ],
  [
    'qmail, no mailbox here by that name',
    'hard',
    who,
    words(
      'failure notice',
      'Hi. This is the qmail-send program at relay.test.',
      '',
      `<${who}>:`,
      'Sorry, no mailbox here by that name. (#5.1.1)',
      '',
      '--- Below this line is a copy of the message.',
      '',
      ...returned(who),
    ),
  ],
  [
    'docomo, user unknown in the transcript',
    'hard',
    who,
    words(
      'Mail System Error - Returned Mail',
      'The original message was received at Fri, 20 Nov 2026 10:00:00 +0900',
      '',
      '   ----- The following addresses had permanent fatal errors -----',
      `<${who}>`,
      '',
      '   ----- Transcript of session follows -----',
      '... while talking to mfsmax.moto.test.:',
      `>>> RCPT To:<${who}>`,
      '<<< 550 Unknown user hanako@moto.test',
      `550 5.1.1 <${who}>... User unknown`,
    ),
  ],
  [
    'docomo, refused by the wishes of the reader',
    'soft',
    who,
    words(
      'Mail System Error - Returned Mail',
      '次のあて先へのメッセージはエラーのため送信できませんでした。',
      '',
      '送信先メールアドレスの受信設定により、受信が拒否されました。',
      `   <${who}>`,
      'host mfsmax.moto.test said: 552 5.7.1 Message rejected by recipient settings',
    ),
  ],
  [
    'au, Japanese notice with the user unknown',
    'hard',
    who,
    words(
      'Mail System Error - Returned Mail',
      '次のあて先へのメッセージはエラーのため送信できませんでした。',
      'あて先のメールアドレスが存在しないか、変更されました。',
      '',
      `<${who}>`,
      '550 <hanako@moto.test>: User unknown',
    ),
  ],
  [
    'softbank, the address in the fields is its number',
    'hard',
    who,
    parts({
      text: ['The message could not be delivered.', '550 Invalid recipient: <hanako@moto.test>'],
      fields: failed('Status: 5.0.0', 'Diagnostic-Code: smtp; 550 Invalid recipient: <hanako@moto.test>'),
    }),
  ],
  [
    'softbank, the box is full',
    'soft',
    who,
    parts({
      text: ['お客様のメールボックスがいっぱいです'],
      fields: failed(
        'Status: 5.2.2',
        'Diagnostic-Code: smtp; 552 Requested mail action aborted: exceeded storage allocation',
      ),
    }),
  ],
  [
    'exim, header X-Failed-Recipients, unrouteable',
    'hard',
    who,
    mail(
      daemon(
        'Mail Delivery System <Mailer-Daemon@relay.test>',
        'Mail delivery failed: returning message to sender',
        `X-Failed-Recipients: ${who}`,
        'Auto-Submitted: auto-replied',
        utf8,
      ),
      '',
      'This message was created automatically by mail delivery software.',
      '',
      'A message that you sent could not be delivered to one or more of its recipients. This is a permanent error. The following address(es) failed:',
      '',
      `  ${who}`,
      '    Unrouteable address',
      '',
      '------ This is a copy of the message, including all the headers. ------',
      '',
      returned(who),
      '',
    ),
  ],
  [
    'exim, retry time exceeded',
    'soft',
    who,
    mail(
      daemon(
        'Mail Delivery System <Mailer-Daemon@relay.test>',
        'Mail delivery failed: returning message to sender',
        `X-Failed-Recipients: ${who}`,
        utf8,
      ),
      '',
      `  ${who}`,
      '    host mx.moto.test [192.0.2.7]',
      '    Connection timed out: retry timeout exceeded',
      '',
    ),
  ],
  [
    'exim, refused after RCPT with the sender verify failing',
    'soft',
    who,
    mail(
      daemon(
        'Mail Delivery System <Mailer-Daemon@relay.test>',
        'Mail delivery failed: returning message to sender',
        `X-Failed-Recipients: ${who}`,
        utf8,
      ),
      '',
      `  ${who}`,
      '    host mx.moto.test [192.0.2.7]',
      `    SMTP error from remote mail server after RCPT TO:<${who}>:`,
      '    550-Verification failed for <bounce+abcdefghijklmnopqrst@mail.example.jp>',
      '    550-No Such User Here',
      '    550 Sender verify failed',
      '',
    ),
  ],
  [
    'sendmail, host unknown',
    'hard',
    who,
    parts({
      text: [`550 5.1.2 <${who}>... Host unknown (Name server: moto.test: host not found)`],
      fields: failed('Status: 5.1.2', 'Remote-MTA: DNS; moto.test'),
    }),
  ],
  [
    'sendmail, warning after four hours',
    'soft',
    who,
    parts({
      subject: 'Warning: could not send message for past 4 hours',
      text: ['THIS IS A WARNING MESSAGE ONLY', `<${who}>... Deferred: Connection refused by mx.moto.test.`],
      fields: [
        'Reporting-MTA: dns; relay.test',
        '',
        `Final-Recipient: RFC822; ${who}`,
        'Action: delayed',
        'Status: 4.4.1',
      ],
    }),
  ],
  [
    'Postfix, unknown in virtual mailbox table',
    'hard',
    who,
    parts({
      text: [`<${who}>: unknown user: "hanako"`],
      fields: failed('Status: 5.1.1', 'Diagnostic-Code: X-Postfix; unknown user: "hanako"'),
    }),
  ],
  [
    'Postfix, mail for moto.test loops back',
    'soft',
    who,
    parts({
      text: [`<${who}>: mail for moto.test loops back to myself`],
      fields: failed('Status: 5.4.6', 'Diagnostic-Code: X-Postfix; mail for moto.test loops back to myself'),
    }),
  ],
  [
    'Postfix, the alias at the end of the way is the final recipient',
    'hard',
    'h.moto@inner.test',
    parts({
      text: ['<h.moto@inner.test> (expanded from <hanako@moto.test>): user unknown'],
      fields: [
        'Reporting-MTA: dns; relay.test',
        '',
        'Final-Recipient: rfc822; h.moto@inner.test',
        `Original-Recipient: rfc822;${who}`,
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: x-unix; user unknown',
      ],
    }),
  ],
  [
    'Postfix, quoted bare 550 with user unknown and a policy code',
    'hard',
    who,
    parts({
      text: ['host mx.moto.test said: 550 user unknown (in reply to RCPT TO command)'],
      fields: failed('Status: 5.0.0', 'Diagnostic-Code: smtp; 550 user unknown'),
    }),
  ],
  [
    'relabelled part, text/plain',
    'hard',
    who,
    parts({
      type: 'text/plain; name="details.txt"',
      text: ['Delivery has failed.'],
      fields: failed('Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 recipient rejected: no such mailbox'),
    }),
  ],
  [
    'relabelled part, octet-stream in base64',
    'hard',
    who,
    mail(
      daemon(postman, 'Undelivered', 'Content-Type: multipart/mixed; boundary="qq"'),
      '',
      '--qq',
      utf8,
      '',
      'A gateway has taken this report apart.',
      '--qq',
      'Content-Type: application/octet-stream; name="ATT00001"',
      'Content-Transfer-Encoding: base64',
      '',
      base64(failed('Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 no such user').join('\r\n')),
      '--qq--',
      '',
    ),
  ],
  [
    'SES, suppressed by the list of the account',
    'hard',
    who,
    mail(
      daemon(
        'Amazon Web Services <no-reply@sns.amazonaws.com>',
        'AWS Notification Message',
        'Content-Type: text/plain; charset=UTF-8',
      ),
      '',
      JSON.stringify({
        eventType: 'Bounce',
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'OnAccountSuppressionList',
          bouncedRecipients: [
            {
              emailAddress: who,
              action: 'failed',
              status: '5.1.1',
              diagnosticCode:
                'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
            },
          ],
        },
        mail: { source: 'no-reply@mail.example.jp', destination: [who] },
      }),
      '',
    ),
  ],
  [
    'SES, transient general',
    'soft',
    who,
    mail(
      daemon(
        'Amazon Web Services <no-reply@sns.amazonaws.com>',
        'AWS Notification Message',
        'Content-Type: text/plain; charset=UTF-8',
      ),
      '',
      JSON.stringify({
        notificationType: 'Bounce',
        bounce: { bounceType: 'Transient', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: who }] },
        mail: { destination: [who] },
      }),
      '',
    ),
  ],
  [
    'Sieve, the reader refuses',
    'soft',
    who,
    mail(
      daemon(
        who,
        'Automatically rejected mail',
        'Auto-Submitted: auto-replied (rejected)',
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="qq"',
      ),
      '',
      '--qq',
      utf8,
      '',
      'Your message was automatically rejected by Pigeonhole Sieve.',
      'The following reason was given:',
      'I no longer wish to get this.',
      '--qq',
      'Content-Type: message/disposition-notification',
      '',
      'Reporting-UA: sieve; moto.test',
      `Final-Recipient: rfc822; ${who}`,
      'Disposition: automatic-action/MDN-sent-automatically; deleted',
      '--qq--',
      '',
    ),
  ],
  [
    'Chinese, the user does not exist',
    'hard',
    who,
    words(
      '系统退信',
      `很抱歉,您发送到 ${who} 的邮件被退回。`,
      '退信原因:收件人邮件地址(hanako@moto.test)不存在,邮件无法送达。',
    ),
  ],
  [
    'Chinese, traditional, account stopped',
    'hard',
    who,
    words('退信通知', `您寄給 ${who} 的郵件無法送達。`, '原因:此帳號已停用,查無此使用者。'),
  ],
  [
    'Chinese, frequency limited',
    'soft',
    who,
    words('系统退信', `您发送给 ${who} 的邮件被退回。`, '退信原因:对方服务器限制了发信频率,请稍后再试。'),
  ],
  [
    'Korean, no such account',
    'hard',
    who,
    words(
      '메일 발송 실패',
      `${who} 님께 보낸 메일이 반송되었습니다.`,
      '실패 사유: 받는 사람의 메일 주소가 존재하지 않습니다 (User Unknown).',
    ),
  ],
  [
    'Korean, dormant account',
    'soft',
    who,
    words('메일 발송 실패', `받는 사람: ${who}`, '실패 사유: 수신자의 메일함 용량이 초과되었습니다.'),
  ],
  [
    'Vietnamese, address not found',
    'hard',
    who,
    words('Thư không gửi được', `Không thể gửi thư tới ${who}.`, 'Lý do: địa chỉ email này không tồn tại.'),
  ],
  [
    'Vietnamese, box full',
    'soft',
    who,
    words('Thư không gửi được', `Không thể gửi thư tới ${who}.`, 'Hộp thư của người nhận đã đầy.'),
  ],
  ['Thai, no such mailbox', 'hard', who, words('ส่งอีเมลไม่สำเร็จ', `ไม่สามารถส่งอีเมลถึง ${who} ได้`, 'ไม่พบบัญชีผู้ใช้นี้ในระบบ')],
  ['Thai, temporary', 'soft', who, words('ส่งอีเมลไม่สำเร็จ', `ไม่สามารถส่งอีเมลถึง ${who} ได้ชั่วคราว`, 'กล่องจดหมายของผู้รับเต็ม')],
  [
    'Indonesian, account not registered',
    'hard',
    who,
    words('Email gagal terkirim', `Email Anda ke ${who} gagal terkirim.`, 'Akun penerima tidak terdaftar.'),
  ],
  [
    'Indonesian, full',
    'soft',
    who,
    words('Email gagal terkirim', `Email Anda ke ${who} gagal terkirim.`, 'Kotak surat penerima penuh.'),
  ],
  [
    'Tagalog, no such address',
    'hard',
    who,
    words('Hindi naipadala', `Hindi naipadala ang mensahe kay ${who}.`, 'Walang ganitong email address.'),
  ],
  [
    'Nepali, address missing',
    'hard',
    who,
    words('सन्देश पठाउन सकिएन', `${who} मा सन्देश पठाउन सकिएन।`, 'यो इमेल ठेगाना फेला परेन।'),
  ],
  ['Burmese, no such address', 'hard', who, words('ပေးပို့၍မရပါ', `${who} သို့ မေးလ် ပေးပို့၍ မရပါ။`, 'ဤအီးမေးလ်လိပ်စာ မရှိပါ။')],
  [
    'Portuguese, Exchange',
    'hard',
    who,
    words(
      'Não é possível entregar: oshirase',
      `Não foi possível entregar sua mensagem para ${who}.`,
      'O endereço de email inserido não foi encontrado.',
    ),
  ],
  [
    'Portuguese, over quota',
    'soft',
    who,
    words(
      'Falha na entrega',
      `A mensagem para ${who} não foi entregue.`,
      'A caixa de correio do destinatário está cheia.',
    ),
  ],
  [
    'Spanish, the user unknown',
    'hard',
    who,
    words(
      'No se puede entregar',
      `No se pudo entregar el mensaje a ${who}.`,
      'El usuario es desconocido en este dominio.',
    ),
  ],
  [
    'Spanish, account cancelled',
    'hard',
    who,
    words(
      'Correo devuelto',
      `El mensaje para ${who} fue devuelto.`,
      'La cuenta de correo del destinatario ha sido dada de baja.',
    ),
  ],
  [
    'Spanish, spam',
    'soft',
    who,
    words(
      'Correo devuelto',
      `El mensaje para ${who} fue devuelto.`,
      'El mensaje ha sido rechazado por considerarse spam.',
    ),
  ],
  [
    'Japanese words in ISO-2022-JP, base64, quota and addresses of us',
    'soft',
    who,
    words(
      '配信できませんでした',
      'bounce+abcdefghijklmnopqrst@mail.example.jp 様',
      '',
      `次の宛先 ${who} は、メールボックスの容量を超えているため受信できません。`,
    ),
  ],
  [
    'Japanese, retired',
    'hard',
    who,
    words(
      '【自動返信】メールアドレス廃止のお知らせ',
      `${who} は、2026年9月末をもって廃止いたしました。`,
      '新しいアドレスは別途ご案内いたします。',
    ),
  ],
  [
    'out of office with a "not found" in its text',
    'auto-reply',
    null,
    mail(
      [
        'Return-Path: <hanako@moto.test>',
        'From: Hanako <hanako@moto.test>',
        'To: bounce+abcdefghijklmnopqrst@mail.example.jp',
        'Subject: Automatic reply: oshirase',
        'Auto-Submitted: auto-replied',
        utf8,
      ],
      '',
      'I am out of the office until 30 November. If the address is not found, call us.',
      '',
    ),
  ],
  [
    'a person asks about an unknown user',
    'not-a-bounce',
    null,
    mail(
      [
        'Return-Path: <hanako@moto.test>',
        'From: Hanako <hanako@moto.test>',
        'To: no-reply@mail.example.jp',
        'Subject: user unknown?',
        utf8,
      ],
      '',
      'My friend got "550 user unknown". What should she do?',
      '',
    ),
  ],
  [
    'two recipients, the first was delivered',
    'hard',
    who,
    parts({
      text: ['One of the recipients failed.'],
      fields: [
        'Reporting-MTA: dns; relay.test',
        '',
        'Final-Recipient: rfc822; other@moto.test',
        'Action: delivered',
        'Status: 2.0.0',
        '',
        `Final-Recipient: rfc822; ${who}`,
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 no such user',
      ],
    }),
  ],
  [
    'recipient does not exist although the code is of policy',
    'hard',
    who,
    parts({
      text: ['Rejected.'],
      fields: failed(
        'Status: 5.7.1',
        'Diagnostic-Code: smtp; 550 5.7.1 The recipient hanako@moto.test does not exist here',
      ),
    }),
  ],
  [
    'our domain is unknown to them',
    'soft',
    who,
    parts({
      text: ['Rejected.'],
      fields: failed(
        'Status: 5.1.8',
        'Diagnostic-Code: smtp; 550 5.1.8 <no-reply@mail.example.jp>: Sender address rejected: Domain not found',
      ),
    }),
  ],
  [
    'greylisting told as a failure',
    'soft',
    who,
    parts({
      text: ['Rejected.'],
      fields: failed(
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 450 4.2.0 Recipient address rejected: Greylisted, try again later',
      ),
    }),
  ],
  [
    'recipient verification is not possible just now',
    'soft',
    who,
    parts({
      text: ['Rejected.'],
      fields: failed(
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 450 4.1.1 unverified address: address lookup failed, try later',
      ),
    }),
  ],
  [
    'the domain takes no mail (null MX)',
    'hard',
    who,
    parts({
      text: ['x'],
      fields: failed('Status: 5.1.10', 'Diagnostic-Code: smtp; 556 5.1.10 Recipient address has null MX'),
    }),
  ],
];

it.each(strange)('%s: %s', (_form, right, recipient, raw) => {
  const found = classifyMail(raw);
  const wrong = right === 'hard' || right === 'soft';
  expect([found.class, wrong ? found.finalRecipient : null]).toEqual([right, wrong ? recipient : null]);
});

/** One sentence of a daemon below the line about whom it could not reach. */
const second: [language: string, right: 'hard' | 'soft', sentence: string][] = [
  ['Japanese', 'hard', '該当するメールアドレスは当社のシステムに登録されていません。'],
  ['Japanese', 'hard', 'お客様がお送りになったメールの宛先は、すでに解約されたお客様のものです。'],
  ['Japanese', 'hard', '宛先アドレス <hanako@moto.test> はお使いになれません(利用者なし)。'],
  ['Japanese', 'soft', 'ご指定の宛先は、ただいま受信を一時的に停止しております。'],
  ['Japanese', 'soft', '差出人のドメインを確認できないため、受信者へお届けできませんでした。'],
  ['Japanese', 'soft', '受信側のサーバーで迷惑メールと判定されたため、配信されませんでした。'],
  ['English', 'hard', 'The person you are writing to has left; their mailbox has been removed and no longer exists.'],
  ['English', 'hard', 'We could not find anyone called hanako at moto.test.'],
  ['English', 'hard', '550 5.1.1 hanako@moto.test: Email address could not be found, or was misspelled'],
  ['English', 'soft', '550 5.7.1 Our organisation does not accept mail from addresses it does not know'],
  ['English', 'soft', '421 4.3.2 System not accepting network messages'],
  ['English', 'soft', '554 5.6.0 Message contains an unknown host in a link'],
  ['English', 'soft', '550 Callback failed: the return path address does not exist'],
  ['English', 'soft', '550 5.2.0 Message rejected because of unacceptable content'],
  ['Chinese', 'hard', '该收件人邮箱不存在或已被注销。'],
  ['Chinese', 'hard', '您所發送的收件者地址有誤,查無此帳號。'],
  ['Chinese', 'soft', '对方邮箱空间不足,邮件被退回。'],
  ['Chinese', 'soft', '您的邮件被对方反垃圾系统拒绝。'],
  ['Korean', 'hard', '받는 사람의 계정이 삭제되어 메일을 전달할 수 없습니다.'],
  ['Korean', 'hard', '해당 아이디는 존재하지 않습니다.'],
  ['Korean', 'soft', '발신 서버의 IP가 차단되어 메일이 거부되었습니다.'],
  ['Vietnamese', 'hard', 'Không có người dùng nào với địa chỉ này.'],
  ['Vietnamese', 'soft', 'Máy chủ của người nhận tạm thời không phản hồi.'],
  ['Thai', 'hard', 'ที่อยู่อีเมลของผู้รับไม่ถูกต้องหรือไม่มีอยู่จริง'],
  ['Thai', 'soft', 'เซิร์ฟเวอร์ปลายทางปฏิเสธข้อความเนื่องจากเป็นสแปม'],
  ['Indonesian', 'hard', 'Penerima tidak ditemukan di server tujuan.'],
  ['Indonesian', 'soft', 'Server tujuan sedang dalam pemeliharaan.'],
  ['Tagalog', 'hard', 'Hindi umiiral ang account ng tatanggap.'],
  ['Tagalog', 'soft', 'Puno na ang mailbox ng tatanggap.'],
  ['Nepali', 'hard', 'प्राप्तकर्ताको खाता अवस्थित छैन।'],
  ['Nepali', 'soft', 'प्राप्तकर्ताको मेलबक्स भरिएको छ।'],
  ['Burmese', 'hard', 'လက်ခံသူ၏ အကောင့်ကို ရှာမတွေ့ပါ။'],
  ['Burmese', 'soft', 'လက်ခံသူ၏ စာတိုက်ပုံး ပြည့်နေပါသည်။'],
  ['Portuguese', 'hard', 'Usuário inexistente.'],
  ['Portuguese', 'hard', 'A caixa postal do destinatário foi excluída.'],
  ['Portuguese', 'soft', 'O servidor do destinatário recusou a mensagem por conteúdo suspeito.'],
  ['Spanish', 'hard', 'La casilla de correo indicada no existe.'],
  ['Spanish', 'hard', 'Destinatario inexistente.'],
  ['Spanish', 'soft', 'El buzón del destinatario está lleno.'],
  ['Spanish', 'soft', 'El dominio del remitente es desconocido.'],
];

it.each(second)('in %s: %s: %s', (_language, right, sentence) => {
  const found = classifyMail(words('Undelivered Mail Returned to Sender', who, '', sentence));
  expect([found.class, found.finalRecipient]).toEqual([right, who]);
});

// A bare code quoted before them changes nothing, neither at RCPT nor after the content, in any language.
it.each(second.filter(([language, right]) => language !== 'English' && right === 'hard'))(
  'in %s, quoted: %s: 550 %s',
  (_language, right, sentence) => {
    for (const step of ['RCPT TO command', 'end of DATA command']) {
      const said = `host mx.moto.test said: 550 ${sentence} (in reply to ${step})`;
      const raw = parts({ text: [said], fields: failed('Status: 5.0.0', `Diagnostic-Code: smtp; 550 ${sentence}`) });
      const found = classifyMail(raw);
      expect([found.class, found.finalRecipient]).toEqual([right, who]);
    }
  },
);
