import { describe, expect, it } from 'vitest';
import { addressesIn, decodeHeader, readHeaders, readValued } from '../../../server/inbound/headers.ts';

describe('addresses in running text', () => {
  it.each([
    ['"a..b"@docomo.ne.jp', 'a..b@docomo.ne.jp'],
    ['a..b@docomo.ne.jp', 'a..b@docomo.ne.jp'],
    ['a.@EZWEB.ne.jp', 'a.@ezweb.ne.jp'],
    ['.a@au.com', '.a@au.com'],
    ['<Taro.Sample@Example.COM>', 'Taro.Sample@example.com'],
    ['rfc822; x@example.com', 'x@example.com'],
    ["'x@example.com'", 'x@example.com'],
    ['smtp:x@example.com', 'x@example.com'],
    ['送信先：x@example.jpへ', 'x@example.jp'],
    ['x@example.com.', 'x@example.com'],
    ['bounce+token@mail.example.jp', 'bounce+token@mail.example.jp'],
  ])('%s', (text, address) => {
    expect(addressesIn(text)).toEqual([address]);
  });

  it('gives each once, in order, and no more than asked', () => {
    expect(addressesIn('b@x.example a@x.example b@x.example')).toEqual(['b@x.example', 'a@x.example']);
    expect(addressesIn('b@x.example a@x.example', 1)).toEqual(['b@x.example']);
  });

  it('finds none where none is', () => {
    expect(addressesIn('@ a@ @b <> "@"')).toEqual([]);
  });
});

describe('header lines', () => {
  it('are unfolded, and a line that is none is passed over', () => {
    const headers = readHeaders('Subject: one\n two\nnot a header\nTo: x@example.com\nTo: y@example.com');
    expect(headers.get('subject')).toBe('one two');
    expect(headers.all('to')).toEqual(['x@example.com', 'y@example.com']);
    expect(headers.has('cc')).toBe(false);
    expect(headers.get('cc')).toBe('');
  });

  it('are read from encoded words, even when a sender cut a character in two', () => {
    expect(decodeHeader('=?UTF-8?B?6YWN5L+h?= =?utf-8?Q?=E4=B8=8D=E8=83=BD?=')).toBe('配信不能');
    expect(decodeHeader('=?utf-8?B?6YU=?= =?utf-8?B?jQ==?=')).toBe('配');
    expect(decodeHeader('=?ISO-2022-JP?B?GyRCRVo/LhsoQg==?= ok')).toContain(' ok');
    expect(decodeHeader('plain')).toBe('plain');
    expect(decodeHeader('=?broken')).toBe('=?broken');
  });

  it('give their parameters, quoted or not', () => {
    expect(readValued('multipart/Report; report-type=delivery-status;\tboundary="a;b\\"c"')).toEqual({
      value: 'multipart/report',
      params: { 'report-type': 'delivery-status', boundary: 'a;b"c' },
    });
  });
});
