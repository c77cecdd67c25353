/** What a caller may give, and what the reader sees of it. */
import { describe, expect, test } from 'vitest';
import type { MailType } from '../../../server/letters/types.ts';
import { checkVariables, showValue, showVariables } from '../../../server/letters/values.ts';

const type: MailType = {
  id: 'x',
  systems: ['nl'],
  category: 'service',
  sensitive: false,
  deadline: 'standard',
  sample: {},
  variables: {
    name: 'text',
    link: 'url',
    day: 'date',
    at: 'instant',
    count: 'number',
    list: 'items',
    note: 'paragraphs',
    data: 'block',
    id: 'code',
  },
  optional: ['note'],
};
const good = {
  name: '見本',
  link: 'https://example.jp/a?b=1',
  day: '2026-02-18',
  at: 0,
  count: 3,
  list: ['a'],
  data: 'AB\nCD',
  id: 'A-1',
};

describe('values', () => {
  test('good values have no errors, optional ones may be absent', () => {
    expect(checkVariables(type, good, ['ja', 'plja', 'en'])).toEqual([]);
  });

  test('everything wrong is told at once', () => {
    expect(checkVariables(type, { ...good, name: undefined, other: 1, day: '2026-02-30' }, ['ja'])).toEqual([
      { field: 'other', code: 'variable.unknown' },
      { field: 'name', code: 'variable.missing' },
      { field: 'day', code: 'variable.invalid', details: { reason: 'not_date' } },
    ]);
  });

  test.each([
    ['name', 'a\nBcc: x'],
    ['name', 'a\rb'],
    ['name', 'a\u0000b'],
    ['name', 'a\u202Eb'],
    ['name', 'a\u2028b'],
    ['name', ''],
    ['name', 5],
    ['link', 'javascript:alert(1)'],
    ['link', '/relative'],
    ['link', 'https://a.jp/"x'],
    ['link', 'https://u:p@a.jp/'],
    ['link', 'https://a.jp/ b'],
    ['link', 'https://日本.jp/'],
    ['at', 'tomorrow'],
    ['count', '3'],
    ['count', Number.NaN],
    ['list', []],
    ['list', ['a\nb']],
    ['list', 'a'],
    ['data', '漢字'],
    ['data', 'a\tb'],
    ['id', 'a\nb'],
    ['day', '2026-2-1'],
  ])('%s refuses %j', (name, value) => {
    const errors = checkVariables(type, { ...good, [name]: value }, ['ja']);
    expect(errors.map((error) => error.field)).toEqual([name]);
  });

  test('an instant may also come with an offset', () => {
    expect(showValue('at', 'instant', '2026-11-21T09:00:00+09:00', 'ja')).toBe('2026年11月21日(土曜日)午前9時');
  });

  test('values in several languages follow the letter, and a missing one is an error', () => {
    const list = [{ ja: '氏名', plja: '名前(なまえ)', en: 'name' }, 'ID'];
    expect(showValue('list', 'items', list, 'plja')).toEqual(['名前(なまえ)', 'ID']);
    expect(showValue('list', 'items', { en: ['a', 'b'] }, 'en')).toEqual(['a', 'b']);
    expect(checkVariables(type, { ...good, name: { ja: '見本' } }, ['ja', 'en'])).toEqual([
      { field: 'name', code: 'variable.invalid', details: { reason: 'language_missing_en' } },
    ]);
  });

  test('names outside JIS X 0208 are mapped or kept, codes and blocks are never touched', () => {
    expect(showValue('name', 'text', '㈱髙橋😀', 'ja')).toBe('株式会社髙橋😀');
    expect(showValue('id', 'code', 'Ａ①', 'ja')).toBe('Ａ①');
    expect(showValue('data', 'block', 'A  B\r\n C \n', 'ja')).toEqual(['A  B', ' C']);
  });

  test('a required value that is missing stops the letter', () => {
    expect(() => showVariables(type, {}, 'ja')).toThrow('letter.variable_missing');
  });

  test('names of Object are no variables', () => {
    expect(
      checkVariables(type, JSON.parse('{"__proto__":1,"toString":2}'), ['ja']).filter(
        (error) => error.code === 'variable.unknown',
      ),
    ).toHaveLength(2);
  });
});
