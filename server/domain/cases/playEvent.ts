/**
 * Plays one event of the rulebook as if a test key had reported it: its letters, written and dated until nothing more comes. It runs in a
 * transaction that is always undone, so nothing of it stays.
 */
import type { EventSystem } from '../../contract/events.ts';
import { DAY } from '../../lib/clock.ts';
import { invalid } from '../../lib/errors.ts';
import type { Trx } from '../../store/db.ts';
import { acceptWithin } from './acceptEvents.ts';
import type { OutcomeParts } from './applyOutcomes.ts';
import type { Acting } from './parts.ts';
import { type Gone, type Playable, playCase, type Shown, showPlayed } from './playForward.ts';
import { type EventAnswer, Refused, type Taking } from './taking.ts';

/** No chain of the rulebook is longer. */
const UNTIL = 800 * DAY;
/** Reminders that go on until somebody acts would fill the screen: so many of a case are enough to see the rhythm. */
const MOST = 24;

export type EventPlayed = {
  letters: (Gone & { mail: Shown | null })[];
  /** There would be more: the play ended at its most. */
  more: boolean;
  reason: EventAnswer['reason'];
};

type Outcome = { letters: Playable[]; more: boolean; reason: EventAnswer['reason'] };

/** Thrown to undo the play. */
class Played extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('played');
    this.outcome = outcome;
  }
}

const byTime = (a: Playable, b: Playable) => (a.sent_at ?? '').localeCompare(b.sent_at ?? '') || a.row.id - b.row.id;

const play = async (trx: Trx, p: OutcomeParts, acting: Acting, taking: Taking): Promise<Outcome> => {
  const { taken, cases } = await acceptWithin(trx, p, acting, taking);
  const now = p.clock.now();
  const letters: Playable[] = [];
  let more = false;
  for (const caseRow of cases) {
    const playing = { p, caseRow, to: now + UNTIL, at: now, gone: letters, most: letters.length + MOST };
    more = !(await playCase(trx, playing)) || more;
  }
  return { letters: letters.sort(byTime), more, reason: taken.answer.reason };
};

/** `acting`: a test key's world, so that the outcomes are simulated. Errors: `input.invalid` by field. */
export const playEvent = async (
  p: OutcomeParts,
  acting: Acting & { system: EventSystem; keyType: 'test' },
  taking: Taking,
): Promise<EventPlayed> => {
  try {
    return await p.db.write(async (trx): Promise<never> => {
      throw new Played(await play(trx, p, acting, taking));
    });
  } catch (error) {
    if (error instanceof Refused) throw invalid(error.refusals.flatMap((refusal) => refusal.errors));
    if (!(error instanceof Played)) throw error;
    const { letters, ...rest } = error.outcome;
    return {
      ...rest,
      letters: await showPlayed(
        p,
        letters.map((letter) => ({ ...letter, fresh: false })),
      ),
    };
  }
};
