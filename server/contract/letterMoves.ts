/**
 * The states of one mail (a letter, or one recipient of a bulletin) as one table: every statement that writes a state asks it, and
 * docs/states.md is drawn from it. A move that is not here does not happen.
 */
import type { LetterState } from './codes.ts';

export const letterMoves: Readonly<Record<LetterState, readonly LetterState[]>> = {
  planned: ['sending', 'held', 'cancelled'],
  // Staff hold one letter, and let it go again.
  held: ['planned', 'waiting', 'cancelled'],
  // Recipients of a bulletin that is over end without having been taken up; letters are taken up first.
  waiting: ['sending', 'held', 'cancelled', 'expired'],
  deferred: ['sending', 'held', 'cancelled', 'expired'],
  // Back to `waiting` without a try: the worker had no time left, or died before the mail was on its way.
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
  ],
  // One of several in one mail, and ends as that mail does; taken out of it by cancelling, by a correction, by leaving.
  digest: ['accepted', 'refused', 'unknown', 'failed', 'expired', 'suppressed', 'withdrawn', 'bounced', 'cancelled'],
  // A bounce that comes back after the next server had accepted, or when nobody knew.
  accepted: ['bounced'],
  unknown: ['bounced'],
  refused: [],
  bounced: [],
  cancelled: [],
  expired: [],
  suppressed: [],
  failed: [],
  withdrawn: [],
};

export const mayMove = (from: LetterState, to: LetterState): boolean => letterMoves[from].includes(to);

const states = Object.keys(letterMoves) as LetterState[];
/** The states from which a mail may come to this one: what the `where` of an update asks for. */
export const statesBefore = (to: LetterState): LetterState[] => states.filter((from) => mayMove(from, to));

/** For statements whose `where` names the state in another way. Throws on a move that the table does not have: a mistake of ours. */
export const mustMove = (from: LetterState, to: LetterState): void => {
  if (!mayMove(from, to)) throw new Error(`a mail never goes from ${from} to ${to}`);
};

/** Waits, and may still be cancelled or addressed anew. */
export const openStates: readonly LetterState[] = statesBefore('cancelled');
