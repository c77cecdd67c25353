/** A template with its values: lines for the text part, blocks for the HTML part. */
import type { Language } from '../contract/codes.ts';
import type { Block } from './blocks.ts';
import type { Bundle } from './bundle.ts';
import { formatList } from './formatters.ts';
import { isWebUrl } from './grammar.ts';
import { factNames, phoneIn, type Sender } from './sender.ts';
import type { LineKind, Template, TemplateLine } from './template.ts';
import type { Shown } from './values.ts';
import { columns, wrapFixedLine, wrapLine } from './width.ts';
import { fill, hasWord, word } from './words.ts';

/** One line as it will be shown: `text` whole for the text part, `value` without its mark; `hard`: its end is kept, a link is no button. */
export type FilledLine = {
  kind: LineKind | 'insert';
  text: string;
  value: string;
  label?: string;
  hard?: boolean;
  /** Says the same to everybody: no value of the letter is in it. */
  fixed?: boolean;
  /** Stands in the text part only: the HTML part says it as the label of the link below. */
  textOnly?: boolean;
};

export type Filling = {
  bundle: Bundle;
  sender: Sender;
  language: Language;
  /** Values in words, facts of the sender among them; what is absent here was not given. */
  values: Readonly<Record<string, Shown>>;
  optional: ReadonlySet<string>;
  /** Names of ASCII blocks that already stood in an earlier language of the same mail. */
  blocks: ReadonlyMap<string, 'show' | 'point'>;
  /** Names that stand for prepared content (the body of a bulletin, the footer); their place is kept as an `insert` line. */
  inserts: ReadonlySet<string>;
};

const line = (kind: FilledLine['kind'], text: string, value = text, label?: string): FilledLine => ({
  kind,
  text,
  value,
  ...(label === undefined ? {} : { label }),
});
const blank = line('blank', '');
const facts: ReadonlySet<string> = new Set(factNames);

const linkLabel = ({ bundle, language }: Filling, name: string | undefined, url: string) => {
  if (!name) return url;
  return word(bundle, language, hasWord(bundle, language, `link.${name}`) ? `link.${name}` : 'link.other');
};

/** Links and contact of the office, from sender.json (domain decision 15). */
const officeLines = ({ sender, language }: Filling): FilledLine[] => {
  const { links, contact } = sender.office;
  const phone = phoneIn(language, contact);
  return [
    ...links.flatMap(({ label, url }) => [
      { ...line('text', label[language]), textOnly: true },
      { ...line('link', url[language], url[language], label[language]), hard: true },
      blank,
    ]),
    ...[contact.name[language], contact.address[language], phone].map((text) => ({
      ...line('text', text),
      hard: true,
    })),
  ];
};

const oneLine = (language: Language, value: Shown) => (typeof value === 'string' ? value : formatList(language, value));

const severalLines = (filling: Filling, name: string): FilledLine[] => {
  if (name === 'office_block') return officeLines(filling);
  const shown = filling.values[name] ?? [];
  const rows = typeof shown === 'string' ? [shown] : shown;
  const asBlock = filling.blocks.get(name);
  if (asBlock === 'point') return [line('text', word(filling.bundle, filling.language, 'frame.block_above'))];
  if (asBlock === 'show') return rows.map((row) => line('values', row));
  return rows.map((row) => {
    if (row.trim() === '') return blank;
    return isWebUrl(row.trim()) ? line('link', row.trim(), row.trim(), row.trim()) : line('text', row);
  });
};

const fillLine = (filling: Filling, source: TemplateLine): FilledLine[] => {
  const { bundle, language } = filling;
  const only = source.names.length === 1 && source.text === `{{${source.names[0]}}}` ? source.names[0] : undefined;
  if (only && filling.inserts.has(only)) return [line('insert', only)];
  if (source.kind === 'values' && only) return severalLines(filling, only);
  const mark = source.source.slice(0, source.source.indexOf(source.text));
  const list = only ? filling.values[only] : undefined;
  if (source.kind === 'item' && Array.isArray(list)) return list.map((item) => line('item', mark + item, item));
  const words = Object.fromEntries(
    source.names.flatMap((name) => {
      const value = filling.values[name];
      return value === undefined ? [] : [[name, oneLine(language, value)]];
    }),
  );
  const value = fill(bundle, language, source.text, words);
  const text = source.source === source.text ? value : fill(bundle, language, source.source, words);
  if (source.kind === 'link') return [line('link', text, value, linkLabel(filling, source.names[0], value))];
  return [{ ...line(source.kind, text, value, source.label), fixed: source.names.every((name) => facts.has(name)) }];
};

