/** The rich editor over the stored text: every text opens and is stored with the same bytes, and what is typed is what is stored. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Command, EditorState, TextSelection } from 'prosemirror-state';
import { describe, expect, test } from 'vitest';
import { paragraphsOf, sideBySide } from '../../admin/resources/bulletins/sideBySide.ts';
import {
  backspace,
  become,
  bold,
  divide,
  enter,
  linkTo,
  nest,
  readAs,
  wordIn,
} from '../../admin/resources/bulletins/writing/acts.ts';
import { openLines } from '../../admin/resources/bulletins/writing/lines.ts';
import { hiraganaOnly, readingIn } from '../../admin/resources/bulletins/writing/reading.ts';
import { settling } from '../../admin/resources/bulletins/writing/settle.ts';
import { replaceText } from '../../admin/resources/bulletins/writing/useRich.ts';
import { blocksHtml } from '../../server/letters/blocks.ts';
import { parseMarkdown } from '../../server/letters/markdown.ts';
import { bad, good } from '../server/letters/said/corpus.ts';

const plain = openLines(true);

/** An editor without a screen: what keys do to a text. */
const desk = (text: string, ruby = true) => {
  const lines = openLines(ruby);
  let state = EditorState.create({ doc: lines.read(text), plugins: [settling(lines, () => false)] });
  const apply = (tr: EditorState['tr']) => {
    state = state.apply(tr);
  };
  const made = {
    get text() {
      return lines.write(state.doc.content);
    },
    get doc() {
      return state.doc;
    },
    /** Puts the caret before, or the selection over, the words where they stand first. */
    at(words: string, over = false) {
      state.doc.descendants((node, place) => {
        const index = node.isText ? node.text!.indexOf(words) : -1;
        if (index < 0) return;
        const from = place + index;
        apply(state.tr.setSelection(TextSelection.create(state.doc, from, over ? from + words.length : from)));
      });
      return made;
    },
    end() {
      apply(state.tr.setSelection(TextSelection.atEnd(state.doc)));
      return made;
    },
    all() {
      apply(state.tr.setSelection(TextSelection.create(state.doc, 1, state.doc.content.size - 1)));
      return made;
    },
    /** Key by key, as a keyboard does. */
    type(words: string) {
      for (const sign of words) {
        if (sign === '\n') made.do(enter);
        else apply(state.tr.insertText(sign));
      }
      return made;
    },
    do(command: Command) {
      command(state, apply);
      return made;
    },
    put(next: string) {
      const tr = replaceText(state, lines, next);
      if (tr) apply(tr);
      return made;
    },
    word: (from = state.selection.from, to = state.selection.to) => wordIn(state.doc, from, to),
    get caret() {
      return state.selection.from;
    },
    place: (line: number, column: number) => lines.placeOf(state.doc, line, column),
  };
  return made;
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(txt|md|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

/** Pieces of the grammar, whole, broken and side by side. */
const piece = fc.constantFrom(
  ...[
    '窓口',
    'は',
    '9時',
    'abc',
    ' ',
    '　',
    '\t',
    '。',
    '**',
    '*',
    '_',
    '\\',
    '\\*',
    '\\\\',
    '\\:',
    '[',
    ']',
    '(',
    ')',
  ],
  ...['**太字**', '** a**', '**a **', '****', '[案内](https://example.jp/a)', '[**b**](https://example.jp/(x))'],
  ...[
    '[x](  https://example.jp/  )',
    '[x\\]y](https://a.jp/)',
    '[x](javascript:1)',
    'https://example.jp/a(b).',
    'https\\://x',
  ],
  ...[
    '漢字(かんじ)',
    '漢字（かんじ）',
    '7日(なのか)',
    '受(う)け取(と)る',
    '漢字\\(かんじ\\)',
    '一ヶ月(いっかげつ)',
    '<b>',
    '{{x}}',
  ],
  ...['| a | b |', '![ ]( )', '((氏名))', '😀', '\u2028', '&amp;', '#', '---'],
);
const lead = fc.constantFrom(
  ...[
    '',
    '',
    '',
    '# ',
    '## ',
    '##  ',
    '### ',
    '#',
    '- ',
    '* ',
    '• ',
    '・',
    '・ ',
    '  - ',
    '　　・',
    '\t- ',
    '1. ',
    '10．',
    '  2. ',
    ' ',
    '　',
    '> ',
    '^ ',
  ],
);
const line = fc
  .tuple(lead, fc.array(piece, { maxLength: 6 }), fc.constantFrom('', '', '', ' ', '　'))
  .map(([a, b, c]) => a + b.join('') + c);
const text = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\n\n', '\r\n', '\r')), { maxLength: 8 })
  .map((rows) => rows.map((row) => row.join('')).join(''))
  .chain((all) => fc.constantFrom(all, all.replace(/[\r\n]+$/, '')));

/** What readers see; two neighbours that are bold, or lead to the same place, are one. */
const html = (source: string): string => {
  const whole = blocksHtml('plja', parseMarkdown(source, { bold: true })).replaceAll('</strong><strong>', '');
  const joined = whole.replace(/(<a [^>]*>)((?:(?!<\/a>).)*)<\/a>\1/g, '$1$2');
  return joined.replace(/(<a [^>]*>)((?:(?!<\/a>).)*)<\/a>\1/g, '$1$2');
};
/** The same texts in each run; another SEED tries others. */
const seed = Number(process.env.SEED ?? 15);

describe('bytes', () => {
  test('every text of the grammar opens and is stored as it was', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (source, ruby) => {
        const lines = openLines(ruby);
        expect(lines.write(lines.read(source).content)).toBe(source);
      }),
      { numRuns: 500, seed },
    );
  });

  test('so do all shipped texts and the texts of the tests', () => {
    const files = [...filesBelow('templates'), ...filesBelow('docs'), 'CHANGELOG.md', 'README.md'];
    const texts = [...files.map((path) => readFileSync(path, 'utf8')), ...bad.map(([, said]) => said), ...good];
    expect(texts.length).toBeGreaterThan(200);
    for (const source of texts)
      for (const lines of [plain, openLines(false)]) expect(lines.write(lines.read(source).content)).toBe(source);
  });

  test('opening changes nothing: what is shown is what the grammar says at once', () => {
    fc.assert(
      fc.property(text, (source) => {
        const opened = desk(source);
        // A key pressed and taken back at the end looks at every line.
        const before = opened.doc;
        opened.put(source);
        expect(opened.doc.eq(before)).toBe(true);
        expect(opened.text).toBe(source);
      }),
      { numRuns: 100, seed },
    );
  });

  test('a change in one line leaves all others their bytes', () => {
    fc.assert(
      fc.property(text, line, (source, last) => {
        const edited = desk(`${source}\n${last}`).end().type('字');
        expect(edited.text.startsWith(`${source}\n`)).toBe(true);
      }),
      { numRuns: 100, seed },
    );
  });

  test('a line that is written anew means what it meant', () => {
    fc.assert(
      fc.property(line, (source) => {
        const node = plain.readLine(source);
        if (node.type.name !== 'line') return;
        const anew = node.type.create({ ...node.attrs, source: null }, node.content);
        expect(html(plain.writeLine(anew))).toBe(html(source));
      }),
      { numRuns: 1500, seed },
    );
  });
});

