/** What a comment speaks of: words that are chosen in the editor are words of the stored text, and are found again after it has changed. */
import fc from 'fast-check';
import { EditorState, TextSelection } from 'prosemirror-state';
import { expect, test } from 'vitest';
import { chosenOf, lineOf } from '../../admin/resources/bulletins/comments/chosen.ts';
import { openLines } from '../../admin/resources/bulletins/writing/lines.ts';
import { commentAt, commentMarks, markAnew, markEnd } from '../../admin/resources/bulletins/writing/marks.ts';
import { findQuote, plainLines } from '../../server/contract/quotes.ts';

const lines = openLines(true);
/** What is chosen in the editor between two of its positions. */
const chosen = (text: string, from: number, to: number) => {
  const doc = lines.read(text);
  const { selection } = EditorState.create({
    doc,
    selection: TextSelection.between(doc.resolve(from), doc.resolve(to)),
  });
  const [begin, end] = [lines.spotOf(doc, selection.from, true), lines.spotOf(doc, selection.to, false)];
  return chosenOf(lines.write(doc.content), begin, selection.empty ? null : end);
};

test.each([
  ['plain words', '窓口は9時から', 1, 3, { line: 1, column: 1, quote: '窓口' }],
  ['bold words without their stars', '窓口は**9時**から', 4, 6, { line: 1, column: 6, quote: '9時' }],
  ['a word with its reading', '窓口(まどぐち)は', 1, 2, { line: 1, column: 1, quote: '窓口(まどぐち)' }],
  ['words of a heading', '## 持ち物\n紙', 1, 4, { line: 1, column: 4, quote: '持ち物' }],
  ['words over two lines', '一\n二三', 1, 5, { line: 1, column: 1, quote: '一\n二' }],
  ['nothing chosen: the line where one writes', '一\n  - 二三', 5, 5, { line: 2, column: 3, quote: '- 二三' }],
  ['nothing chosen in an empty line: nothing', '一\n\n三', 4, 4, null],
])('%s', (_says, text, from, to, becomes) => {
  expect(chosen(text, from, to)).toEqual(becomes);
});

const texts = fc
  .array(
    fc.constantFrom(
      '窓口',
      '# ',
      '- ',
      '**',
      '9時',
      '(まど)',
      '[案内](https://example.jp/)',
      '\n',
      '\r\n',
      ' ',
      '---\n',
    ),
    {
      maxLength: 20,
    },
  )
  .map((parts) => parts.join(''));

test('whatever is chosen stands in the text at the place that is said', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (text, a, b) => {
      const { size } = lines.read(text).content;
      const one = chosen(text, a % (size + 1), b % (size + 1));
      if (one) expect(findQuote(text, one.quote, one)).toEqual({ line: one.line, column: one.column });
    }),
  );
});

test('a quote goes with its line, of several it is the nearest, and it is gone when a sign of it is', () => {
  const stood = { line: 2, column: 1 };
  expect(findQuote('あ\r\n\r\n休みます。', '休みます。', stood)).toEqual({ line: 3, column: 1 });
  expect(findQuote('休み\nあ休み\nい\n休み', '休み', { line: 3, column: 1 })).toEqual({ line: 4, column: 1 });
  expect(findQuote('休みました。', '休みます。', stood)).toBe(null);
  expect(findQuote('', '', stood)).toEqual({ line: 1, column: 1 });
  fc.assert(
    fc.property(texts, texts, texts, (before, quote, after) => {
      if (quote === '' || /^\n|\r$/.test(quote)) return;
      const text = `${before}\n${quote}\n${after}`;
      const line = plainLines(before).split('\n').length + 1;
      expect(findQuote(text, quote, { line, column: 1 })).toEqual({ line, column: 1 });
    }),
  );
  expect(lineOf(' \n  あ ', 2)).toEqual({ line: 2, column: 3, quote: 'あ' });
});

test('the words are marked over lines and readings; the mark goes with them, and goes when they do', () => {
  const quote = '窓口(まどぐち)は**9時**から\n開';
  const about = { id: 'one', quote, stood: { line: 2, column: 1 }, words: '祝日も?' };
  const whole = { ...about, id: 'whole', quote: '' };
  const doc = lines.read('## 時間\n窓口(まどぐち)は**9時**から\n開きます');
  let state = EditorState.create({ doc, plugins: [commentMarks(lines)] });
  state = state.apply(markAnew(state, [about, whole]));
  const end = markEnd(state, 'one')!;
  expect(state.doc.textBetween(end, state.doc.content.size)).toBe('きます');
  expect(markEnd(state, 'whole')).toBe(null);
  expect(commentAt(state)).toBe(null);
  state = state.apply(state.tr.insertText('朝の', 1));
  expect(markEnd(state, 'one')).toBe(end + 2);
  state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, end + 1)));
  expect(commentAt(state)?.words).toBe('祝日も?');
  // A sign in its midst, and the next look finds it no more.
  state = state.apply(state.tr.insertText('x', end + 1));
  state = state.apply(markAnew(state, [about]));
  expect(markEnd(state, 'one')).toBe(null);
});
