/** The editor's life: it begins with the stored text, follows what others put there, and says each change in the stored form. */
import { baseKeymap, chainCommands } from 'prosemirror-commands';
import { keymap } from 'prosemirror-keymap';
import { type Command, EditorState, TextSelection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Language } from '../../../../server/contract/codes.ts';
import { endOf } from '../../../../server/contract/quotes.ts';
import { languageOf } from '../../../../server/languages/languages.ts';
import { type Chosen, chosenOf } from '../comments/chosen.ts';
import { backspace, bold, enter, linkAround, nest, type Word, wordIn, wordToRead } from './acts.ts';
import { blockView } from './blockView.ts';
import { copied, pasted, putText } from './clipboard.ts';
import { later, whenLeaving } from './later.ts';
import { type Lines, openLines } from './lines.ts';
import { type CommentMark, commentAt, commentMarks, markAnew, markEnd } from './marks.ts';
import { type LeftOut, styleless } from './paste.ts';
import { rubyType } from './schema.ts';
import { lookAgain, settling } from './settle.ts';
import { nothing, type Shown, shownOf } from './shown.ts';

/** What is asked beside the text: the reading of a word (and of those after it up to `until`), where a link leads, or the comment at the words before `from`. */
export type Asking =
  | { kind: 'reading'; word: Word; until: number }
  | { kind: 'link'; from: number; to: number; href: string }
  | { kind: 'block'; from: number }
  | { kind: 'comment'; from: number; id: string; byKey: boolean };

type Given = {
  label: string;
  text: string;
  language: Language;
  /** Comments at words of this text. */
  marks: readonly CommentMark[];
  onChange: (text: string) => void;
};

/** Puts another text there; what is the same in both stays, and the caret goes to what changed. */
export const replaceText = (state: EditorState, lines: Lines, text: string) => {
  const [old, next] = [state.doc, lines.read(text)];
  const from = old.content.findDiffStart(next.content);
  const ends = old.content.findDiffEnd(next.content);
  if (from === null || !ends) return null;
  const overlap = Math.max(0, from - Math.min(ends.a, ends.b));
  const tr = state.tr.replace(from, ends.a + overlap, next.slice(from, ends.b + overlap));
  const [was, is] = [old.childAfter(from), next.childAfter(from)];
  const inner =
    was.node && is.node && old.childCount === next.childCount && was.node.content.findDiffEnd(is.node.content);
  if (inner) tr.setSelection(TextSelection.near(tr.doc.resolve(is.offset + 1 + inner.b), -1));
  return tr;
};

const attributesOf = ({ label, language }: Given) => ({
  role: 'textbox',
  'aria-multiline': 'true',
  'aria-label': label,
  lang: languageOf(language).tag,
  // The browser looks at the spelling where words stand apart.
  spellcheck: String(languageOf(language).breaks === 'words'),
});

const keysOf = (askReading: Command, askLink: Command, openComment: Command) =>
  keymap({
    Enter: chainCommands((state, dispatch) => shownOf(state).word !== null && askReading(state, dispatch), enter),
    Backspace: backspace,
    'Mod-b': bold,
    'Mod-k': askLink,
    'Mod-]': nest,
    'Mod-[': nest,
    'Alt-r': askReading,
    'Alt-c': openComment,
  });

/**
 * Whether the caret can be seen as it is. Asked at each key instead of going up through everything around the text, which asks the browser
 * for a layout a hundred times; where it cannot, the editor scrolls as it always does.
 */
const inSight = (view: EditorView): boolean => {
  if (!(view.state.selection instanceof TextSelection)) return false;
  const { top, bottom, left, right } = view.coordsAtPos(view.state.selection.head, 1);
  return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
};

/** The comment whose words were clicked. */
const commentIn = ({ target }: MouseEvent): string | null =>
  (target instanceof Element && target.closest<HTMLElement>('[data-comment]')?.dataset.comment) || null;

