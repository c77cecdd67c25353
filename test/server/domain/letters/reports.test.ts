/** The report of another server as staff may read it: its words, without the copy of our mail, addresses and links masked. */
import { describe, expect, it } from 'vitest';
import { reportText } from '../../../../server/domain/letters/reports.ts';

const ID = 'a-1@mail.example.jp';
const said = [
  'From: MAILER-DAEMON@relay.example',
  'Subject: Undelivered',
  '',
  'taro@example.jp: user unknown (550 5.1.1)',
];
const copy = [`Message-ID: <${ID}>`, 'Subject: 照会番号', '', '照会用パスワード：xK7-pQ2'];
const mail = (...lines: string[]) => lines.join('\r\n');
const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('A report that is read', () => {
  it.each([
    ['in a part of its own', ['--b', 'Content-Type: message/rfc822', '', ...copy]],
    ['announced by a line', ['--- Below this line is a copy of the message.', '', ...copy]],
    ['behind nothing but an empty line', ['Reply-To: x@example.jp', ...copy]],
    ['with its headers alone', ['--b', 'content-type: text/rfc822-headers', '', ...copy]],
  ])('says what the server wrote, without our mail %s', (_where, after) => {
    const text = reportText(bytes(mail(...said, '', ...after)), ID);
    expect(text).toContain('user unknown (550 5.1.1)');
    expect(text).toContain('t***@example.jp');
    for (const secret of ['taro@', 'xK7-pQ2', '照会番号', ID]) expect(text).not.toContain(secret);
  });

  it('keeps a report that only refers to our mail, masks links, leaves out what nobody can read, and keeps no controls', () => {
    const link = 'https://mail.example.jp/m/AbCdEfGhIjKlMnOpQrStUv';
    const text = reportText(
      mail(`In-Reply-To: <${ID}>`, '', `see ${link}\u0007`, 'A'.repeat(76), 'B'.repeat(76), 'end'),
      ID,
    );
    expect(text).toMatch(/see https:\/\/mail\.example\.jp\/m\/••••••\n\[…\]\nend$/);
  });

  it('reads Japanese in the code of old mail servers', () => {
    expect(reportText('\u001b$B$O$$\u001b(B', ID)).toBe('はい');
  });

  it('never grows beyond what a screen takes', () => {
    expect(reportText(`x ${'word '.repeat(20_000)}`, ID).length).toBeLessThanOrEqual(20_000);
  });
});
