/** What the outcomes of letters mean. */
import { hardReasons, type ReplyReason } from '../../lib/replies.ts';

/** Nobody is behind the address, in the dialogue or by a report that says so later. A refusal for other reasons drops no living person. */
export const isHardBounce = (state: string, reason: string | null): boolean =>
  (state === 'refused' || state === 'bounced') && hardReasons.has((reason ?? '').replaceAll('-', '') as ReplyReason);

/** Final states in which the letter never arrived. */
export const neverArrived = (state: string): boolean =>
  ['refused', 'bounced', 'cancelled', 'expired', 'suppressed', 'failed', 'withdrawn'].includes(state);
