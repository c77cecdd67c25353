/** Cases as the house opens them: what systems report, what follows from it, and what staff do. */
import { openApplications } from './cases.ts';
import { openCaseControl } from './control.ts';
import { openCaseFiles } from './files.ts';
import { openManyLetters } from './manyLetters.ts';
import { openWhyLetter } from './whyLetter.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openApplications>[0] &
  Parameters<typeof openCaseControl>[0] &
  Parameters<typeof openCaseFiles>[0] &
  Parameters<typeof openManyLetters>[0] &
  Parameters<typeof openWhyLetter>[0];

export const openCaseNoun = (p: Needs) => ({
  applications: openApplications(p),
  caseControl: openCaseControl(p),
  caseFiles: openCaseFiles(p),
  manyLetters: openManyLetters(p),
  whyLetter: openWhyLetter(p),
});
