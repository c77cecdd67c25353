/** Slips in typed addresses: what is asked about, and what is left alone. */
import { describe, expect, it } from 'vitest';
import { isAddress, readAddress, tidyTyped } from '../../../server/lib/address.ts';
import { probablyMeant, typedFault } from '../../../server/lib/slips.ts';

describe('An address that was probably mistyped', () => {
  it.each([
    ['taro@gmial.com', 'taro@gmail.com'],
    ['taro@gmail.con', 'taro@gmail.com'],
    ['taro@gmail.co', 'taro@gmail.com'],
    ['taro@docomo.ne', 'taro@docomo.ne.jp'],
    ['taro@docomo.co.jp', 'taro@docomo.ne.jp'],
    ['taro@yahoo.co', 'taro@yahoo.co.jp'],
    ['taro@yaho.co.jp', 'taro@yahoo.co.jp'],
    ['taro@ezewb.ne.jp', 'taro@ezweb.ne.jp'],
    ['taro@icloud.co', 'taro@icloud.com'],
    ['taro@softbank.co.jp', 'taro@softbank.ne.jp'],
    ['taro@outlok.jp', 'taro@outlook.jp'],
    ['taro@kaisha.co.j', null],
    ['taro @example.jp', 'taro@example.jp'],
    ['Taro <taro@example.jp>', 'taro@example.jp'],
    ['mailto:taro@example.jp', 'taro@example.jp'],
    ['mailto:taro@example.jp?subject=x', 'taro@example.jp'],
    ['mailto: taro@example.jp', 'taro@example.jp'],
    ['taro@docomo.jp', 'taro@docomo.ne.jp'],
    ['taro@docomo.nejp', 'taro@docomo.ne.jp'],
    ['taro@docomone.jp', 'taro@docomo.ne.jp'],
    ['taro@docomonejp', 'taro@docomo.ne.jp'],
    ['taro@docomo', 'taro@docomo.ne.jp'],
    ['taro@docomo.ne,jp', 'taro@docomo.ne.jp'],
    ['taro@docomo..ne.jp', 'taro@docomo.ne.jp'],
    ['taro@docomo・ne・jp', 'taro@docomo.ne.jp'],
    ['taro@docomo .ne.jp', 'taro@docomo.ne.jp'],
    ['taro@@docomo.ne.jp', 'taro@docomo.ne.jp'],
    ['taro.docomo.ne.jp', 'taro@docomo.ne.jp'],
    ['taro(at)gmail.com', 'taro@gmail.com'],
    ['taro@kaisha.co', 'taro@kaisha.co.jp'],
    ['taro@example.jp.', 'taro@example.jp'],
    ['taro@example.jp、', 'taro@example.jp'],
    ['"taro@example.jp"', 'taro@example.jp'],
    ['メール:taro@example.jp', 'taro@example.jp'],
    ['見本 taro@example.jp', 'taro@example.jp'],
    ['taro@example.jp 090-0000-0000', 'taro@example.jp'],
    ['ta ro@example.jp', 'taro@example.jp'],
  ])('%s: %s', (typed, meant) => {
    expect(probablyMeant(typed)).toBe(meant);
  });

  it.each([
    'taro@gmail.com',
    'taro@mail.com',
    'taro@ymail.com',
    'taro@example.jp',
    'taro@yahoo.co.jp',
    'taro@yahoo.com',
    'taro@i.softbank.jp',
    'taro@au.com',
    'taro@u-tokyo.ac.jp',
    'taro@kaisha.co.jp',
    'taro@city.shinjuku.lg.jp',
    'taro@t.vodafone.ne.jp',
    'taro@GMAIL.com',
    'josé@example.jp',
    'ta(ro)@example.jp',
    '太郎@example.jp',
    'taro@example.jp,hanako@example.jp',
    'www.docomo.ne.jp',
    'https://example.jp/taro@example.jp',
    'not an address',
    '',
  ])('%s is left alone', (typed) => {
    expect(probablyMeant(typed)).toBeNull();
  });

  it('is named by its fault', () => {
    expect(typedFault('taro @example.jp')).toBe('address.space');
    expect(typedFault('Taro <taro@example.jp>')).toBe('address.named');
    expect(typedFault('mailto:taro@example.jp')).toBe('address.mailto');
    expect(typedFault(`${'a'.repeat(65)}@example.jp`)).toBe('address.local-long');
    expect(typedFault(`${'a'.repeat(64)}@example.jp`)).toBeNull();
    expect(typedFault('taro@example.jp hanako@example.jp')).toBeNull();
  });

  it('with 。 for a dot is converted as it is typed', () => {
    expect(tidyTyped('taro@example。jp')).toBe('taro@example.jp');
    expect(isAddress(readAddress(tidyTyped('taro＠example｡co．jp')))).toBe(true);
    expect(tidyTyped('\u00a0taro@example.jp\u2003')).toBe('taro@example.jp');
  });
});
