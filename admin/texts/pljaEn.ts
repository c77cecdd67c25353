/** Words of plain Japanese in the console, in English; pljaJa.ts has the same keys. */
import type { pljaJa } from './pljaJa.ts';

export const pljaEn: typeof pljaJa = {
  words: {
    readings: 'Put all readings in',
    readingsDone: '%{added} readings were added.',
    sureOf: 'The reading of %{n} words is not sure. Choose the right one.',
    asked: '"%{word}" (%{field}, line %{line})',
    writeIt: 'No reading is known. Write (よみがな) after it.',
    intro:
      'How words are read that dictionaries read otherwise, and names of sections and places. What is saved is used at once in every text. `hub plja words` does the same.',
    emptyTitle: 'There are no words yet',
    emptyText: 'When a proposed reading is wrong, add the right one here.',
    add: 'Add or change a word',
    word: 'Word',
    wordHelp: 'As it is written with kanji: 霞が関, 空メール',
    reading: 'Reading',
    readingHelp: 'Of the whole word, in hiragana: かすみがせき, からめーる',
    context: 'Words beside it',
    contextHelp: 'Used only in lines that also say one of these. Empty: used everywhere. Example: 店 窓口',
    note: 'Note',
    noteHelp: 'Why it is read so, for those who come later.',
    everywhere: 'Everywhere',
    changed: 'Changed',
    save: 'Save',
    saved: '"%{word}" is saved and used from now on.',
    edit: 'Change',
    remove: 'Remove',
    removed: '"%{word}" is removed. It stands in the form below; Save puts it back.',
  },
  resources: { plja: { name: 'Plain Japanese word |||| Plain Japanese words' } },
  problem: {
    'plja.busy': 'Many texts are waiting for readings. Try again in a few seconds.',
    'plja.tokenizer': 'The dictionary of readings cannot be used. Try again; if it goes on, tell the operators.',
    'plja.word-kanji': 'Write a word with kanji.',
    'plja.word-signs': 'A word has no blanks and no brackets.',
    'plja.reading-kana': 'Write the reading in hiragana.',
    'plja.reading-fit': 'The reading does not fit the kana of the word. Write the reading of the whole word.',
  },
};
