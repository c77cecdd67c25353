/** What a proposal is now, in words. */
import { useTranslate } from 'react-admin';
import type { ProposalLine } from '../../../server/contract/console/subscriptionTerms.ts';

export const useStateWord = () => {
  const translate = useTranslate();
  return (one: Pick<ProposalLine, 'state' | 'holds'>): string =>
    translate(`fb.terms.states.${one.state === 'begun' && !one.holds ? 'former' : one.state}`);
};
