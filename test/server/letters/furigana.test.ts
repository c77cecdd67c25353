/** Readings: found, counted out, shown as ruby. */
import { describe, expect, test } from 'vitest';
import { escapeHtml, furiganaHtml, parseFurigana, stripReadings } from '../../../server/letters/furigana.ts';

describe('furigana', () => {
  test('a reading belongs to the kanji right before it, not to the kana before', () => {
    expect(parseFurigana('登録(とうろく)が終(お)わりました')).toEqual([
      { text: '登録', reading: 'とうろく' },
      { text: 'が' },
      { text: '終', reading: 'お' },
      { text: 'わりました' },
    ]);
  });

  test('なのか covers 7日 with its number, にち only the kanji', () => {
    expect(parseFurigana('7日(なのか)')).toEqual([{ text: '7日', reading: 'なのか' }]);
    expect(parseFurigana('18日(にち)')).toEqual([{ text: '18' }, { text: '日', reading: 'にち' }]);
    expect(parseFurigana('2人(ふたり)')).toEqual([{ text: '2人', reading: 'ふたり' }]);
    expect(parseFurigana('10日間(とおかかん)')).toEqual([{ text: '10日間', reading: 'とおかかん' }]);
  });

  test.each([
    ['昔々(むかしむかし)', '昔々'],
    ['登録（とうろく）', '登録'],
    ['ヘルプ(help)', 'ヘルプ(help)'],
    ['会社(株式)', '会社(株式)'],
    ['霞(かすみ)が関(せき)1-1-1', '霞が関1-1-1'],
  ])('%s without readings is %s', (marked, bare) => {
    expect(stripReadings(marked)).toBe(bare);
  });

  test('ruby keeps its brackets for programs without ruby, and everything is escaped', () => {
    expect(furiganaHtml('<b>国(くに)</b>&"')).toBe(
      '&lt;b&gt;<ruby>国<rp>(</rp><rt>くに</rt><rp>)</rp></ruby>&lt;/b&gt;&amp;&quot;',
    );
    const ruby = '<ruby>国<rp>(</rp><rt>くに</rt><rp>)</rp></ruby>';
    // A closing sign stays with the word, unless the word alone may be wider than a line.
    expect(furiganaHtml('国(くに)。」へ', (piece) => `[${piece}]`)).toBe(`[${ruby}。」]へ`);
    expect(furiganaHtml('（国(くに)）')).toBe(`（<span style="white-space:nowrap">${ruby}）</span>`);
    expect(furiganaHtml('在留資格認定(ざいりゅうしかくにんてい)。')).not.toContain('span');
    expect(escapeHtml(`<a href='x'>`)).toBe('&lt;a href=&#39;x&#39;&gt;');
  });
});
