/** What the toolbar shows, and a reader of the screen hears, of the place where one writes. */
import { type EditorState, NodeSelection } from 'prosemirror-state';
import { isBold, kindOf, linkAround, type Word, wordIn } from './acts.ts';
import { commentAt } from './marks.ts';
import { blockType, type LineKind, rubyType } from './schema.ts';

export type Shown = {
  kind: LineKind | null;
  bold: boolean;
  linked: boolean;
  /** A word with its reading that is chosen. */
  word: Word | null;
  /** The name of a chosen block. */
  block: string | null;
  /** What a comment at this place says. */
  comment: string | null;
};
export const nothing: Shown = { kind: null, bold: false, linked: false, word: null, block: null, comment: null };

export const shownOf = (state: EditorState): Shown => {
  const { selection } = state;
  const node = selection instanceof NodeSelection ? selection.node : null;
  const chosen = node?.type === rubyType;
  return {
    kind: kindOf(state),
    bold: isBold(state),
    linked: linkAround(state) !== null,
    word: chosen ? wordIn(state.doc, selection.from, selection.to) : null,
    comment: commentAt(state)?.words ?? null,
    block: node?.type === blockType ? String(node.attrs.name) : null,
  };
};
