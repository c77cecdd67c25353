/** Hard wrapping of the text part. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columns, countedColumns, wrapLine } from '../../../server/letters/width.ts';

describe('width', () => {
  test('full-width signs count two columns, readings of plain Japanese none', () => {
    expect(columns('ABC漢字ｱ')).toBe(8);
    expect(countedColumns('plja', '登録(とうろく)')).toBe(4);
    expect(countedColumns('ja', '登録(とうろく)')).toBe(14);
  });

  test('Japanese lines break at phrase ends, never before a full stop', () => {
    const text = '登録した内容を変更するときは、次のページを開いて、画面の案内に従って手続を進めてください。';
    const lines = wrapLine('ja', text);
    expect(lines.join('')).toBe(text);
    expect(lines).toEqual([
      '登録した内容を変更するときは、次のページを開いて、画面の案内に従って',
      '手続を進めてください。',
    ]);
  });

  test('English lines break at words and lose no word', () => {
    const text =
      'The link works until Friday, November 21, 2025, 5:30 p.m. (Japan time), and then a new one is needed.';
    const lines = wrapLine('en', text);
    expect(lines.join(' ')).toBe(text);
    expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(70);
  });

  test('a reading never leaves its kanji', () => {
    const lines = wrapLine('plja', '手続(てつづ)きを確認(かくにん)してください。'.repeat(6));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line.startsWith('(')).toBe(false);
      expect(countedColumns('plja', line)).toBeLessThanOrEqual(70);
    }
  });

  test('URLs are never broken', () => {
    const url = `https://mail.example.jp/${'a'.repeat(90)}`;
    expect(wrapLine('en', url)).toEqual([url]);
  });

  test('whatever the text: nothing is lost and lines stay within the limit', () => {
    const word = fc.constantFrom(
      '登録',
      'の',
      '手続、',
      'メール',
      'ABC',
      '2026',
      '。',
      'ください',
      '(見本)',
      '漢(かん)',
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 120 }),
        fc.constantFrom('ja' as const, 'plja' as const),
        (words, language) => {
          const text = words.join('');
          const lines = wrapLine(language, text);
          expect(lines.join('')).toBe(text);
          // A line may hang over by closing signs that must not begin a line.
          for (const line of lines)
            expect(countedColumns(language, line.replace(/[、。)ーっゃゅょ]+$/, ''))).toBeLessThanOrEqual(72);
        },
      ),
      { numRuns: 200 },
    );
  });
});
