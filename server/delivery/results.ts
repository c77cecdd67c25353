/** What one attempt came to, of a letter or of a recipient of a bulletin. */
import type { LetterResult } from '../store/letterClaims.ts';
import type { RecipientResult } from '../store/recipients.ts';

export type Result = (({ shape: 'letter' } & LetterResult) | ({ shape: 'recipient' } & RecipientResult)) & {
  queueId: number;
};
