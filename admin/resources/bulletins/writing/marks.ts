/** Words that a comment speaks of, marked where they stand: the mark goes with its words while somebody types, and is looked up anew in each pause. */
import type { Node } from 'prosemirror-model';
import { type EditorState, Plugin, PluginKey, type Transaction } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { endOf, findQuote, plainLines, type Spot } from '../../../../server/contract/quotes.ts';
import type { Lines } from './lines.ts';

/** `words`: what is heard of it where one writes. */
export type CommentMark = { id: string; quote: string; stood: Spot; words: string };

const key = new PluginKey<DecorationSet>('comments');

const marked = (doc: Node, lines: Lines, marks: readonly CommentMark[]): DecorationSet => {
  const text = plainLines(lines.write(doc.content));
  const found = marks.flatMap((mark) => {
    // About the whole text: no words of it.
    const spot = mark.quote === '' ? null : findQuote(text, mark.quote, mark.stood);
    if (!spot) return [];
    const end = endOf(spot, mark.quote);
    const [from, to] = [lines.placeOf(doc, spot.line, spot.column), lines.placeOf(doc, end.line, end.column)];
    return from < to ? [Decoration.inline(from, to, { nodeName: 'mark', 'data-comment': mark.id }, { mark })] : [];
  });
  return DecorationSet.create(doc, found);
};

/** Looks the words up in the text as it is now; those that are gone have no mark. */
export const markAnew = (state: EditorState, marks: readonly CommentMark[]): Transaction =>
  state.tr.setMeta(key, marks);

export const commentMarks = (lines: Lines) =>
  new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, set) => {
        const marks = tr.getMeta(key) as readonly CommentMark[] | undefined;
        return marks ? marked(tr.doc, lines, marks) : set.map(tr.mapping, tr.doc);
      },
    },
    props: { decorations: (state) => key.getState(state) },
  });

/** The place behind the words of this comment. */
export const markEnd = (state: EditorState, id: string): number | null => {
  const found = (key.getState(state) ?? DecorationSet.empty).find(undefined, undefined, ({ mark }) => mark.id === id);
  return found[0]?.to ?? null;
};

/** The comment at the caret, the one with the fewest words of several; null where there is none. */
export const commentAt = (state: EditorState): CommentMark | null => {
  const { from, to } = state.selection;
  const here = (key.getState(state) ?? DecorationSet.empty).find(from, to);
  here.sort((a, b) => a.to - a.from - (b.to - b.from));
  return (here[0]?.spec.mark as CommentMark | undefined) ?? null;
};
