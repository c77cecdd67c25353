/** The Markdown subset of bulletins and of custom templates: to blocks, and to the text part. No raw HTML: it stays text. */
import type { Language } from '../contract/codes.ts';
import type { Block, Inline, ListBlock } from './blocks.ts';
import { wrapLine } from './width.ts';

/** `bold`: **word** (bulletins). `inset`: lines that begin with ^, every line end kept, `#` without blank (custom templates). */
export type MarkdownOptions = { bold?: boolean; inset?: boolean };

/** True for an absolute http(s) URL that may stand in a mail. */
export const isWebUrl = (url: string) => /^https?:\/\/[!-~]+$/i.test(url) && !/["<>`\\]/.test(url) && URL.canParse(url);

/** Full stops and closing brackets after a bare URL belong to the sentence, not to the address. */
const trimUrl = (found: string): string => {
  let url = found;
  for (;;) {
    const last = url.at(-1) ?? '';
    const unopened = last === ')' && (url.match(/\(/g) ?? []).length < (url.match(/\)/g) ?? []).length;
    if (!unopened && !/[.,;:!?'"*\]]/.test(last)) return url;
    url = url.slice(0, -1);
  }
};

type Found = { length: number; part: Inline };

const inlineAt = (source: string, at: number, options: MarkdownOptions): Found | undefined => {
  const rest = source.slice(at, at + 4000);
  if (rest[0] === '\\' && /^\\[!-/:-@[-`{-~]/.test(rest))
    return { length: 2, part: { kind: 'text', text: rest[1] ?? '' } };
  if (rest[0] === '[') {
    const link =
      /^\[((?:\\.|[^\]\\]){1,500})\]\(\s{0,9}([^\s()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,5})\s{0,9}\)/.exec(
        rest,
      );
    const url = link?.[2] ?? '';
    if (link && isWebUrl(url)) {
      return {
        length: link[0].length,
        part: { kind: 'anchor', url, content: parseInline(link[1] ?? '', { ...options, bold: false }, false) },
      };
    }
  }
  if (options.bold && rest.startsWith('**')) {
    const bold = /^\*\*(?=\S)((?:\\.|[^\\]){1,1000}?)\*\*/.exec(rest);
    if (bold)
      return {
        length: bold[0].length,
        part: { kind: 'strong', content: parseInline(bold[1] ?? '', { ...options, bold: false }) },
      };
  }
  return undefined;
};

const bareUrl = (source: string, at: number): Found | undefined => {
  if (/[A-Za-z0-9]/.test(source[at - 1] ?? '')) return undefined;
  const found = /^https?:\/\/[!-~]{1,2000}/i.exec(source.slice(at, at + 2010))?.[0];
  const url = found ? trimUrl(found.replace(/[<>"`\\].*$/, '')) : '';
  return isWebUrl(url)
    ? { length: url.length, part: { kind: 'anchor', url, content: [{ kind: 'text', text: url }] } }
    : undefined;
};

/** Inline parts of one line. */
export const parseInline = (source: string, options: MarkdownOptions, links = true): Inline[] => {
  const parts: Inline[] = [];
  const push = (part: Inline) => {
    const last = parts.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') last.text += part.text;
    else parts.push(part);
  };
  for (let at = 0; at < source.length; ) {
    const special = /[\\[*h]/i.test(source[at] ?? '');
    const found = special
      ? (inlineAt(source, at, links ? options : { ...options, bold: false }) ??
        (links ? bareUrl(source, at) : undefined))
      : undefined;
    const part = found?.part.kind === 'anchor' && !links ? undefined : found;
    push(part?.part ?? { kind: 'text', text: source[at] ?? '' });
    at += part?.length ?? 1;
  }
  return parts;
};

type Row =
  | { kind: 'blank' | 'rule' }
  | { kind: 'heading'; level: 1 | 2; text: string }
  | { kind: 'item'; ordered: boolean; inner: boolean; text: string }
  | { kind: 'inset' | 'text'; text: string; indented?: boolean };

const readRow = (line: string, options: MarkdownOptions): Row => {
  const text = line.trim();
  if (text === '') return { kind: 'blank' };
  if (/^(-{3,}|\*{3,}|_{3,})$/.test(text)) return { kind: 'rule' };
  const heading = (options.inset ? /^(#{1,2})\s*([^\s#].*)$/ : /^(#{1,2})\s+(\S.*)$/).exec(text);
  if (heading) return { kind: 'heading', level: heading[1] === '#' ? 1 : 2, text: heading[2] ?? '' };
  const item = /^([ \t\u3000]*)(?:([*•・-])(?:[ \t\u3000]+|(?<=[•・]))|(\d{1,3})[.．][ \t\u3000]+)(\S.*)$/.exec(line);
  if (item)
    return {
      kind: 'item',
      ordered: item[3] !== undefined,
      inner: (item[1] ?? '').length >= 2,
      text: (item[4] ?? '').trim(),
    };
  if (options.inset && text.startsWith('^')) return { kind: 'inset', text: text.slice(1).trim() };
  return { kind: 'text', text, indented: /^[ \t\u3000]/.test(line) };
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
  for (const line of source.replace(/\r\n?/g, '\n').split('\n')) {
    const row = readRow(line, options);
    if (row.kind === 'heading') blocks.push({ kind: 'heading', level: row.level, content: inline(row.text) });
    else if (row.kind === 'rule') blocks.push({ kind: 'rule' });
    else if (row.kind === 'item') addItem(row);
    else if (row.kind === 'inset')
      blocks.push({ kind: 'inset', blocks: [{ kind: 'paragraph', lines: [inline(row.text)] }] });
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

const listText = (language: Language, list: ListBlock, outer = ''): string[] =>
  list.items.flatMap((item, index) => {
    const lead = outer + (list.ordered ? `${index + 1}. ` : language === 'en' ? '- ' : '・');
    return [
      ...wrapped(language, item.content, lead),
      ...(item.inner ? listText(language, item.inner, `${outer}  `) : []),
    ];
  });

const blockText = (language: Language, block: Block): string[] => {
  switch (block.kind) {
    case 'heading':
      return wrapped(language, block.content, `${block.level === 1 ? '■' : '□'}${language === 'en' ? ' ' : ''}`);
    case 'paragraph':
      return block.lines.flatMap((line) => wrapped(language, line));
    case 'list':
      return listText(language, block);
    case 'inset':
      return block.blocks
        .flatMap((inner) => blockText(language, inner))
        .map((line) => (/^https?:/.test(line) ? line : `  ${line}`));
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
