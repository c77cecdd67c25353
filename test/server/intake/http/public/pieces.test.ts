/** Small parts of the pages: escaping, readings, the view in the address, networks, what was typed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../../../../server/intake/http/public/html.ts';
import { qrCode } from '../../../../../server/intake/http/public/qr.ts';
import { speech } from '../../../../../server/intake/http/public/speech.ts';
import { emptyTyped, readTyped, stayOf } from '../../../../../server/intake/http/public/typed.ts';
import { readView, withView } from '../../../../../server/intake/http/public/view.ts';
import { stripReadings } from '../../../../../server/letters/furigana.ts';
import { networkOf } from '../../../../../server/lib/strangers.ts';
import { readable } from '../../../../support/visitor.ts';

describe('A page', () => {
  it('never lets a value become markup', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const page = html`<p title="${text}">${[text, null, false]}</p>`.html;
        expect(page.match(/[<>]/g)).toHaveLength(4);
        expect(page.match(/"/g)).toHaveLength(2);
      }),
    );
  });

  it('shows a reading above its word and keeps the words as they are', () => {
    const t = speech('plja');
    const text = '登録(とうろく)を変(か)えたいとき、メールを開(ひら)いてください。';
    const shown = t(text).html;
    expect(shown).toContain('<ruby>登録<rp>(</rp><rt>とうろく</rt><rp>)</rp></ruby>');
    expect(readable(shown)).toBe(stripReadings(text));
  });

  it('breaks Japanese headings between phrases only', () => {
    expect(speech('ja').head('登録した内容を変更する').html).toBe('登録した<wbr>内容を<wbr>変更する');
  });

  it('breaks a long phrase of a heading beside a word in katakana', () => {
    expect(speech('ja').head('在留申請オンラインシステム').html).toBe('在留申請<wbr>オンラインシステム');
  });

  it('keeps a closing sign with the word before it where a phrase may break inside, also with a reading between', () => {
    const kept = (shown: string) =>
      [...shown.matchAll(/<span class="(k m|k)">(.*?)<\/span>/g)].map((m) => `${m[1]}:${readable(m[2]!)}`);
    expect(kept(speech('plja')('在留(ざいりゅう)カード番号(ばんごう)。').html)).toContain('k:番号。');
    expect(kept(speech('plja')('在留資格認定証明書(ざいりゅうしかくにんていしょうめいしょ)。').html)).toEqual([
      'k m:在留資格認定証明書。',
    ]);
    expect(kept(speech('ja').head('オンラインショッピングシステム').html)).toContain('k:ショッ');
    // The name of a topic is part of the words, so its bracket is too.
    expect(speech('plja')('「法律(ほうりつ)」をやめる').html).toContain('</ruby>」を</span>');
  });

  it('fills a value into a sentence, escaped, and leaves unknown braces alone', () => {
    expect(speech('en')('Hello {name} {other}', { name: '<b>' }).html).toBe('Hello &lt;b&gt; {other}');
  });

  it('carries colours, size and readings in its address and leaves out what is usual', () => {
    const view = readView(new URLSearchParams('scheme=black&size=large&ruby=off&x=1'));
    expect(withView('/m/ja_entry?topic=a#email', view)).toBe(
      '/m/ja_entry?topic=a&scheme=black&size=large&ruby=off#email',
    );
    expect(withView('/', readView(new URLSearchParams('scheme=pink')))).toBe('/');
  });

  it('draws a QR code as one path without a style', () => {
    const code = qrCode('https://mail.example.jp/m/ja_entry', 'label').html;
    expect(code).toContain('aria-label="label"');
    expect(code).not.toContain('style');
  });
});

describe('A network', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['2001:db8:0001:0002::', '2001:db8:1:2::/64'],
  ])('%s counts as %s', (address, group) => {
    expect(networkOf(address)).toBe(group);
  });
});

const fieldsOf = (typed: Record<string, string>) => ({ get: (name: string) => typed[name] ?? '', all: () => [] });

describe('A typed date', () => {
  it.each([
    [{ year: '2027', month: '4', day: '1' }, '2027-04-01'],
    [{ year: '', month: '', day: '' }, null],
    [{ year: '27', month: '4', day: '1' }, '????-04-01'],
    [{ year: '2027', month: '', day: '1' }, '2027-??-01'],
  ])('%j is %s', (typed, stay) => {
    expect(stayOf(typed)).toBe(stay);
  });

  it.each([
    ['2027/3/5', '', ''],
    ['２０２７／３／５', '', ''],
    ['2027-03-05', '', ''],
    ['20270305', '', ''],
    ['2027年3月5日', '', ''],
    ['令和9年3月5日', '', ''],
    ['令和９年　３月　５日', '', ''],
    ['R9.3.5', '', ''],
    ['', '', '5 March 2027'],
    ['', 'Mar. 5th, 2027', ''],
    ['2027年', '3月', '5日'],
    ['令和9', '３', '５'],
    ['r9年', 'March', '5th'],
  ])('%s %s %s is 5 March 2027', (year, month, day) => {
    const typed = readTyped(fieldsOf({ year, month, day }));
    expect(typed).toEqual({
      ...emptyTyped(),
      year: '2027',
      month: expect.stringMatching(/^0?3$/),
      day: expect.stringMatching(/^0?5$/),
    });
    expect(stayOf(typed)).toBe('2027-03-05');
  });

  it.each([
    ['3/5/2027', '', ''],
    ['27/3/5', '', ''],
    ['平成9年3月5日', '', ''],
    ['2027', 'Marching', '5'],
    ['2027/3/5', '3', ''],
  ])('%s %s %s could mean something else, and is asked again', (year, month, day) => {
    expect(stayOf(readTyped(fieldsOf({ year, month, day })))).toContain('?');
  });
});
