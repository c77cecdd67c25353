import { describe, expect, it } from 'vitest';
import { isAddress, maskAddress, readAddress, SYSTEM_LIMIT, tidyTyped } from '../../../server/lib/address.ts';
import { isReassigningCarrier } from '../../../server/lib/domainClasses.ts';

const wire = (text: string) => {
  const address = readAddress(text);
  return isAddress(address) ? address.wire : address;
};

describe('addresses that are taken', () => {
  it.each([
    ['a@example.jp', 'a@example.jp'],
    ['First.Last+tag@Example.JP', 'First.Last+tag@example.jp'],
    ['a..b@docomo.ne.jp', '"a..b"@docomo.ne.jp'],
    ['.a@docomo.ne.jp', '".a"@docomo.ne.jp'],
    ['a.@ezweb.ne.jp', '"a."@ezweb.ne.jp'],
    ['a..b@xx.ezweb.ne.jp', '"a..b"@xx.ezweb.ne.jp'],
    ['"a..b"@docomo.ne.jp', '"a..b"@docomo.ne.jp'],
    ['a.-_b@au.com', 'a.-_b@au.com'],
    ['x@xn--eckwd4c7c.xn--zckzah', 'x@xn--eckwd4c7c.xn--zckzah'],
  ])('%s goes out as %s', (text, expected) => {
    expect(wire(text)).toBe(expected);
  });
  it('keeps the local part as typed and compares without regard to case', () => {
    const address = readAddress('Taro@EXAMPLE.jp');
    expect(address).toMatchObject({ text: 'Taro@example.jp', canonical: 'taro@example.jp' });
  });
  it('treats the quoted and the plain spelling of a carrier address as one', () => {
    expect(readAddress('"a..b"@docomo.ne.jp')).toEqual(readAddress('a..b@docomo.ne.jp'));
  });
});

describe('addresses that are refused, each with its code', () => {
  it.each([
    ['', 'address.empty'],
    ['abc', 'address.no-at'],
    ['a@b@example.jp', 'address.two-at'],
    ['a@example.jp\r\nBcc: x@example.jp', 'address.control'],
    ['a\u2028@example.jp', 'address.control'],
    ['a..b@example.jp', 'address.dots'],
    ['a..b@softbank.ne.jp', 'address.dots'],
    ['.a@gmail.com', 'address.dots'],
    ['山田@example.jp', 'address.characters'],
    ['a@例え.jp', 'address.characters'],
    ['a b@example.jp', 'address.characters'],
    ['a@example', 'address.domain'],
    ['a@-example.jp', 'address.domain'],
    ['a@example..jp', 'address.domain'],
    ['a@[127.0.0.1]', 'address.domain'],
    ['a@127.0.0.1', 'address.domain'],
    ['@example.jp', 'address.local'],
    [`${'a'.repeat(65)}@example.jp`, 'address.too-long'],
    [
      `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.jp`,
      'address.domain',
    ],
  ])('%j: %s', (text, code) => {
    expect(readAddress(text)).toBe(code);
  });
  it('counts 60 characters for the application systems', () => {
    const text = `${'a'.repeat(48)}@example.jp`;
    expect(text.length).toBe(59);
    expect(isAddress(readAddress(`a${text}`, SYSTEM_LIMIT))).toBe(true);
    expect(readAddress(`aa${text}`, SYSTEM_LIMIT)).toBe('address.too-long');
  });
});

it('turns what phones type into what was meant', () => {
  expect(tidyTyped('　ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ\u200b ')).toBe('taro@example.jp');
});
it('knows the carriers that give an address to somebody else', () => {
  expect(['docomo.ne.jp', 'i.softbank.jp', 'x.ezweb.ne.jp', 'gmail.com'].map(isReassigningCarrier)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
it('masks all but the first letter and the domain', () => {
  expect(maskAddress('taro@example.jp')).toBe('t***@example.jp');
});
