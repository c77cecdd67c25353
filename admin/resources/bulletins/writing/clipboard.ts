/** What goes to the clipboard and comes from it: always the stored form, whatever program is at the other end. */
import { Fragment, Slice } from 'prosemirror-model';
import type { EditorState, Transaction } from 'prosemirror-state';
import type { Lines } from './lines.ts';
import { fromHtml, type Pasted } from './paste.ts';
import { attrsOf, lineType } from './schema.ts';

/** The chosen part in the plain form; a part of one line goes without the mark of the line. */
export const copied = ({ content, openStart }: Slice, lines: Lines): string => {
  const only = content.childCount === 1 && openStart > 0 ? content.firstChild : null;
  return only?.type === lineType ? lines.writeLine(lineType!.create(null, only.content)) : lines.write(content);
};

/** Our own text comes as it was copied; others' formatting is turned into the form. A picture alone cannot come. */
export const pasted = (data: DataTransfer | null): Pasted => {
  const html = data?.getData('text/html') ?? '';
  const text = data?.getData('text/plain') ?? '';
  if (html && !html.includes('data-pm-slice')) return fromHtml(html);
  const files = (data?.files.length ?? 0) > 0;
  return { text, left: files ? ['images'] : [] };
};

/** Puts a text of the stored form where one writes. In an empty line it stands as it is; elsewhere its first and last line join. */
export const putText = (state: EditorState, lines: Lines, text: string): Transaction => {
  const read = lines.read(text).content;
  // One can write on below a dividing line or a block.
  const content = read.lastChild?.type !== lineType ? read.append(Fragment.from(lineType!.create())) : read;
  const { $from, empty } = state.selection;
  const tr = state.tr;
  if (empty && $from.depth === 1 && $from.parent.content.size === 0)
    tr.replaceWith($from.before(), $from.after(), content);
  else {
    const open = (node: typeof content.firstChild) =>
      node?.type === lineType && attrsOf(node).kind === 'text' ? 1 : 0;
    tr.replaceSelection(new Slice(content, open(content.firstChild), open(content.lastChild)));
  }
  return tr.scrollIntoView();
};