export const useRich = (place: RefObject<HTMLDivElement | null>, given: Given) => {
  const latest = useRef(given);
  latest.current = given;
  const view = useRef<EditorView | null>(null);
  const said = useRef(given.text);
  const [lines] = useState(() => openLines(languageOf(given.language).readings));
  const [shown, setShown] = useState<Shown>(nothing);
  const seen = useRef('');
  const [box, setBox] = useState<Asking | null>(null);
  const opened = useRef<string | null>(null);
  opened.current = box?.kind === 'comment' ? box.id : null;
  const [left, setLeft] = useState<LeftOut[]>([]);

  const askReading = useCallback<Command>((state) => {
    const word = languageOf(latest.current.language).readings ? wordToRead(state) : null;
    if (word) setBox({ kind: 'reading', word, until: Math.max(state.selection.to, word.to) });
    return word !== null;
  }, []);
  const askLink = useCallback<Command>((state) => {
    const { from, to } = state.selection;
    const around = linkAround(state);
    setBox({ kind: 'link', href: '', ...(around ?? { from, to }) });
    return true;
  }, []);
  const askBlock = useCallback<Command>((state) => {
    setBox({ kind: 'block', from: state.selection.from });
    return true;
  }, []);

  const openAt = useCallback((state: EditorState, id: string, byKey: boolean) => {
    setBox({ kind: 'comment', from: markEnd(state, id) ?? state.selection.to, id, byKey });
    return true;
  }, []);
  const openComment = useCallback<Command>(
    (state) => {
      const here = commentAt(state);
      return here !== null && openAt(state, here.id, true);
    },
    [openAt],
  );
  /** Whoever writes or clicks elsewhere has read it. */
  const leaveComment = useCallback(() => {
    if (opened.current !== null) setBox((now) => (now?.kind === 'comment' ? null : now));
  }, []);
  const mark = useCallback((marks: readonly CommentMark[]) => {
    // Nothing may move while a word is being converted.
    if (view.current && !view.current.composing) view.current.dispatch(markAnew(view.current.state, marks));
  }, []);

  useEffect(() => {
    if (!place.current) return;
    const state = EditorState.create({
      doc: lines.read(latest.current.text),
      plugins: [
        settling(lines, () => view.current?.composing ?? false),
        commentMarks(lines),
        keysOf(askReading, askLink, openComment),
        keymap(baseKeymap),
      ],
    });
    said.current = latest.current.text;
    const tell = later(() => {
      const text = lines.write(made.state.doc.content);
      if (text === said.current) return;
      said.current = text;
      latest.current.onChange(text);
    });
    const made = new EditorView(place.current, {
      state,
      attributes: () => attributesOf(latest.current),
      nodeViews: { block: blockView(latest.current.language) },
      dispatchTransaction(tr) {
        made.updateState(made.state.apply(tr));
        const now = shownOf(made.state);
        const said = JSON.stringify(now);
        // Asked for nothing new, the page does nothing for a key.
        if (said !== seen.current) setShown(now);
        seen.current = said;
        if (!tr.docChanged) return;
        leaveComment();
        tell.soon();
      },
      handleScrollToSelection: inSight,
      handleClick({ state }, _pos, event) {
        const id = commentIn(event);
        if (id === null) leaveComment();
        return id !== null && openAt(state, id, false);
      },
      handleClickOn(_view, _pos, node, at, event) {
        if (node.type !== rubyType) return false;
        // A comment at the word comes first, its reading with the next click.
        const id = commentIn(event);
        if (id !== null && id !== opened.current) return false;
        const word = wordIn(made.state.doc, at, at + 1);
        if (word) setBox({ kind: 'reading', word, until: word.to });
        return word !== null;
      },
      clipboardTextSerializer: (slice) => copied(slice, lines),
      transformPastedHTML: styleless,
      handlePaste(_view, event) {
        const got = pasted(event.clipboardData);
        setLeft(got.left);
        if (got.text) made.dispatch(putText(made.state, lines, got.text));
        return true;
      },
      handleKeyDown: (_view, event) => {
        // Saving, undoing and going back speak of all that is written.
        if (event.ctrlKey || event.metaKey || event.altKey) tell.now();
        return false;
      },
      handleDOMEvents: {
        blur: () => {
          tell.now();
          return false;
        },
        compositionend: () => {
          setTimeout(() => {
            view.current?.dispatch(lookAgain(view.current.state));
            mark(latest.current.marks);
          });
          return false;
        },
        // Undo belongs to the whole page: it knows the three languages and the plain view.
        beforeinput: (_view, event) => {
          if (event.inputType.startsWith('history')) event.preventDefault();
          return event.inputType.startsWith('history');
        },
      },
    });
    view.current = made;
    const letGo = whenLeaving(tell.now);
    return () => {
      letGo();
      tell.now();
      view.current = null;
      made.destroy();
    };
  }, [place, lines, askReading, askLink, openComment, openAt, leaveComment, mark]);

  // At once with the page: a word typed meanwhile would be taken for another text.
  useLayoutEffect(() => {
    if (!view.current || given.text === said.current) return;
    said.current = given.text;
    const tr = replaceText(view.current.state, lines, given.text);
    if (tr) view.current.dispatch(tr);
  }, [given.text, lines]);

  const { text, marks } = given;
  // With each text that is told the words are looked up anew.
  useEffect(() => {
    if (text === said.current) mark(marks);
  }, [text, marks, mark]);

  const select = useCallback(
    (line: number, column: number, words: string) => {
      if (!view.current) return;
      const { doc, tr } = view.current.state;
      const end = endOf({ line, column }, words);
      const [from, to] = [lines.placeOf(doc, line, column), lines.placeOf(doc, end.line, end.column)];
      view.current.dispatch(
        tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))).scrollIntoView(),
      );
      view.current.focus();
    },
    [lines],
  );
  const chosen = useCallback((): Chosen => {
    if (!view.current) return null;
    const { doc, selection } = view.current.state;
    const [from, to] = [lines.spotOf(doc, selection.from, true), lines.spotOf(doc, selection.to, false)];
    return chosenOf(lines.write(doc.content), from, selection.empty ? null : to);
  }, [lines]);
  const run = useCallback((command: Command) => {
    if (!view.current) return;
    command(view.current.state, view.current.dispatch);
    view.current.focus();
  }, []);
  return {
    shown,
    box,
    setBox,
    /** What did not come along with what was pasted last. */
    left,
    forgetLeft: () => setLeft([]),
    run,
    askReading,
    askLink,
    askBlock,
    /** Where a position is on the screen; null while there is no view. */
    at: (position: number) => view.current?.coordsAtPos(position) ?? null,
    place,
    state: () => view.current?.state ?? null,
    select,
    chosen,
  };
};
export type Rich = ReturnType<typeof useRich>;
