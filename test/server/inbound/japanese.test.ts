import { describe, expect, it } from 'vitest';
import { decodeBytes } from '../../../server/inbound/charset.ts';
import { classifyMail } from '../../../server/inbound/classify.ts';
import { daemon, mail } from '../../support/eml/build.ts';

/** One sentence in the charsets that Japanese servers write. */
const text = '宛先のメールアドレスは存在しません。';
const inIso2022Jp = Buffer.from('\x1b$B08@h$N%a!<%k%"%I%l%9$OB8:_$7$^$;$s!#\x1b(B', 'latin1');
const inShiftJis = Buffer.from('88b690e682cc8381815b838b83418368838c835882cd91b68ddd82b582dc82b982f18142', 'hex');
const inEucJp = Buffer.from('b0b8c0e8a4cea5e1a1bca5eba5a2a5c9a5eca5b9a4cfc2b8badfa4b7a4dea4bba4f3a1a3', 'hex');

const bounce = (words: Buffer, contentType: string): Buffer =>
  Buffer.concat([
    mail(daemon('MAILER-DAEMON@example.co.jp', '=?ISO-2022-JP?B?GyRCR1s/LklURz0bKEI=?=', contentType), '', ''),
    words,
    Buffer.from('\r\n\r\nsample.taro@example.jp\r\n'),
  ]);

describe('Japanese words of mail daemons', () => {
  it.each([
    ['ISO-2022-JP', inIso2022Jp, 'Content-Type: text/plain; charset=ISO-2022-JP'],
    ['ISO-2022-JP without a charset', inIso2022Jp, 'Content-Type: text/plain'],
    ['ISO-2022-JP called us-ascii', inIso2022Jp, 'Content-Type: text/plain; charset=us-ascii'],
    [
      'ISO-2022-JP whose escapes were eaten',
      Buffer.from(inIso2022Jp.toString('latin1').replaceAll('\x1b', ''), 'latin1'),
      'Content-Type: text/plain; charset=ISO-2022-JP',
    ],
    ['Shift_JIS', inShiftJis, 'Content-Type: text/plain; charset=Shift_JIS'],
    ['Shift_JIS under its trade name', inShiftJis, 'Content-Type: text/plain; charset="cp932"'],
    ['EUC-JP', inEucJp, 'Content-Type: text/plain; charset=EUC-JP'],
    ['EUC-JP without a charset', inEucJp, 'Content-Type: text/plain'],
    ['EUC-JP called ISO-2022-JP', inEucJp, 'Content-Type: text/plain; charset=ISO-2022-JP'],
    ['UTF-8', Buffer.from(text), 'Content-Type: text/plain; charset=UTF-8'],
    ['UTF-8 in a charset nobody knows', Buffer.from(text), 'Content-Type: text/plain; charset=x-unknown'],
  ])('%s', (_, words, contentType) => {
    expect(classifyMail(bounce(words, contentType))).toMatchObject({
      class: 'hard',
      reason: 'userunknown',
      finalRecipient: 'sample.taro@example.jp',
    });
  });

  it('reads base64 and quoted-printable', () => {
    const header = (encoding: string) =>
      `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}`;
    const base64 = Buffer.from(Buffer.from(`${text}\r\n\r\nsample.taro@example.jp`).toString('base64'));
    expect(classifyMail(bounce(base64, header('base64'))).reason).toBe('userunknown');
    const quoted = [...Buffer.from(text)].map((b) => `=${b.toString(16).toUpperCase()}`).join('');
    expect(classifyMail(bounce(Buffer.from(quoted), header('quoted-printable'))).reason).toBe('userunknown');
  });
});

describe('decoding bytes', () => {
  it('never throws and never returns nothing for something', () => {
    const broken = Buffer.from([0x1b, 0x24, 0x42, 0xff, 0xfe, 0x80, 0x1b, 0x28]);
    for (const charset of [null, 'iso-2022-jp', 'shift_jis', 'euc-jp', 'utf-8', 'utf-7', 'x-none', '']) {
      expect(decodeBytes(broken, charset).length).toBeGreaterThan(0);
    }
    expect(decodeBytes(Buffer.alloc(0), 'iso-2022-jp')).toBe('');
  });

  it('leaves plain English alone whatever charset it claims', () => {
    expect(decodeBytes(Buffer.from('cost is $B and (B more'), 'iso-2022-jp')).toContain('cost is $B');
  });
});