/** Leaves out optional parts that have no value, fills the rest, and keeps single blank lines only. */
export const fillTemplate = (filling: Filling, template: Template): FilledLine[] => {
  const absent = (name: string) =>
    filling.values[name] === undefined && !filling.inserts.has(name) && name !== 'office_block';
  const kept = template.lines.filter(
    (source) => !source.within.some(absent) && !source.names.some((name) => absent(name) && filling.optional.has(name)),
  );
  return tidy(kept.flatMap((source) => fillLine(filling, source)));
};

/** No blank line twice or at an end, and one above every heading: the text part has nothing else to set it apart. */
const tidy = (lines: readonly FilledLine[]): FilledLine[] => {
  const spaced = lines.flatMap((one, index) =>
    one.kind === 'heading' && index > 0 ? [line('blank', ''), one] : [one],
  );
  const kept = spaced.filter(
    (one, index) => one.kind !== 'blank' || (index > 0 && spaced[index - 1]?.kind !== 'blank'),
  );
  if (kept.at(-1)?.kind === 'blank') kept.pop();
  return kept;
};

/** Lines of the text part, none over 70 columns but URLs and ASCII blocks. */
export const filledText = (language: Language, lines: readonly FilledLine[]): string[] =>
  lines.flatMap((one) => {
    if (one.kind === 'values' || one.kind === 'link') return [one.text];
    const lead = /^(?:・|- |\s+)/.exec(one.text)?.[0] ?? '';
    const indent = one.kind === 'fact' ? '  ' : ' '.repeat(columns(lead));
    return (one.fixed ? wrapFixedLine : wrapLine)(language, one.text, { indent }).map((text) => text.trimEnd());
  });

/** Blocks of the HTML part; the first two links given by a variable are buttons. `hard` keeps every line end. */
export const filledBlocks = (lines: readonly FilledLine[], { buttons = 2, hard = false } = {}): Block[] => {
  let left = buttons;
  const blocks: Block[] = [];
  let open = false; // the last block may still take a line
  const last = <K extends Block['kind']>(kind: K) => {
    const block = open ? blocks.at(-1) : undefined;
    return block?.kind === kind ? (block as Extract<Block, { kind: K }>) : undefined;
  };
  const text = (value: string) => [{ kind: 'text' as const, text: value }];
  for (const { kind, value, label, hard: own, textOnly } of lines) {
    if (textOnly) continue;
    const list = last('list');
    if (kind === 'heading') blocks.push({ kind: 'heading', level: 2, content: text(value) });
    else if (kind === 'item' && list) list.items.push({ content: text(value) });
    else if (kind === 'item') blocks.push({ kind: 'list', ordered: false, items: [{ content: text(value) }] });
    else if (kind === 'more' && list) list.items.at(-1)?.content.push({ kind: 'text', text: value });
    else if (kind === 'fact') {
      const row = { label: label ?? '', value };
      const facts = last('facts');
      if (facts) facts.rows.push(row);
      else blocks.push({ kind: 'facts', rows: [row] });
    } else if (kind === 'link') {
      const role = own || label === value || left === 0 ? 'plain' : left === 2 ? 'first' : 'second';
      if (role !== 'plain') left -= 1;
      blocks.push({ kind: 'link', url: value, label: label ?? value, role });
    } else if (kind === 'values') {
      const block = last('verbatim');
      if (block) block.text += `\n${value}`;
      else blocks.push({ kind: 'verbatim', text: value });
    } else if (kind === 'text' || kind === 'more') {
      const paragraph = last('paragraph');
      if (paragraph) paragraph.lines.push(text(value));
      else blocks.push({ kind: 'paragraph', lines: [text(value)], hard: hard || own === true });
    }
    open = kind !== 'blank';
  }
  return blocks;
};
