/** Returned mail as the house opens it. */
import { openReturns } from './returns.ts';
import { openWordings } from './wordings.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openReturns>[0] & Parameters<typeof openWordings>[0];

export const openReturnNoun = (p: Needs) => ({
  returns: openReturns(p),
  wordings: openWordings(p),
});
