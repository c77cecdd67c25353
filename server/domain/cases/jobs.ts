/** Jobs of the cases: outcomes flow on every second, follow-ups are looked for every minute. */
import { MINUTE, SECOND } from '../../lib/clock.ts';
import type { Applications } from './cases.ts';

export const caseJobs = (a: Applications) => [
  { name: 'applyOutcomes', when: { every: SECOND }, nudged: true, run: a.applyOutcomes, pending: a.outcomesWait },
  { name: 'cancelEnded', when: { every: SECOND }, run: a.cancelEnded, pending: a.endedWait },
  { name: 'postFollowUps', when: { every: MINUTE }, nudged: true, run: a.postFollowUps, pending: a.followUpsWait },
];
