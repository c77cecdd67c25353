/** What pages and letters say in Japanese. */
import type { LanguageWords } from '../languageWords.ts';
import { codes } from './codes.ts';
import { pages } from './pages/pages.ts';

export const words: LanguageWords = { codes, pages };
