/** What keys and buttons of the rich editor do. */
import { chainCommands, deleteSelection, splitBlockAs, toggleMark } from 'prosemirror-commands';
import type { Node } from 'prosemirror-model';
import { type Command, type EditorState, TextSelection } from 'prosemirror-state';
import { kanji } from '../../../../server/letters/furigana.ts';
import { blockLine } from '../../../../server/letters/keptBlocks.ts';
import {
  attrsOf,
  blockType,
  type LineAttrs,
  type LineKind,
  lineType,
  linkMark,
  literalMark,
  rubyType,
  ruleType,
  schema,
  strongMark,
} from './schema.ts';

const marks: Record<LineKind, string> = {
  text: '',
  large: '# ',
  heading: '## ',
  item: '- ',
  number: '1. ',
  quote: '> ',
};
const isList = (kind: LineKind) => kind === 'item' || kind === 'number';
/** Enter goes on with the same. */
const goesOn = (kind: LineKind) => isList(kind) || kind === 'quote';

/** Lines that the selection touches, with their places. */
const chosenLines = ({ doc, selection }: EditorState): { node: Node; at: number }[] => {
  const found: { node: Node; at: number }[] = [];
  doc.nodesBetween(selection.from, selection.to, (node, at) => {
    if (node.type === lineType) found.push({ node, at });
    return false;
  });
  return found;
};

/** The kind of all chosen lines; null when they differ. */
export const kindOf = (state: EditorState): LineKind | null => {
  const kinds = new Set(chosenLines(state).map(({ node }) => attrsOf(node).kind));
  return kinds.size === 1 ? [...kinds][0]! : null;
};

/** The number after the one that a line begins with: '3. ' → '4. '. */
const following = (lead: string) => lead.replace(/\d+/, (n) => String(Number(n) + 1));
const fresh = (kind: LineKind, end: string, lead = marks[kind], inner = false): LineAttrs => ({
  kind,
  inner,
  lead,
  source: null,
  end,
});

/** Lines of this kind, or plain lines again when they all are. */
export const become =
  (kind: LineKind): Command =>
  (state, dispatch) => {
    const chosen = chosenLines(state);
    if (chosen.length === 0) return false;
    const to = kindOf(state) === kind ? 'text' : kind;
    const tr = state.tr;
    let lead = marks[to];
    for (const { node, at } of chosen) {
      tr.setNodeMarkup(at, null, fresh(to, attrsOf(node).end, lead));
      if (to === 'number') lead = following(lead);
    }
    dispatch?.(tr.scrollIntoView());
    return true;
  };

/** One level deeper below the item before, or back. */
export const nest: Command = (state, dispatch) => {
  const chosen = chosenLines(state).filter(({ node }) => isList(attrsOf(node).kind));
  if (chosen.length === 0) return false;
  const tr = state.tr;
  for (const { node, at } of chosen) {
    const { kind, end, lead, inner } = attrsOf(node);
    tr.setNodeMarkup(at, null, fresh(kind, end, inner ? lead.trimStart() : `  ${lead.trimStart()}`, !inner));
  }
  dispatch?.(tr);
  return true;
};

/** Enter: an item is followed by an item, a quotation by a quotation, an empty one ends it; a heading is followed by text. */
const newLine: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  const line = $from.parent;
  if (line.type !== lineType) return false;
  const { kind, lead, end, inner } = attrsOf(line);
  if (empty && line.content.size === 0 && kind !== 'text') return become('text')(state, dispatch);
  // Before a heading: room for text, and the heading stays one.
  if (empty && $from.parentOffset === 0 && line.content.size > 0 && !goesOn(kind)) {
    dispatch?.(state.tr.insert($from.before(), lineType!.create(fresh('text', end))).scrollIntoView());
    return true;
  }
  const next = goesOn(kind) ? fresh(kind, end, following(lead), inner) : fresh('text', end);
  return splitBlockAs(() => ({ type: lineType!, attrs: next }))(state, dispatch, view);
};

/** Backspace before the first word takes the mark away first. */
const unmark: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.parent.type !== lineType) return false;
  const { kind } = attrsOf($from.parent);
  return kind === 'text' ? false : become(kind)(state, dispatch);
};

export const enter = newLine;
export const backspace = chainCommands(deleteSelection, unmark);

/** A link is bold as a whole or not at all, so a selection that begins inside of one takes all of it. */
const overLinks = (state: EditorState): EditorState => {
  const edge = (at: number, side: -1 | 1): number => {
    const $at = state.doc.resolve(at);
    const link = linkMark!.isInSet((side < 0 ? $at.nodeAfter : $at.nodeBefore)?.marks ?? []);
    const beside = () => (side < 0 ? state.doc.resolve(at).nodeBefore : state.doc.resolve(at).nodeAfter);
    let to = at;
    for (let next = beside(); link && next && link.isInSet(next.marks); ) {
      to += side * next.nodeSize;
      next = side < 0 ? state.doc.resolve(to).nodeBefore : state.doc.resolve(to).nodeAfter;
    }
    return to;
  };
  const { from, to, empty } = state.selection;
  if (empty) return state;
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, edge(from, -1), edge(to, 1))));
};

