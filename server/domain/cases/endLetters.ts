/** What an event ends in its case: letters that have not left, and follow-ups. What it found is told: cancelled, in flight, left. */

import type { RecipientRole } from '../../contract/codes.ts';
import { openStates } from '../../contract/letterMoves.ts';
import { maskAddress } from '../../lib/address.ts';
import { isoJst } from '../../lib/clock.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import type { Db, Trx } from '../../store/db.ts';
import { type ChainRow, listEndableChains, updateChain } from '../../store/followUps.ts';
import {
  cancelEnded,
  type EndableLetter,
  hasEnded,
  listEndable,
  listEventMarks,
  markEnded,
} from '../../store/letterEnds.ts';
import type { LetterRow } from '../../store/letters.ts';
import { addOutcomes } from '../../store/outcomes.ts';
import { rulebooks } from '../rulebook/index.ts';
import { stopChains } from './chains.ts';
import { isLater, type Mark } from './order.ts';

type Told = { id: string; type: string; role: RecipientRole; to: string };

export type EndedLetters = {
  cancelled: (Told & { planned_at: string })[];
  /** Being sent at that moment: it leaves or is cancelled, and the callback tells which. */
  in_flight: Told[];
  left: (Told & { sent_at: string })[];
  follow_ups_ended: { id: string; type: string }[];
};

export const nothingEnded = (): EndedLetters => ({ cancelled: [], in_flight: [], left: [], follow_ups_ended: [] });

const toldOf = (ring: KeyRing, letter: LetterRow): Told => ({
  id: letter.public_id,
  type: letter.type,
  role: letter.role as RecipientRole,
  to: maskAddress(unseal(ring, `letter|recipient|${letter.public_id}`, letter.recipient)),
});

/** What became of these letters, as the answer tells it; call before they are cancelled. */
export const tellLetters = (ring: KeyRing, letters: readonly LetterRow[]): EndedLetters => ({
  cancelled: letters
    .filter((l) => openStates.includes(l.state))
    .map((l) => ({ ...toldOf(ring, l), planned_at: isoJst(l.next_at) })),
  in_flight: letters.filter((l) => l.state === 'sending').map((l) => toldOf(ring, l)),
  left: letters.filter((l) => l.sent_at !== null).map((l) => ({ ...toldOf(ring, l), sent_at: isoJst(l.sent_at!) })),
  follow_ups_ended: [],
});

/** Cancels letters that are marked as ended, with the outcome that callbacks hear of. */
const cancelMarked = async (trx: Trx, which: Parameters<typeof cancelEnded>[1], now: number): Promise<number> => {
  const cancelled = await cancelEnded(trx, which, now);
  await addOutcomes(
    trx,
    cancelled.map((one) => ({
      letterId: one.id,
      kind: 'cancelled',
      reason: one.ended_by,
      reply: null,
      happenedAt: now,
    })),
  );
  return cancelled.length;
};

/** Ends these letters: what waits is cancelled at once, what is in hand is not tried again. */
export const cancelAllOf = async (trx: Trx, letters: readonly LetterRow[], by: string, now: number): Promise<void> => {
  const ids = letters.map((letter) => letter.id);
  await markEnded(trx, ids, by);
  if (letters.some((letter) => openStates.includes(letter.state))) await cancelMarked(trx, { ids }, now);
};

/** Types that come as follow-ups. */
const followUpTypes: ReadonlySet<string> = new Set(
  rulebooks.flatMap((book) => book.events.flatMap((rule) => (rule.followUps ?? []).map((one) => one.type))),
);

export type Ending = {
  caseId: number;
  types: readonly string[];
  /** Name of the event, written on what it ends. */
  by: string;
  /** Where the event stands: what happened after it is not ended. */
  mark: Mark;
  now: number;
};

const endChainsOf = async (trx: Trx, ending: Ending): Promise<EndedLetters['follow_ups_ended']> => {
  if (!ending.types.some((type) => followUpTypes.has(type))) return [];
  const chains = await listEndableChains(trx, ending.caseId, ending.types);
  if (chains.length === 0) return [];
  const marks = await listEventMarks(
    trx,
    chains.map((chain) => chain.event_id),
  );
  const ended = chains.filter((chain: ChainRow) => {
    const mark = marks.get(chain.event_id);
    return !mark || !isLater(mark, ending.mark);
  });
  const live = ended.filter((chain) => chain.state !== 'stopped');
  await stopChains(trx, live, ending.by, ending.now);
  // What a bounce had stopped does not begin anew when the address is corrected.
  for (const chain of ended) if (chain.state === 'stopped') await updateChain(trx, chain.id, { reason: ending.by });
  return live.map((chain) => ({ id: chain.public_id, type: chain.type }));
};

/** Ends what the types name, of events that did not happen later. */
export const endLetters = async (trx: Trx, ring: KeyRing, ending: Ending): Promise<EndedLetters> => {
  const letters = (await listEndable(trx, ending.caseId, ending.types)).filter(
    (letter: EndableLetter) => !isLater({ at: letter.happened_at, seq: letter.sequence }, ending.mark),
  );
  const told = tellLetters(ring, letters);
  await cancelAllOf(trx, letters, ending.by, ending.now);
  told.follow_ups_ended = await endChainsOf(trx, ending);
  return told;
};

const AT_ONCE = 100;

/** The job: letters that were in hand when they were ended and came back unsent. */
export const endedJob = (p: { db: Db; clock: { now(): number } }) => ({
  async cancelEnded(): Promise<void> {
    for (let n = AT_ONCE; n === AT_ONCE; )
      n = await p.db.write((trx) => cancelMarked(trx, { limit: AT_ONCE }, p.clock.now()));
  },
  endedWait: (): Promise<boolean> => hasEnded(p.db),
});