describe('typing', () => {
  test('signs act as they are typed: ruby, bold, headings, lists, links', () => {
    const typed = desk('').type(
      '## 窓口(まどぐち)の**時間**\n- 月曜日(げつようび)\n火曜日\n\n詳しくは https://example.jp/ へ',
    );
    expect(typed.text).toBe(
      '## 窓口(まどぐち)の**時間**\n- 月曜日(げつようび)\n- 火曜日\n詳しくは https://example.jp/ へ',
    );
    const kinds: string[] = [];
    typed.doc.forEach((node) => void kinds.push(node.attrs.kind));
    expect(kinds).toEqual(['heading', 'item', 'item', 'text']);
    expect(typed.doc.firstChild!.firstChild!.attrs).toMatchObject({ word: '窓口', reading: 'まどぐち' });
  });

  test('after the stars that close bold words one writes in plain ones', () => {
    expect(desk('').type('**窓口**は開く').text).toBe('**窓口**は開く');
  });

  test('blanks at the ends stay while one writes on', () => {
    expect(desk('').type('The counter opens ').type('late.').text).toBe('The counter opens late.');
    expect(desk('').type('- one two ').text).toBe('- one two ');
  });

  test('outside plain Japanese a word in brackets is no ruby', () => {
    expect(desk('窓口(まどぐち)', false).doc.firstChild!.firstChild!.isText).toBe(true);
  });

  test('a quotation begins with its sign, goes on with Enter, and an empty line ends it', () => {
    const typed = desk('').type('> 一\n二\n\n終わり');
    expect(typed.text).toBe('> 一\n> 二\n終わり');
    expect(desk('一').all().do(become('quote')).text).toBe('> 一');
    expect(desk('> 一').all().do(become('quote')).text).toBe('一');
    expect(desk('\\> 一').end().type('二').text).toBe('\\> 一二');
  });

  test('numbers go on, an empty item ends the list, Enter after a heading is text', () => {
    const typed = desk('').type('1. 一\n二\n\n終わり');
    expect(typed.text).toBe('1. 一\n2. 二\n終わり');
    expect(desk('## 題').end().type('\n文').text).toBe('## 題\n文');
  });

  test('Enter before a heading makes room, Backspace there takes the mark away', () => {
    expect(desk('## 題').at('題').do(enter).text).toBe('\n## 題');
    expect(desk('## 題').at('題').do(backspace).text).toBe('題');
  });
});

