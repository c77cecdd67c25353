/** What a delivery process holds: leased rows of the two shapes, and the mails made of them. */
import type { Lane } from '../contract/codes.ts';
import type { DeadlineRule } from '../letters/types.ts';
import type { LetterRow } from '../store/letters.ts';
import type { ClaimedRecipient } from '../store/recipients.ts';

export type LetterWork = {
  shape: 'letter';
  row: LetterRow;
  leaseToken: number;
  lane: Lane;
  /** Of the queue, for a switch that holds a class of domains. */
  domainClass: string;
  /** Epoch milliseconds after which it must not leave. */
  deadlineAt: number;
  rule: DeadlineRule;
};
export type RecipientWork = {
  shape: 'recipient';
  row: ClaimedRecipient;
  leaseToken: number;
  lane: Lane;
  domainClass: string;
  /** Takes up one of few connections, or a token, from the claim on. */
  limited: boolean;
  bulletinPublicId: string;
  deadlineAt: number | null;
};
export type Work = LetterWork | RecipientWork;

/** Which row it is, for logs and for the note of what was in hand. */
export const nameOf = (work: Work): string =>
  work.shape === 'letter' ? `letter:${work.row.id}` : `recipient:${work.row.bulletin_id}:${work.row.reader_id}`;
