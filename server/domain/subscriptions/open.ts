/** Subscriptions as the house opens them: entry, change, leaving, terms, and what is stored about somebody. */
import { openLinks } from './links.ts';
import { openOwnData } from './ownData.ts';
import { openStayReminders } from './stayReminders.ts';
import { openSubscriptions } from './subscriptions.ts';
import { openTerms } from './terms.ts';
import { openTermsProposals } from './termsProposals.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openSubscriptions>[0] &
  Parameters<typeof openLinks>[0] &
  Parameters<typeof openOwnData>[0] &
  Omit<Parameters<typeof openStayReminders>[0], 'links'> &
  Omit<Parameters<typeof openTerms>[0], 'links'> &
  Omit<Parameters<typeof openTermsProposals>[0], 'terms'>;

export const openSubscriptionNoun = (p: Needs) => {
  const links = openLinks(p);
  const terms = openTerms({ ...p, links });
  return {
    links,
    terms,
    subscriptions: openSubscriptions(p),
    ownData: openOwnData(p),
    stayReminders: openStayReminders({ ...p, links }),
    termsProposals: openTermsProposals({ ...p, terms }),
  };
};
