/** The Markdown subset: marks, links, text part. */
import { describe, expect, test } from 'vitest';
import { blocksHtml } from '../../../server/letters/blocks.ts';
import { isWebUrl } from '../../../server/letters/grammar.ts';
import { markdownText, parseMarkdown } from '../../../server/letters/markdown.ts';

const text = (source: string, options = { bold: true }) => markdownText('ja', parseMarkdown(source, options));
const html = (source: string, options: { bold?: boolean; inset?: boolean } = { bold: true }) =>
  blocksHtml('ja', parseMarkdown(source, options));

describe('markdown', () => {
  test('headings, bullets, numbers, nested lists and rules', () => {
    expect(text('# 大\n## 小\n* a\n* b\n  * c\n\n1. x\n2. y\n\n---\n終')).toBe(
      '■大\n□小\n・a\n・b\n  ・c\n\n1. x\n2. y\n\n------------------------\n\n終',
    );
    expect(html('* a\n  * c')).toMatch(/<ul[^>]*><li[^>]*>a<ul[^>]*><li[^>]*>c<\/li><\/ul><\/li><\/ul>/);
  });

  test('a URL ends before Japanese text and before the stop of a sentence', () => {
    expect(text('次を見る。https://example.jp/aを開く')).toBe('次を見る。\nhttps://example.jp/a\nを開く');
    expect(html('(https://example.jp/a(b)).')).toContain('href="https://example.jp/a(b)"');
    expect(html('see https://example.jp/a.')).toContain('href="https://example.jp/a"');
  });

  test('a link text stands before its URL, which is alone on its line', () => {
    expect(text('[案内](https://example.jp/)。次の文。')).toBe('案内。\nhttps://example.jp/\n次の文。');
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.jp',
    'https://a"b',
    'https://a<b',
    'ftp://a.jp',
    'https://',
  ])('%s is no link', (url) => {
    expect(isWebUrl(url)).toBe(false);
    expect(html(`[x](${url})`)).not.toContain('href="javascript');
  });

  test('quotations have a bar in HTML and a sign before each line of text, and are plain text in templates', () => {
    const source = 'はい。\n> 一\n>　二 https://example.jp/\n\n> 三\nいいえ。';
    expect(text(source)).toBe('はい。\n\n> 一\n> 二\nhttps://example.jp/\n\n> 三\n\nいいえ。');
    expect(html(source).match(/<blockquote [^>]*border-left[^>]*>/g)).toHaveLength(2);
    expect(
      text(`> ${'長い文です。'.repeat(12)}`)
        .split('\n')
        .every((line) => line.startsWith('> ')),
    ).toBe(true);
    expect(html('\\> 一')).not.toContain('blockquote');
    expect(html('> 一', { inset: true })).not.toContain('blockquote');
  });

  test('backslashes take marks their meaning', () => {
    expect(text('\\# a \\*\\*b\\*\\* \\[c\\]\\(https\\://x\\)')).toBe('# a **b** [c](https://x)');
    expect(html('\\*\\*b\\*\\*')).not.toContain('<strong>');
  });

  test('bold only where it is allowed; ^ insets only in custom templates', () => {
    expect(html('**b**', {})).toContain('**b**');
    expect(html('^ note', { inset: true })).toContain('border-left');
    expect(html('^ note', {})).toContain('^ note');
  });

  test('everything is escaped', () => {
    expect(html('<script>x</script> & "q" [<b>](https://example.jp/?a&b)')).toBe(
      '<p style="margin:0 0 16px">&lt;script&gt;x&lt;/script&gt; &amp; &quot;q&quot; ' +
        '<a class="link" style="color:#0017c1;word-break:break-word" href="https://example.jp/?a&amp;b">&lt;b&gt;</a></p>',
    );
  });

  test('hostile input is read in reasonable time', () => {
    const from = performance.now();
    for (const source of [
      '['.repeat(20_000),
      '**'.repeat(20_000),
      '[a]('.repeat(10_000),
      'https://'.repeat(5_000),
      '\\'.repeat(40_000),
    ])
      parseMarkdown(source, { bold: true });
    expect(performance.now() - from).toBeLessThan(3_000);
  });
});
