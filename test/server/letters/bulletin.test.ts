/** Bulletins: compiled once, constant but for one span, same as their preview. */
import { describe, expect, test } from 'vitest';
import { type CompiledPart, compileBulletin, renderBulletin } from '../../../server/letters/bulletin.ts';
import { shipped } from './shipped.ts';

const base = {
  bundle: shipped,
  language: 'ja' as const,
  subject: '窓口の受付時間',
  body: '# 受付時間\n窓口は**午後4時**までです。[案内のページ](https://www.moj.go.jp/isa/)を見てください。\n\n- 平日\n- 祝日を除く',
  reissueUrl: 'https://mail.example.jp/m/ja_reissue',
};
const reader = { unsubscribeUrl: 'https://mail.example.jp/u/k7m2x4q6?a=1&b=2' };
const spans = (part: CompiledPart) => part.tail.filter((piece) => typeof piece !== 'string');

describe('bulletin', () => {
  test('text and HTML are constant but for the reader’s own reference and link near the end', () => {
    const compiled = compileBulletin(base);
    for (const part of [compiled.text, compiled.html]) {
      expect(spans(part)).toEqual([{ span: 'reference' }, { span: 'unsubscribeUrl' }]);
      expect(part.head).toMatch(/\r\n$/);
      expect(part.head).not.toMatch(/[ \t]\r\n/);
      expect(part.head.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      const rest = part.tail.map((piece) => (typeof piece === 'string' ? piece : '')).join('');
      // The reference, the reissue page and the way out, with their headings.
      expect(rest.length).toBeLessThan(700);
    }
  });

  test('the preview shows what is sent, with the link escaped in HTML', () => {
    const { text, html, subject } = renderBulletin(compileBulletin(base), reader);
    expect(subject).toBe('【入管庁メール】窓口の受付時間');
    expect(text).toContain(
      '■受付時間\n窓口は午後4時までです。案内のページ\nhttps://www.moj.go.jp/isa/\nを見てください。',
    );
    expect(text).toContain('・平日\n・祝日を除く');
    expect(text.endsWith(`■配信の登録を解除するとき\n${reader.unsubscribeUrl}\n`)).toBe(true);
    expect(html).toContain('href="https://mail.example.jp/u/k7m2x4q6?a=1&amp;b=2"');
    expect(html).toContain('<strong>午後4時</strong>');
    expect(html.trimEnd().endsWith('</html>')).toBe(true);
  });

  test('only the way out and the reissue page stand in it besides the author’s links', () => {
    const { text } = renderBulletin(compileBulletin(base), reader);
    expect(text.match(/https?:\S+/g)).toEqual(['https://www.moj.go.jp/isa/', base.reissueUrl, reader.unsubscribeUrl]);
  });

  test('it names its topics, its page and the way out of one topic, which is the reader’s own link', () => {
    const about = {
      topics: ['永住', '在留カード'],
      leaveBy: 'abcdefghij2345672345',
      newsUrl: 'https://mail.example.jp/m/ja/news/x',
    };
    const { text, html } = renderBulletin(compileBulletin({ ...base, ...about }), reader);
    expect(text).toContain('■このお知らせのページ\nhttps://mail.example.jp/m/ja/news/x\n');
    expect(text).toContain('■このお知らせの配信情報\n・永住\n・在留カード\n');
    expect(text).toContain(`■この配信情報だけをやめるとき\n${reader.unsubscribeUrl}?of=abcdefghij2345672345\n`);
    expect(text.endsWith(`■配信の登録を解除するとき\n${reader.unsubscribeUrl}\n`)).toBe(true);
    expect(html).toMatch(/\?of=abcdefghij2345672345"[^>]*>この配信情報だけをやめる<\/a>/);
    expect(renderBulletin(compileBulletin({ ...base, leaveBy: 'x' }), reader).text).not.toContain('?of=');
  });

  test('a text in another language than asked says so first, in the reader’s language', () => {
    const { text, html } = renderBulletin(compileBulletin({ ...base, fallbackFrom: 'en' }), reader);
    expect(text.startsWith('There is no English text of this message, so it is sent in Japanese.\n\n■受付時間')).toBe(
      true,
    );
    expect(html).toContain('<div lang="en"><p');
    const plain = renderBulletin(compileBulletin({ ...base, fallbackFrom: 'plja' }), reader);
    expect(plain.text.startsWith('やさしい日本語(にほんご)の文(ぶん)がありません。')).toBe(true);
    expect(plain.html).toContain('<ruby>日本語');
  });

  test('a drill says in subject and first line that it is one', () => {
    const { subject, text } = renderBulletin(compileBulletin({ ...base, kind: 'drill' }), reader);
    expect(subject).toBe('【入管庁メール】【訓練】窓口の受付時間');
    expect(text.startsWith('これは訓練です。')).toBe(true);
  });

  test('raw HTML, placeholders and private signs of the author stay text', () => {
    const { text, html } = renderBulletin(
      compileBulletin({ ...base, body: '<img src=x onerror=1> {{unsubscribe_url}} \uE000 [x](javascript:alert(1))' }),
      reader,
    );
    expect(text).toContain('<img src=x onerror=1> {{unsubscribe_url}}');
    expect(html).not.toMatch(/<img|href="javascript/);
    expect(html).toContain('&lt;img src=x onerror=1&gt;');
    expect(text.match(/mail\.example\.jp\/u\//g)).toHaveLength(1);
  });

  test('a newline in the subject cannot make a header', () => {
    expect(compileBulletin({ ...base, subject: 'あ\r\nBcc: x@example.jp' }).subject).toBe(
      '【入管庁メール】あ Bcc: x@example.jp',
    );
  });

  test('no subject or no text is refused', () => {
    expect(() => compileBulletin({ ...base, subject: ' ' })).toThrow('bulletin.subject_missing');
    expect(() => compileBulletin({ ...base, body: '\n \n' })).toThrow('bulletin.body_missing');
  });

  test('machine-dependent signs are mapped, others kept', () => {
    const { text } = renderBulletin(compileBulletin({ ...base, body: '①㈱髙😀～' }), reader);
    expect(text).toContain('(1)株式会社髙😀〜');
  });
});
