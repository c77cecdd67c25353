/** The words of the languages of readers: of the program's pages, and for codes. Apart from the records because the console's own program does without them. */
import { inEvery, type Language } from '../contract/codes.ts';
import { words as en } from './en/words.ts';
import { words as ja } from './ja/words.ts';
import type { LanguageWords } from './languageWords.ts';
import { words as plja } from './plja/words.ts';

const all: Readonly<Record<Language, LanguageWords>> = { ja, plja, en };

export const codeWords = inEvery((language) => all[language].codes);
export const pageWords = inEvery((language) => all[language].pages);
