/** The first screen as the house opens it, and the daily summary. */
import { openChecklist } from './checklist.ts';
import { openHome } from './home.ts';
import { openSummaries } from './summary.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openChecklist>[0] & Parameters<typeof openHome>[0] & Parameters<typeof openSummaries>[0];

export const openHomeNoun = (p: Needs) => ({
  checklist: openChecklist(p),
  home: openHome(p),
  summaries: openSummaries(p),
});
