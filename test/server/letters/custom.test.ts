/** Custom templates speak Notify's grammar; vectors from notify-api.md. */
import { describe, expect, test } from 'vitest';
import { customFields, fillCustom, renderCustom } from '../../../server/letters/custom.ts';
import { sanitisePersonalisation, sanitiseValue } from '../../../server/letters/sanitise.ts';
import { shipped } from './shipped.ts';

describe('custom templates', () => {
  test('fields are found once each, whatever their case, blanks, _ and -', () => {
    expect(
      customFields({ subject: 'Hello ((First name))', body: '((first_name)) ((FIRST-NAME)) ((under18??text)) ((b))' }),
    ).toEqual(['First name', 'under18', 'b']);
    expect(customFields({ subject: 'x', body: '((a)b)) (c) (( ))' })).toEqual([' ']);
  });

  test('fields are filled; missing ones are named as written, extra ones ignored', () => {
    const text = { subject: '((Name))様', body: '番号((ref no))\r\n((x))' };
    expect(fillCustom(text, { NAME: '見本', refno: 5, other: 1 })).toEqual({
      subject: '見本様',
      body: '番号5\r\n((x))',
      missing: ['x'],
    });
    expect(fillCustom(text, { name: null, ref_no: true, x: '' })).toMatchObject({
      body: '番号True',
      missing: ['Name'],
    });
  });

  test('a list becomes bullets in the body and words in the subject', () => {
    const filled = fillCustom(
      { subject: '((list))', body: 'You need:((list))' },
      { list: ['a', ' b ', '', null, 'c'] },
    );
    expect(filled).toEqual({ subject: 'a, b and c', body: 'You need:\n\n* a\n* b\n* c', missing: [] });
  });

  test.each([
    ['yes', 'T'],
    ['Y', 'T'],
    ['true', 'T'],
    [true, 'T'],
    [1, 'T'],
    ['include', 'T'],
    ['show', 'T'],
    ['no', ''],
    [false, ''],
    [0, ''],
    ['', ''],
    ['2', ''],
  ])('optional text with %j gives "%s"', (value, shown) => {
    expect(fillCustom({ subject: 's', body: '((u??T))' }, { u: value }).body).toBe(shown);
  });

  test('a value is never looked at again for fields, and cannot make a second subject line', () => {
    expect(fillCustom({ subject: '((a))', body: '((a)) ((b))' }, { a: '((b))\r\nBcc: x', b: 'secret' })).toMatchObject({
      subject: '((b)) Bcc: x',
      body: '((b))\r\nBcc: x secret',
    });
  });

  test('the letter has both parts, the frame and the footer of its system', () => {
    const letter = renderCustom({
      bundle: shipped,
      system: 'ras2',
      language: 'ja',
      subject: '件名',
      body: '# 見出し\n一行目\n二行目\n^ 大切\n* a\n[案内](https://example.jp/)',
    });
    expect(letter.subject).toBe('件名');
    expect(letter.text.startsWith('■見出し\n一行目\n二行目\n\n  大切\n\n・a\n')).toBe(true);
    expect(letter.text).toContain('050-3786-3053');
    expect(letter.html).toContain('一行目<br>二行目');
    expect(letter.from).toBe('no-reply@rasens-immi.moj.go.jp');
  });
});

describe('sanitising', () => {
  test.each([
    ['User, [click here](https://evil.link)', 'User, \\[click here\\]\\(\\)'],
    ['uuid-with-dashes', 'uuid\\-with\\-dashes'],
    ['evil.com', 'evil\\. com'],
    ['evil.com/path', ''],
    ['a@b.com', 'a@b\\.com'],
    ['# h\n* x\n1. y | z!', '\\# h\n\\* x\n1\\. y \\| z\\!'],
    ['`*_()\\{}[]<>#+-.!|', '\\`\\*\\_\\(\\)\\\\\\{\\}\\[\\]\\<\\>\\#\\+\\-\\.\\!\\|'],
    ['LI MING', 'LI MING'],
  ])('%j becomes %j, as theirs', (value, safe) => {
    expect(sanitiseValue(value)).toBe(safe);
  });

  test.each([
    ['https://evil。com/xを見て', 'を見て'],
    ['https://evil．com', ''],
    ['https://evil.comにアクセス', 'にアクセス'],
    ['https://2130706433/', ''],
    ['http://1.2.3.4/ x', ' x'],
    ['https://user@evil.com/ x', ' x'],
    ['https://[::1]/ x', ' x'],
    ['https://例え.jp/を見て', 'を見て'],
    ['h\u200bttps://evil.com', ''],
    ['^ inset', '\\^ inset'],
    ['お問合せはevil.comまで', 'お問合せはevil\\. comまで'],
    ['IDはABC。OKです', 'IDはABC。 OKです'],
    ['手続は終わりました。次へ進む', '手続は終わりました。次へ進む'],
  ])('%j becomes %j, where theirs lets the link through', (value, safe) => {
    expect(sanitiseValue(value)).toBe(safe);
  });

  test('what was sanitised never becomes a link or a mark in the letter, and reads as it was written', () => {
    const value = '**x** [y](z) # a_b* <b> ^c https://localhost/';
    const { html, text } = renderCustom({
      bundle: shipped,
      system: 'nl',
      language: 'ja',
      subject: 's',
      body: sanitiseValue(value),
    });
    expect(text.split('\n')[0]).toBe('**x** [y](z) # a_b* <b> ^c');
    expect(html?.split('class="quiet line"')[0]).not.toMatch(/<a |<strong>|<b>/);
  });

  test('only listed values are touched, only real changes are told, a list is refused', () => {
    const given = { First_Name: '[a]', plain: '[a]', id: 'ABC' };
    expect(sanitisePersonalisation(given, ['first name', 'ID'])).toEqual({
      personalisation: { First_Name: '\\[a\\]', plain: '[a]', id: 'ABC' },
      changed: { First_Name: { unsanitised: '[a]', sanitised: '\\[a\\]' } },
    });
    expect(() => sanitisePersonalisation({ a: ['x'] }, ['a'])).toThrow('custom.sanitise_not_text');
  });

  test('a long hostile value is answered in reasonable time', () => {
    const from = performance.now();
    for (const part of ['a-', 'a.', 'https://', '[', 'あ.', '。a']) sanitiseValue(part.repeat(30_000));
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});
