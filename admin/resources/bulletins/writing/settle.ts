/**
 * Keeps what is seen equal to what is stored: after each change a line is written and read again, and where that says something else the
 * editor shows what it says. So typed signs act at once: 漢字(かんじ) becomes ruby, ## a heading.
 */
import type { Node } from 'prosemirror-model';
import { type EditorState, Plugin, PluginKey, type Transaction } from 'prosemirror-state';
import type { Lines } from './lines.ts';
import { attrsOf, lineType, strongMark } from './schema.ts';

/** The caret is here, so the line may still become another one. */
const isWritten = (state: EditorState, at: number, node: Node) =>
  state.selection.from > at && state.selection.to < at + node.nodeSize;

/** Replaces only what differs, so that the caret stays where one writes. */
const replaceLine = (tr: Transaction, at: number, node: Node, fresh: Node) => {
  const place = tr.mapping.map(at);
  if (fresh.type !== lineType) {
    tr.replaceWith(place, place + node.nodeSize, fresh);
    return;
  }
  const from = node.content.findDiffStart(fresh.content);
  const ends = node.content.findDiffEnd(fresh.content);
  if (from !== null && ends) {
    const overlap = Math.max(0, from - Math.min(ends.a, ends.b));
    tr.replaceWith(place + 1 + from, place + 1 + ends.a + overlap, fresh.content.cut(from, ends.b + overlap));
  }
  tr.setNodeMarkup(place, null, fresh.attrs);
};

const key = new PluginKey('settle');
/** Asks for another look, when the input of a word has ended. */
export const lookAgain = (state: EditorState) => state.tr.setMeta(key, true);

/** `composing`: while a word is being converted, nothing may move. */
export const settling = (lines: Lines, composing: () => boolean) => {
  const settled = new WeakSet<Node>();
  const isSettled = (state: EditorState, node: Node, at: number, tr: Transaction): boolean => {
    if (node.type !== lineType || (node.textContent.trim() === '' && attrsOf(node).kind !== 'text')) return true;
    const fresh = lines.readLine(lines.writeLine(node), attrsOf(node).end);
    if (lines.alike(fresh, node) && fresh.attrs.lead === node.attrs.lead) return true;
    if (fresh.type === lineType || !isWritten(state, at, node)) replaceLine(tr, at, node, fresh);
    return false;
  };
  return new Plugin({
    key,
    appendTransaction: (_all, _old, state) => {
      if (composing()) return null;
      const tr = state.tr;
      state.doc.forEach((node, at) => {
        if (!settled.has(node) && isSettled(state, node, at, tr)) settled.add(node);
      });
      if (!tr.docChanged) return null;
      // Whoever closed bold words with stars writes on in plain ones.
      const bold = (node: Node | null) => node !== null && strongMark!.isInSet(node.marks) !== undefined;
      const closed = !bold(state.selection.$from.nodeBefore) && bold(tr.selection.$from.nodeBefore);
      return closed ? tr.setStoredMarks([]) : tr;
    },
  });
};
