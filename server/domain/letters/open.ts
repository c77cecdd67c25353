/** Letters as the house opens them: one, all, their text, what came back. */
import { openLetters } from './letters.ts';
import { openLetterList } from './list.ts';
import { openMailReferences } from './mailReferences.ts';
import { openLetterText } from './reading.ts';
import { openLetterReports } from './reports.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openLetters>[0] &
  Parameters<typeof openLetterReports>[0] &
  Parameters<typeof openLetterText>[0] &
  Parameters<typeof openLetterList>[0] &
  Parameters<typeof openMailReferences>[0];

export const openLetterNoun = (p: Needs) => ({
  letters: openLetters(p),
  letterReports: openLetterReports(p),
  letterText: openLetterText(p),
  letterList: openLetterList(p),
  mailReferences: openMailReferences(p),
});
