import { describe, expect, it } from 'vitest';
import { decideEmptyMail } from '../../../server/inbound/emptyMail.ts';
import { mail, report } from '../../support/eml/build.ts';

const own = ['mail.example.jp', 'kmel.example.jp'];
const from = 'sample.taro@example.com';
const decide = (raw: Buffer, sender = from) => decideEmptyMail({ from: sender, raw }, own);
const letter = (headers: string[], ...body: string[]) => mail('From: Sample <x@example.com>', headers, '', body);

describe('an empty mail', () => {
  it('is answered to the envelope sender, whatever its subject, text and From say', () => {
    expect(decide(letter([]))).toEqual({ answer: 'entry', to: from });
    expect(decide(letter(['Subject: 登録'], 'please', 'register me'))).toEqual({ answer: 'entry', to: from });
    expect(decide(letter(['Reply-To: victim@example.net']))).toEqual({ answer: 'entry', to: from });
    expect(decide(Buffer.alloc(0))).toEqual({ answer: 'entry', to: from });
  });

  it('from an old carrier address is answered to that address as written', () => {
    expect(decide(letter([]), 'Sample..Taro@docomo.ne.jp')).toEqual({
      answer: 'entry',
      to: 'Sample..Taro@docomo.ne.jp',
    });
  });

  it.each([
    ['the null sender', '', 'null-sender'],
    ['a sender that is no address', 'nobody', 'malformed-sender'],
    ['our own domain', 'x@mail.example.jp', 'own-domain'],
    ['a domain below our own', 'x@a.mail.example.jp', 'own-domain'],
    ['a mail daemon', 'MAILER-DAEMON@example.com', 'machine-sender'],
    ['a postmaster', 'postmaster@example.com', 'machine-sender'],
    ['an address that takes no answers', 'no-reply@example.com', 'machine-sender'],
    ['a return path', 'bounce+abc@example.com', 'machine-sender'],
  ])('from %s gets no answer', (_, sender, silent) => {
    expect(decide(letter([]), sender)).toEqual({ silent });
  });

  it.each([
    ['Auto-Submitted: auto-replied', 'auto-submitted'],
    ['Auto-Submitted: auto-generated; x=y', 'auto-submitted'],
    ['Precedence: bulk', 'list'],
    ['Precedence: list', 'list'],
    ['Precedence: junk', 'list'],
    ['Precedence: auto_reply', 'list'],
    ['List-Id: <news.example.com>', 'list'],
    ['List-Unsubscribe: <mailto:x@example.com>', 'list'],
    ['X-Loop: entry@mail.example.jp', 'list'],
    ['Subject: Out of office', 'auto-reply'],
    ['X-Autoreply: yes', 'auto-reply'],
    ['Subject: 不在のお知らせ', 'auto-reply'],
  ])('with "%s" gets no answer', (header, silent) => {
    expect(decide(letter([header]))).toEqual({ silent });
  });

  it('that says it was not sent by a machine is answered', () => {
    expect(decide(letter(['Auto-Submitted: no']))).toEqual({ answer: 'entry', to: from });
  });

  it('that is a report gets no answer', () => {
    expect(decide(report({ recipient: 'x@example.com', status: '5.1.1' }))).toEqual({ silent: 'report' });
  });

  it('that went through more than fifty servers gets no answer', () => {
    const hops = (n: number) => Array.from({ length: n }, (_, i) => `Received: from a${i} by b${i}`);
    expect(decide(letter(hops(50)))).toEqual({ answer: 'entry', to: from });
    expect(decide(letter(hops(51)))).toEqual({ silent: 'loop' });
  });
});

describe('asking for the way out by mail', () => {
  const text = (charset: string, bytes: Buffer) =>
    Buffer.concat([letter([`Content-Type: text/plain; charset=${charset}`], ''), bytes]);

  it.each([
    '退会',
    ' やめる \r\n',
    '退会。',
    'Unsubscribe',
    'UNSUBSCRIBE\r\n\r\n',
    'ｕｎｓｕｂｓｃｒｉｂｅ',
    '　退会　',
    '\u200b退会',
  ])('"%s" alone asks for it', (words) => {
    expect(decide(text('utf-8', Buffer.from(words)))).toEqual({ answer: 'leave', to: from });
  });

  it('does so in the charsets of Japanese phones, in HTML and in base64', () => {
    for (const [charset, hex] of [
      ['iso-2022-jp', '1b2442423271321b2842'],
      ['shift_jis', '91de89ef'],
      ['euc-jp', 'c2e0b2f1'],
    ] as const) {
      const bytes = charset === 'iso-2022-jp' ? Buffer.from('\x1b$BB`2q\x1b(B', 'latin1') : Buffer.from(hex, 'hex');
      expect(decide(text(charset, bytes))).toEqual({ answer: 'leave', to: from });
    }
    const html = letter(['Content-Type: text/html; charset=utf-8'], '<div>退会</div><div><br></div>');
    expect(decide(html)).toEqual({ answer: 'leave', to: from });
    const coded = letter(
      ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'],
      Buffer.from('退会').toString('base64'),
    );
    expect(decide(coded)).toEqual({ answer: 'leave', to: from });
  });

  it('a sentence that only speaks of it does not', () => {
    for (const words of ['退会したくない', 'how do I unsubscribe?', '退会 退会', '']) {
      expect(decide(text('utf-8', Buffer.from(words)))).toEqual({ answer: 'entry', to: from });
    }
  });

  it('takes the text that mailparser read, when there is one', () => {
    const raw = letter([], 'something else');
    expect(decideEmptyMail({ from, raw }, own, '退会\n')).toEqual({ answer: 'leave', to: from });
    expect(decideEmptyMail({ from, raw: letter([], '退会') }, own, ' ')).toEqual({ answer: 'leave', to: from });
  });
});
