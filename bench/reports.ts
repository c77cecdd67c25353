/** Delivery reports as an ordinary server writes them, handed in at the mail door of a hub that is measured. */
import { handOver } from '../server/delivery/handOver.ts';
import { makeReturnPath } from '../server/lib/token.ts';
import { pause, type Stage } from './stage.ts';

/** The row of a letter, or of a reader who got the bulletin. */
export type About = { bulletin: number; row: number };

/** Every report is another mail. */
const reportOf = (n: number, said: { status: string; words: string }): string =>
  [
    'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <report-${n}@mx.example.net>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
    '',
    '--B',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I could not deliver your mail to the following address.',
    '',
    `<person${n}@example.net>: host mx.example.net[192.0.2.1] said: ${said.words} (in reply to RCPT TO command)`,
    '',
    '--B',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    `Final-Recipient: rfc822; person${n}@example.net`,
    'Action: failed',
    `Status: ${said.status}`,
    `Diagnostic-Code: smtp; ${said.words}`,
    '',
    '--B',
    'Content-Type: text/rfc822-headers',
    '',
    'From: no-reply@mail.example.jp',
    `To: person${n}@example.net`,
    'Subject: oshirase',
    '',
    '--B--',
  ].join('\r\n');
export const gone = { status: '5.1.1', words: '550 5.1.1 User unknown' };
export const full = { status: '5.2.2', words: '552 5.2.2 Mailbox full' };

export const handIn = async (stage: Stage, port: number, p: { about: About; n: number; said: typeof gone }) => {
  const to = `bounce+${makeReturnPath(stage.ring, p.about)}@mail.example.jp`;
  const { code, reply } = await handOver({ host: '127.0.0.1', port, from: '', to, data: reportOf(p.n, p.said) });
  if (code !== 250) throw new Error(`the door answered ${code} ${reply}`);
};

/** Until the mail door answers. */
export const listens = async (port: number): Promise<void> => {
  for (let n = 0; n < 300; n++) {
    const { code } = await handOver({ host: '127.0.0.1', port, from: '', to: 'nobody@mail.example.jp', data: 'x' });
    if (code === 550) return;
    await pause(100);
  }
  throw new Error('the mail door does not answer');
};
