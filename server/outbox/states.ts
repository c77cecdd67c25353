/** The allowed moves of a letter or bulletin recipient; the documentation's diagram is drawn from this table. */
import type { LetterState } from '../contract/codes.ts';

export const moves: Readonly<Record<LetterState, readonly LetterState[]>> = {
  planned: ['sending', 'held', 'cancelled', 'expired', 'suppressed', 'waiting'],
  held: ['planned', 'waiting', 'cancelled', 'expired', 'withdrawn'],
  waiting: ['sending', 'held', 'cancelled', 'expired', 'withdrawn', 'suppressed'],
  sending: [
    'accepted',
    'refused',
    'deferred',
    'unknown',
    'waiting',
    'failed',
    'expired',
    'suppressed',
    'withdrawn',
    'bounced',
    'cancelled',
  ],
  deferred: ['sending', 'held', 'cancelled', 'expired', 'bounced', 'withdrawn', 'suppressed'],
  // A late bounce is recorded after the next server had accepted.
  accepted: ['bounced'],
  unknown: ['bounced', 'accepted'],
  refused: [],
  bounced: [],
  cancelled: [],
  expired: [],
  suppressed: [],
  failed: [],
  withdrawn: [],
};

export const mayMove = (from: LetterState, to: LetterState): boolean => moves[from].includes(to);
