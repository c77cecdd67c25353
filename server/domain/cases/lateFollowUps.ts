/**
 * A follow-up before a date names days in its text. When the hub stood still until after its day, it does not leave by itself: it is held,
 * and staff are asked by a task and a mail that say by how much it is late.
 */
import { DAY, jstDate, MINUTE } from '../../lib/clock.ts';
import { publicId } from '../../lib/token.ts';
import type { Posted } from '../../outbox/outbox.ts';
import type { Trx } from '../../store/db.ts';
import type { ChainRow } from '../../store/followUps.ts';
import { holdLetter } from '../../store/letters.ts';
import { openTask } from '../../store/tasks.ts';
import type { Occasion, Rhythm } from './schedule.ts';

/** A mail of just before midnight that leaves just after it is not late. */
const PATIENCE = 15 * MINUTE;

/** Days in Japan by which it is late; 0 on its own day. Reminders counted from a sending stand for all that were missed, and are true. */
export const daysLate = (rhythm: Rhythm, due: Occasion, at: number): number =>
  rhythm.from === 'date' && at - due.nextAt > PATIENCE
    ? Math.round((Date.parse(jstDate(at)) - Date.parse(jstDate(due.nextAt))) / DAY)
    : 0;

/** One task for all of a kind: `late:ens:ens-password-expiry-warning`. */
export const holdLate = async (
  trx: Trx,
  chain: Pick<ChainRow, 'system'>,
  late: { letter: Posted; type: string; days: number; at: number },
): Promise<void> => {
  if (!late.letter.posted || !(await holdLetter(trx, late.letter.publicId, 'day-passed'))) return;
  await openTask(trx, {
    publicId: publicId(),
    kind: 'letters-late',
    object: `late:${chain.system}:${late.type}`,
    facts: JSON.stringify({ system: chain.system, type: late.type, days: late.days }),
    now: late.at,
    again: true,
  });
};