describe('buttons', () => {
  test('kinds of lines go on and off, and depth goes in and out', () => {
    const chosen = desk('一\n二').all();
    expect(chosen.do(become('number')).text).toBe('1. 一\n2. 二');
    expect(chosen.do(become('item')).text).toBe('- 一\n- 二');
    expect(chosen.do(become('item')).text).toBe('一\n二');
    expect(desk('- 一\n- 二').at('二').do(nest).text).toBe('- 一\n  - 二');
    expect(desk('- 一\n  - 二').at('二').do(nest).text).toBe('- 一\n- 二');
  });

  test('bold covers words and not the blanks around them, and a link as a whole', () => {
    expect(desk('窓口は あす 開きます。').at(' あす ', true).do(bold).text).toBe('窓口は **あす** 開きます。');
    const link = desk('[窓口の案内](https://example.jp/)です').at('案内です', true);
    expect(desk('[窓口の案内](https://example.jp/)です').at('案内', true).do(bold).text).toBe(
      '**[窓口の案内](https://example.jp/)**です',
    );
    expect(link.text).toBe('[窓口の案内](https://example.jp/)です');
  });

  test('links are made, led elsewhere and taken away', () => {
    const linked = desk('窓口へ')
      .at('窓口', true)
      .do(linkTo(1, 3, 'https://example.jp/', ''));
    expect(linked.text).toBe('[窓口](https://example.jp/)へ');
    expect(linked.do(linkTo(1, 3, 'https://example.jp/b', '')).text).toBe('[窓口](https://example.jp/b)へ');
    expect(linked.do(linkTo(1, 3, '', '')).text).toBe('窓口へ');
    expect(desk('').do(linkTo(1, 1, 'https://example.jp/', '案[内]')).text).toBe('[案\\[内\\]](https://example.jp/)');
  });

  test('a dividing line stands below, and one writes on after it', () => {
    expect(desk('上').end().do(divide).type('下').text).toBe('上\n---\n下');
    expect(desk('上\n').end().do(divide).type('下').text).toBe('上\n---\n下');
  });

  test('a reading is put to a word, changed and taken away', () => {
    const read = desk('窓口は 開きます').at('窓口', true);
    read.do(readAs(read.word()!, 'まどぐち'));
    expect(read.text).toBe('窓口(まどぐち)は 開きます');
    read.do(readAs(read.word(1, 2)!, 'まどくち'));
    expect(read.text).toBe('窓口(まどくち)は 開きます');
    read.do(readAs(read.word(1, 2)!, ''));
    expect(read.text).toBe('窓口は 開きます');
  });
});

describe('beside others', () => {
  test('a text that comes from elsewhere keeps the caret where it changed', () => {
    const edited = desk('一\n二三四\n五').put('一\n二四\n五');
    expect(edited.text).toBe('一\n二四\n五');
    expect(edited.type('X').text).toBe('一\n二X四\n五');
  });

  test('the place of a finding is found over marks and readings', () => {
    const there = desk('一\n- **窓口(まどぐち)**は開きます');
    expect(there.doc.textBetween(there.place(2, 16), there.place(2, 18))).toBe('開き');
  });

  test('the reading of a word is taken out of the line that the dictionary answers', () => {
    expect(readingIn('在留資格(ざいりゅうしかく)の窓口(まどぐち)', { word: '窓口', bare: 5 })).toBe('まどぐち');
    expect(readingIn('7日(なのか)', { word: '日', bare: 1 })).toBe('なのか');
    expect(readingIn('窓口', { word: '窓口', bare: 0 })).toBe('');
    expect(hiraganaOnly('マドグチ')).toBe('まどぐち');
    expect(hiraganaOnly('窓口')).toBeNull();
  });
});

describe('languages side by side', () => {
  const ja = { subject: '', body: '## 窓口\n4月1日は休みです。\n\n電話 03-1234-5678' };
  test('a text is cut at blank lines and before headings', () => {
    expect(paragraphsOf('一\r\n二\n\n\n三\n## 四\n五')).toEqual(['一\n二', '三', '## 四\n五']);
    expect(paragraphsOf('')).toEqual([]);
  });

  test('what a paragraph lacks of the first language is marked there, and a paragraph that is not there', () => {
    const rows = sideBySide({ ja, en: { subject: '', body: 'We are closed on 2 April.' } });
    expect(rows.map((sides) => sides.map(({ language, text }) => [language, text !== null]))).toEqual([
      [
        ['ja', true],
        ['en', true],
      ],
      [
        ['ja', true],
        ['en', false],
      ],
    ]);
    const said = rows[0]![1]!.lacks.map((one) => one.en).join(' ');
    expect(said).toContain('4/1');
    expect(said).toContain('4/2');
    expect(rows[0]![0]!.lacks).toEqual([]);
  });

  test('one language has nothing beside it', () => {
    expect(sideBySide({ ja })).toEqual([]);
  });
});