export const bold: Command = (state, dispatch) => {
  const wide = overLinks(state);
  return toggleMark(strongMark!)(wide, dispatch && ((tr) => dispatch(carried(state, tr))));
};
/** The same steps on the state that the view holds. */
const carried = (state: EditorState, made: EditorState['tr']) => {
  const tr = state.tr;
  for (const step of made.steps) tr.step(step);
  return tr.setStoredMarks(made.storedMarks);
};
export const isBold = ({ selection, storedMarks, doc }: EditorState): boolean =>
  selection.empty
    ? strongMark!.isInSet(storedMarks ?? selection.$from.marks()) !== undefined
    : doc.rangeHasMark(selection.from, selection.to, strongMark!);

/** Something that is a line by itself, and a line to write on below it. */
const putWhole =
  (of: (end: string) => Node): Command =>
  (state, dispatch) => {
    const { $from } = state.selection;
    const end = String($from.node(1)?.attrs.end ?? '\n');
    const made = [of(end), lineType!.create(fresh('text', end))];
    const line = $from.depth > 0 ? $from.node(1) : null;
    const tr = state.tr;
    const [from, to] = line ? [$from.before(1), $from.after(1)] : [state.selection.to, state.selection.to];
    const at = line?.content.size === 0 ? from : to;
    tr.replaceWith(at, to, made);
    tr.setSelection(TextSelection.create(tr.doc, at + 2));
    dispatch?.(tr.scrollIntoView());
    return true;
  };

/** A line between two parts. */
export const divide = putWhole((end) => ruleType!.create({ end }));

/** A block that staff keep, by its name. */
export const putBlock = (name: string): Command =>
  putWhole((end) => blockType!.create({ name, source: blockLine(name), end }));

/** Links the range, or puts the words there as a link. An empty address takes the link away. */
export const linkTo =
  (from: number, to: number, href: string, words: string): Command =>
  (state, dispatch) => {
    const tr = state.tr;
    if (href === '') tr.removeMark(from, to, linkMark);
    else if (from === to) tr.insert(from, schema.text(words, [linkMark!.create({ href })]));
    else tr.removeMark(from, to, linkMark).addMark(from, to, linkMark!.create({ href }));
    dispatch?.(tr.scrollIntoView());
    return true;
  };

/** The link around the caret, whole; null without one. */
export const linkAround = ({ selection, doc }: EditorState): { from: number; to: number; href: string } | null => {
  const { $from } = selection;
  const near = [$from.nodeAfter, $from.nodeBefore].find((node) => node && linkMark!.isInSet(node.marks));
  const mark = near && linkMark!.isInSet(near.marks);
  if (!mark) return null;
  const start = $from.start();
  let found: { from: number; to: number; href: string } | null = null;
  doc.resolve($from.pos).parent.forEach((node, offset) => {
    if (!mark.isInSet(node.marks)) return;
    const [from, to] = [start + offset, start + offset + node.nodeSize];
    if (found && found.to === from) found.to = to;
    else if (!found || found.to < $from.pos) found = { from, to, href: String(mark.attrs.href) };
  });
  return found;
};

/** A word in kanji that could have a reading, or has one: its place, and where it begins in the words of its line without readings. */
export type Word = { from: number; to: number; word: string; reading: string; bare: number; line: string };

/** Words in kanji of the line in which `at` stands, in order. */
const wordsOfLine = (doc: Node, at: number): Word[] => {
  const $at = doc.resolve(at);
  if ($at.depth === 0) return [];
  const found: Omit<Word, 'line'>[] = [];
  const start = $at.start(1);
  let line = '';
  $at.node(1).forEach((node, offset) => {
    const from = start + offset;
    if (node.type === rubyType) {
      const { word, reading } = node.attrs as { word: string; reading: string };
      found.push({ from, to: from + 1, word, reading, bare: line.length });
      line += word;
      return;
    }
    for (const match of (node.text ?? '').matchAll(new RegExp(`[${kanji}][${kanji}ヶケ]*`, 'gu')))
      found.push({
        from: from + match.index,
        to: from + match.index + match[0].length,
        word: match[0],
        reading: '',
        bare: line.length + match.index,
      });
    line += node.text ?? '';
  });
  return found.map((word) => ({ ...word, line }));
};

/** The first word that the range touches. `unread`: only one that has no reading yet. */
export const wordIn = (doc: Node, from: number, to: number, unread = false): Word | null =>
  wordsOfLine(doc, from).find((word) => word.to >= from && word.from <= to && !(unread && word.reading)) ?? null;

/** The word to give a reading to: of what is chosen, at the caret, or else the next without one before and after it. */
export const wordToRead = ({ doc, selection: { from, to } }: EditorState): Word | null => {
  const touched = (from < to ? wordIn(doc, from, to, true) : null) ?? wordIn(doc, from, to);
  const unread = wordsOfLine(doc, from).filter((word) => !word.reading);
  return touched ?? unread.findLast((word) => word.to < from) ?? unread[0] ?? null;
};

/** Gives the word its reading; an empty one takes it away. */
export const readAs =
  ({ from, to, word }: Word, reading: string): Command =>
  (state, dispatch) => {
    const marksHere = (state.doc.nodeAt(from)?.marks ?? []).filter((mark) => mark.type !== literalMark);
    const made = reading ? rubyType!.create({ word, reading }, null, marksHere) : schema.text(word, marksHere);
    const tr = state.tr.replaceWith(from, to, made);
    tr.setSelection(TextSelection.create(tr.doc, from + made.nodeSize));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
