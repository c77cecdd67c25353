/** Addresses that do not take our mail: put to rest by what came back, brought back by a probe, their owner or, with a reason, by staff. */
import { openPolicy } from '../policy/policy.ts';
import type { Parts } from './parts.ts';
import type { ReaderRows } from './rows.ts';
import { openJudge } from './suspensions/judge.ts';
import { openLifting } from './suspensions/lift.ts';
import { settleProbes } from './suspensions/probe.ts';
import { openReturnsView } from './suspensions/view.ts';

export const suspension = (p: Pick<Parts, 'db' | 'clock' | 'ring'> & { rows: Pick<ReaderRows, 'leave'> }) => {
  const room = { ...p, policy: openPolicy(p) };
  return {
    ...openJudge(room),
    lifting: openLifting(room),
    settleProbes: () => settleProbes(p),
    returnsView: openReturnsView(p),
  };
};
