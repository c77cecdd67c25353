/** The mail that brings a letter to the agency's mailbox: a few words, and the letter as a file that nobody on the way rewrites. */
import MailComposer from 'nodemailer/lib/mail-composer';

export type ForwardedLetter = {
  from: string;
  to: string;
  /** Whom an answer goes to; null when nobody is known. */
  replyTo: string | null;
  /** Our address that the letter was sent to. */
  box: string;
  subject: string;
  raw: Buffer;
  /** With its angle brackets. */
  messageId: string;
  /** RFC 5322 date. */
  date: string;
};

const LONGEST_SUBJECT = 100;

export const forwardedLetter = (letter: ForwardedLetter): Promise<Buffer> =>
  new MailComposer({
    from: letter.from,
    to: letter.to,
    ...(letter.replyTo ? { replyTo: letter.replyTo } : {}),
    subject: `Fwd: ${letter.subject.slice(0, LONGEST_SUBJECT)}`,
    text: [
      `${letter.box} に届いた手紙を転送します。送り主は確かめられていません。`,
      '手紙は添付の letter.eml です。添付ファイルの扱いに気をつけてください。',
      '',
      `A letter to ${letter.box} is forwarded to you.`,
      'Its sender is not proven. It is attached as letter.eml.',
      '',
    ].join('\n'),
    // base64, so that it passes servers that take seven bits only, and no server looks into it.
    attachments: [
      { filename: 'letter.eml', content: letter.raw, contentType: 'application/octet-stream', encoding: 'base64' },
    ],
    messageId: letter.messageId,
    date: letter.date,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    encoding: 'base64',
    textEncoding: 'base64',
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
