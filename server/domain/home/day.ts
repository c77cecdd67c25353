/** What became of the mails of one day: letters that ended on it, and bulletins that began on it. */
import type { LetterState } from '../../contract/codes.ts';
import { atTime, DAY } from '../../lib/clock.ts';
import { countBulletinMails } from '../../store/bulletinCounts.ts';
import type { Db } from '../../store/db.ts';
import { countFinalLetters, type StateCount } from '../../store/letters.ts';

const outcomes = {
  accepted: ['accepted'],
  failed: ['refused', 'bounced', 'expired', 'failed', 'suppressed'],
  unknown: ['unknown'],
  ended: ['cancelled', 'withdrawn'],
} as const satisfies Record<string, readonly LetterState[]>;
type Outcome = keyof typeof outcomes;
export type DayFigures = { date: string } & Record<Outcome, number>;

const sumUp = (date: string, counts: readonly StateCount[]): DayFigures => {
  const of = (outcome: Outcome) =>
    counts.filter((c) => (outcomes[outcome] as readonly LetterState[]).includes(c.state)).reduce((n, c) => n + c.n, 0);
  return { date, accepted: of('accepted'), failed: of('failed'), unknown: of('unknown'), ended: of('ended') };
};

/** `date`: a day in Japan, 'YYYY-MM-DD'. */
export const readDay = async (db: Db, date: string): Promise<DayFigures> => {
  const from = atTime(date);
  const span = { from, to: from + DAY };
  return sumUp(date, [...(await countFinalLetters(db, span)), ...(await countBulletinMails(db, span))]);
};
