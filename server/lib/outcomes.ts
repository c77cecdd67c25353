/** What the outcomes of letters mean. */
import { hardReasons, type ReplyReason, softReasons } from './replies.ts';

const returned = ['refused', 'bounced', 'soft'];

/** Nobody is behind the address, in the dialogue or by a report that says so later. A refusal for other reasons drops no living person. */
export const isHardBounce = (state: string, reason: string | null): boolean =>
  (state === 'refused' || state === 'bounced') && hardReasons.has((reason ?? '') as ReplyReason);

/** The mailbox did not take it this time: in the dialogue, or by a report that says so later. */
export const isSoftBounce = (state: string, reason: string | null): boolean =>
  returned.includes(state) && softReasons.has((reason ?? '') as ReplyReason);

/** Final states in which the letter never arrived. */
export const neverArrived = (state: string): boolean =>
  ['refused', 'bounced', 'cancelled', 'expired', 'suppressed', 'failed', 'withdrawn'].includes(state);
