/**
 * The stored text to the editor's lines and back. A line that says what its source says is written as its source; only a changed one is
 * written anew. What a line means is asked of the grammar that the renderer reads.
 */
import { Fragment, type Mark, type Node } from 'prosemirror-model';
import { parseFurigana } from '../../../../server/letters/furigana.ts';
import { readRow, readSigns, type Sign } from '../../../../server/letters/grammar.ts';
import { blockNamed } from '../../../../server/letters/keptBlocks.ts';
import {
  attrsOf,
  blockType,
  type LineKind,
  lineType,
  linkMark,
  literalMark,
  rubyType,
  ruleType,
  schema,
  strongMark,
} from './schema.ts';

const options = { bold: true };
const punctuation = /[!-/:-@[-`{-~]/;

/** One sign of a text, and whether a backslash stood before it. */
type Letter = { sign: string; escaped: boolean };

const textNodes = (letters: readonly Letter[], marks: readonly Mark[]): Node[] => {
  const nodes: Node[] = [];
  for (let at = 0; at < letters.length; ) {
    const { escaped } = letters[at]!;
    let end = at + 1;
    while (end < letters.length && letters[end]!.escaped === escaped) end += 1;
    const text = letters
      .slice(at, end)
      .map(({ sign }) => sign)
      .join('');
    nodes.push(schema.text(text, escaped ? literalMark!.create().addToSet(marks) : marks));
    at = end;
  }
  return nodes;
};

/** Words with a reading become ruby where mails show them so. */
const rubyNodes = (letters: readonly Letter[], marks: readonly Mark[], ruby: boolean): Node[] => {
  if (!ruby) return textNodes(letters, marks);
  const text = letters.map(({ sign }) => sign).join('');
  let at = 0;
  return parseFurigana(text).flatMap(({ text: word, reading }) => {
    const from = at;
    at += word.length + (reading === undefined ? 0 : reading.length + 2);
    if (reading === undefined) return textNodes(letters.slice(from, at), marks);
    const [open, close] = [text[from + word.length], text[at - 1]];
    return [rubyType!.create({ word, reading, open, close }, null, marks)];
  });
};

const nodesOf = (signs: readonly Sign[], ruby: boolean, marks: readonly Mark[] = []): Node[] => {
  const nodes: Node[] = [];
  let letters: Letter[] = [];
  const flush = () => {
    nodes.push(...rubyNodes(letters, marks, ruby));
    letters = [];
  };
  for (const sign of signs) {
    if (sign.kind === 'text') {
      for (let i = 0; i < sign.text.length; i += 1) letters.push({ sign: sign.text[i]!, escaped: sign.escaped });
      continue;
    }
    flush();
    const mark = sign.kind === 'strong' ? strongMark!.create() : linkMark!.create({ href: sign.url, bare: sign.bare });
    nodes.push(...nodesOf(sign.content, ruby, mark.addToSet(marks)));
  }
  flush();
  return nodes;
};

/** How something is written, and how much room it takes in the editor. */
type Piece = { text: string; size: number };

/** `guarded`: signs that would end what they stand in. */
const letterPieces = (node: Node, guarded: RegExp | null): Piece[] => {
  if (node.type === rubyType) return [{ text: node.textContent, size: 1 }];
  const escaped = literalMark!.isInSet(node.marks) !== undefined;
  return [...Array(node.text!.length).keys()].map((i) => {
    const sign = node.text![i]!;
    const back = (escaped && punctuation.test(sign)) || guarded?.test(sign) === true;
    return { text: back ? `\\${sign}` : sign, size: 1 };
  });
};

/** Neighbours that are alike by `of`, together. */
const runs = <T>(nodes: readonly T[], of: (node: T) => unknown): T[][] => {
  const all: T[][] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (last && of(last[0]!) === of(node)) last.push(node);
    else all.push([node]);
  }
  return all;
};
const linkOf = (node: Node) => linkMark!.isInSet(node.marks);
const linkKey = (node: Node) => (linkOf(node) ? JSON.stringify(linkOf(node)!.attrs) : '');
const isStrong = (node: Node) => strongMark!.isInSet(node.marks) !== undefined;

const linkPieces = (nodes: readonly Node[]): Piece[] => {
  const link = linkOf(nodes[0]!);
  const named = link !== undefined && link.attrs.bare !== true;
  const guarded = named ? /[[\]\\]/ : isStrong(nodes[0]!) ? /[*]/ : null;
  const pieces = nodes.flatMap((node) => letterPieces(node, guarded));
  return named ? [{ text: '[', size: 0 }, ...pieces, { text: `](${link.attrs.href})`, size: 0 }] : pieces;
};

/** A blank behind the first stars would take them their meaning: it stands before them. */
const strongPieces = (pieces: readonly Piece[]): Piece[] => {
  const from = pieces.findIndex((piece) => piece.text.trim() !== '');
  const star = { text: '**', size: 0 };
  return from < 0 ? [...pieces] : [...pieces.slice(0, from), star, ...pieces.slice(from), star];
};

/** A star or a backslash beside the stars of bold words, or before a link, would be taken for a part of them. */
const beside = (pieces: readonly Piece[], at: number): Piece[] =>
  pieces.map((piece, i) => (i === at && /^[*\\]$/.test(piece.text) ? { ...piece, text: `\\${piece.text}` } : piece));

const plainPieces = (nodes: readonly Node[]): Piece[] => {
  const parts = runs(nodes, linkKey);
  return parts.flatMap((part, i) => {
    const pieces = linkPieces(part);
    return i < parts.length - 1 && !linkOf(part[0]!) ? beside(pieces, pieces.length - 1) : pieces;
  });
};

const piecesOf = (content: Fragment): Piece[] => {
  const parts = runs([...content.content], isStrong);
  return parts.flatMap((nodes, i) => {
    const pieces = plainPieces(nodes);
    if (isStrong(nodes[0]!)) return strongPieces(pieces);
    const before = i < parts.length - 1 ? beside(pieces, pieces.length - 1) : pieces;
    return i > 0 ? beside(before, 0) : before;
  });
};

const splitLines = (text: string): { line: string; end: string }[] => {
  const all = text.split(/(\r\n|\r|\n)/);
  return Array.from({ length: (all.length + 1) / 2 }, (_, i) => ({ line: all[2 * i]!, end: all[2 * i + 1] ?? '' }));
};

const kindOf = (row: ReturnType<typeof readRow>): LineKind => {
  if (row.kind === 'heading') return row.level === 1 ? 'large' : 'heading';
  if (row.kind === 'item') return row.ordered ? 'number' : 'item';
  if (row.kind === 'quote') return 'quote';
  return 'text';
};

/** `ruby`: whether a word with its reading, 漢字(かんじ), is shown as ruby (plain Japanese). */
export const openLines = (ruby: boolean) => {
  const written = new WeakMap<Node, string>();

  const readLine = (line: string, end = '\n'): Node => {
    const block = blockNamed(line);
    if (block !== null) return blockType!.create({ name: block, source: line, end });
    const row = readRow(line, options);
    if (row.kind === 'rule') return ruleType!.create({ source: line, end });
    const marked = row.kind === 'heading' || row.kind === 'item' || row.kind === 'quote';
    const lead = marked ? line.slice(0, line.trimEnd().length - row.text.length) : '';
    const attrs = { kind: kindOf(row), inner: row.kind === 'item' && row.inner, lead, source: line, end };
    return lineType!.create(attrs, Fragment.from(nodesOf(readSigns(line.slice(lead.length), options), ruby)));
  };

  /** The same words with the same meaning, whatever their bytes. */
  const alike = (a: Node, b: Node): boolean =>
    a.type === b.type &&
    (a.type === blockType
      ? a.attrs.name === b.attrs.name
      : a.type !== lineType ||
        (attrsOf(a).kind === attrsOf(b).kind && attrsOf(a).inner === attrsOf(b).inner && a.content.eq(b.content)));

  const writeAnew = (node: Node): string => {
    if (node.type !== lineType) return String(node.attrs.source);
    const { source, lead, kind } = attrsOf(node);
    if (source !== null && alike(readLine(source), node) && readLine(source).attrs.lead === lead) return source;
    const words = piecesOf(node.content)
      .map((piece) => piece.text)
      .join('');
    // A mark without words would be read as words.
    return words.trim() === '' && kind !== 'text' ? '' : lead + words;
  };
  const writeLine = (node: Node): string => {
    const known = written.get(node) ?? writeAnew(node);
    written.set(node, known);
    return known;
  };

  return {
    readLine,
    writeLine,
    alike,
    read(text: string): Node {
      const lines = splitLines(text);
      const usual = lines[0]?.end || '\n';
      return schema.node(
        'doc',
        null,
        lines.map(({ line, end }) => readLine(line, end || usual)),
      );
    },
    write(content: Fragment): string {
      let text = '';
      content.forEach((node, _offset, index) => {
        text += writeLine(node) + (index < content.childCount - 1 ? String(node.attrs.end) : '');
      });
      return text;
    },
    /** The other way of `placeOf`. `after`: signs that only mark, like stars, stand before the place. */
    spotOf(doc: Node, position: number, after: boolean): { line: number; column: number } {
      const at = doc.resolve(position);
      const index = Math.min(at.index(0), doc.childCount - 1);
      const node = doc.child(index);
      if (at.depth === 0 || node.type !== lineType) return { line: index + 1, column: 1 };
      let left = at.parentOffset;
      let column = attrsOf(node).lead.length + 1;
      for (const piece of piecesOf(node.content)) {
        if (left < 0 || (left === 0 && (piece.size > 0 || !after))) break;
        left -= piece.size;
        column += piece.text.length;
      }
      return { line: index + 1, column };
    },
    /** Position in the editor of a place in the text; `line` and `column` count from 1. */
    placeOf(doc: Node, line: number, column: number): number {
      let at = 0;
      for (let i = 0; i < Math.min(line - 1, doc.childCount - 1); i += 1) at += doc.child(i).nodeSize;
      const node = doc.child(Math.min(line, doc.childCount) - 1);
      if (node.type !== lineType) return at;
      let left = column - 1 - attrsOf(node).lead.length;
      at += 1;
      for (const piece of piecesOf(node.content)) {
        if (left <= 0) break;
        left -= piece.text.length;
        at += piece.size;
      }
      return at;
    },
  };
};
export type Lines = ReturnType<typeof openLines>;
