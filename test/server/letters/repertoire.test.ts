/** JIS X 0208: what is in, what is mapped, what is kept. Vectors measured with a strict ISO-2022-JP encoder (domain 3.3). */
import { describe, expect, test } from 'vitest';
import { inRepertoire, mapToRepertoire, standIn, strangersIn } from '../../../server/letters/repertoire.ts';

describe('repertoire', () => {
  test.each([...'〜−―…※〒亜腕弌熙々〆仝￥“”‘’■□◆αЯ─、。ＡａぁヶABC~ '])('%s is inside', (sign) => {
    expect(inRepertoire(sign)).toBe(true);
  });
  test.each(['①', '㈱', 'Ⅰ', '髙', '﨑', 'ｱ', '～', '－', '—', '😀', '简', 'é', '\t', '\u00a0', '∥', '¦'])(
    '%s is outside',
    (sign) => {
      expect(inRepertoire(sign)).toBe(false);
    },
  );
  test('the table holds the 6,879 signs of the standard', () => {
    let count = 0;
    for (let code = 0xa0; code < 0x10000; code += 1) if (inRepertoire(String.fromCharCode(code))) count += 1;
    expect(count).toBe(6879);
  });
  test.each([
    ['①②⑳', '(1)(2)(20)'],
    ['㈱見本', '株式会社見本'],
    ['ﾊﾟｽﾎﾟｰﾄ', 'パスポート'],
    ['9時～5時', '9時〜5時'],
    ['－5', '−5'],
    ['—', '―'],
    ['Ⅳ', 'IV'],
    ['か\u3099', 'が'],
    ['100㎡', '100平方メートル'],
  ])('%s becomes %s', (given, mapped) => {
    expect(mapToRepertoire(given)).toBe(mapped);
  });
  test('names keep what has no stand-in: nothing is lost and nothing becomes a question mark', () => {
    for (const name of ['髙﨑', 'José', '王简', '😀', 'LI MING', 'Nguyễn'])
      expect(mapToRepertoire(name)).toBe(name.normalize('NFC'));
  });
  test('every stand-in is itself inside the repertoire', () => {
    for (let code = 0x80; code < 0x10000; code += 1) {
      const sign = String.fromCharCode(code);
      if (inRepertoire(sign) || (code >= 0xd800 && code <= 0xdfff)) continue;
      const stand = standIn(sign);
      if (stand !== undefined && !['ﾞ', 'ﾟ'].includes(sign))
        expect(
          [...stand].filter((one) => !inRepertoire(one)),
          sign,
        ).toEqual([]);
    }
  });
  test('strangers are told with their place', () => {
    expect(strangersIn('あ①い😀髙')).toEqual([
      { sign: '①', index: 1, suggestion: '(1)' },
      { sign: '😀', index: 3 },
      { sign: '髙', index: 5 },
    ]);
  });
});
