/** The Markdown subset of bulletins and of custom templates: to blocks, and to the text part. No raw HTML: it stays text. */

import type { Language } from '../contract/codes.ts';
import { languageOf } from '../languages/languages.ts';
import type { Block, Inline, ListBlock } from './blocks.ts';
import { type MarkdownOptions, type Row, readRow, readSigns, type Sign } from './grammar.ts';
import { wrapLine } from './width.ts';

/** Inline parts of one line. */
export const parseInline = (source: string, options: MarkdownOptions): Inline[] => joined(readSigns(source, options));

const joined = (signs: readonly Sign[]): Inline[] => {
  const parts: Inline[] = [];
  for (const sign of signs) {
    const last = parts.at(-1);
    if (sign.kind === 'anchor') parts.push({ kind: 'anchor', url: sign.url, content: joined(sign.content) });
    else if (sign.kind === 'strong') parts.push({ kind: 'strong', content: joined(sign.content) });
    else if (last?.kind === 'text') last.text += sign.text;
    else parts.push({ kind: 'text', text: sign.text });
  }
  return parts;
};

/** Parses a text. Never fails: what is no mark of the subset is text. */
export const parseMarkdown = (source: string, options: MarkdownOptions = {}): Block[] => {
  const blocks: Block[] = [];
  const inline = (text: string) => parseInline(text, options);
  let open = false;
  const addItem = (row: Extract<Row, { kind: 'item' }>) => {
    const last = blocks.at(-1);
    const item = { content: inline(row.text) };
    const host = last?.kind === 'list' ? last.items.at(-1) : undefined;
    if (last?.kind === 'list' && row.inner && host) {
      host.inner ??= { kind: 'list', ordered: row.ordered, items: [] };
      host.inner.items.push(item);
    } else if (last?.kind === 'list' && last.ordered === row.ordered) last.items.push(item);
    else blocks.push({ kind: 'list', ordered: row.ordered, items: [item] });
  };
  const addText = (row: { text: string; indented?: boolean }) => {
    const last = open ? blocks.at(-1) : undefined;
    if (last?.kind === 'paragraph') last.lines.push(inline(row.text));
    else if (last?.kind === 'list' && row.indented)
      last.items.at(-1)?.content.push({ kind: 'text', text: ' ' }, ...inline(row.text));
    else blocks.push({ kind: 'paragraph', lines: [inline(row.text)], ...(options.inset ? { hard: true } : {}) });
  };
  const addQuote = (text: string) => {
    const last = open ? blocks.at(-1) : undefined;
    if (last?.kind === 'quote') last.lines.push(inline(text));
    else blocks.push({ kind: 'quote', lines: [inline(text)] });
  };
  for (const line of source.replace(/\r\n?/g, '\n').split('\n')) {
    const row = readRow(line, options);
    if (row.kind === 'heading') blocks.push({ kind: 'heading', level: row.level, content: inline(row.text) });
    else if (row.kind === 'rule') blocks.push({ kind: 'rule' });
    else if (row.kind === 'item') addItem(row);
    else if (row.kind === 'inset')
      blocks.push({ kind: 'inset', blocks: [{ kind: 'paragraph', lines: [inline(row.text)] }] });
    else if (row.kind === 'quote') addQuote(row.text);
    else if (row.kind === 'text') addText(row);
    open = row.kind !== 'blank';
  }
  return blocks;
};

const onlySign = /^[、。，．.,!?！？:：;；)）」』】]+/;

/** Text lines of inline parts: a URL always stands alone on its line, after the words that it belongs to. */
const inlineLines = (content: readonly Inline[]): string[] => {
  const lines = [''];
  const add = (text: string) => {
    lines[lines.length - 1] += text;
  };
  const walk = (parts: readonly Inline[]) => {
    for (const part of parts) {
      if (part.kind === 'text') {
        const sign = lines.length > 1 && lines.at(-1) === '' ? (onlySign.exec(part.text)?.[0] ?? '') : '';
        // A full stop after a link stays with the words before the URL.
        if (sign && lines.at(-3) !== undefined && !/^https?:/.test(lines.at(-3) ?? '')) lines[lines.length - 3] += sign;
        add(lines.at(-1) === '' ? part.text.slice(sign.length).trimStart() : part.text);
      } else if (part.kind === 'strong') walk(part.content);
      else {
        const label = part.content.map((one) => (one.kind === 'text' ? one.text : '')).join('');
        if (label !== part.url) add(label);
        if (lines.at(-1)?.trim() === '') lines.pop();
        lines.push(part.url, '');
      }
    }
  };
  walk(content);
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
};

const wrapped = (language: Language, content: readonly Inline[], lead = ''): string[] => {
  const indent = lead.replace(/\S/g, (sign) => (sign > '\u02ff' ? '　' : ' '));
  return inlineLines(content).flatMap((line, index) => {
    if (/^https?:\/\/\S+$/.test(line)) return [line];
    return wrapLine(language, (index === 0 ? lead : indent) + line, { indent });
  });
};

/** Each line with its sign, as mail programs write it; a URL stays alone. */
const quoteText = (language: Language, lines: readonly Inline[][]): string[] =>
  lines
    .flatMap((line) => inlineLines(line))
    .flatMap((line) => (/^https?:\/\/\S+$/.test(line) ? [line] : wrapLine(language, `> ${line}`, { indent: '> ' })));

const listText = (language: Language, list: ListBlock, outer = ''): string[] =>
  list.items.flatMap((item, index) => {
    const lead = outer + (list.ordered ? `${index + 1}. ` : languageOf(language).listMark);
    return [
      ...wrapped(language, item.content, lead),
      ...(item.inner ? listText(language, item.inner, `${outer}  `) : []),
    ];
  });

const blockText = (language: Language, block: Block): string[] => {
  switch (block.kind) {
    case 'heading':
      return wrapped(language, block.content, `${block.level === 1 ? '■' : '□'}${languageOf(language).gap}`);
    case 'paragraph':
      return block.lines.flatMap((line) => wrapped(language, line));
    case 'list':
      return listText(language, block);
    case 'inset':
      return block.blocks
        .flatMap((inner) => blockText(language, inner))
        .map((line) => (/^https?:/.test(line) ? line : `  ${line}`));
    case 'quote':
      return quoteText(language, block.lines);
    case 'rule':
      return ['-'.repeat(24)];
    case 'facts':
      return block.rows.map(({ label, value }) => `${label}: ${value}`);
    case 'link':
      return [block.url];
    case 'verbatim':
      return block.text.split('\n');
  }
};

/** The text part of parsed Markdown: lines of at most 70 columns, URLs alone on their line, LF line ends. */
export const markdownText = (language: Language, blocks: readonly Block[]): string => {
  const lines: string[] = [];
  for (const [index, block] of blocks.entries()) {
    const previous = blocks[index - 1];
    // What follows a heading belongs to it; everything else stands apart by one blank line.
    if (previous && previous.kind !== 'heading') lines.push('');
    lines.push(...blockText(language, block));
  }
  return lines.join('\n');
};
