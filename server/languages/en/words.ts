/** What pages and letters say in English. */
import type { LanguageWords } from '../languageWords.ts';
import { codes } from './codes.ts';
import { pages } from './pages/pages.ts';

export const words: LanguageWords = { codes, pages };
