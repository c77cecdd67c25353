/** The landing page in figures: what waits, what became of the mails of today and of two weeks, how old queues are, what leaves next. */
import type { BulletinState, LetterState } from '../contract/codes.ts';
import { addDays, atTime, type Clock, DAY, jstDate } from '../lib/clock.ts';
import {
  countBulletinMails,
  countFinalLetters,
  findBulletinTitle,
  listBulletinsIn,
  listPlannedLetters,
  type StateCount,
} from '../store/desk.ts';
import type { Db } from '../store/open.ts';
import { countOpenTasks } from '../store/tasks.ts';

const DAYS = 14;
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

/** Bulletins that wait for somebody, by what they wait for. */
const waiting: readonly BulletinState[] = ['submitted', 'returned', 'approved', 'held', 'paused', 'sending'];

/** `readers`: active ones by language, from counts that are kept, for this page is asked for every few seconds. */
export const home = (p: { db: Db; clock: Clock; readers: () => Promise<Record<string, number>> }) => {
  /** Days that are over for good do not change: bounces come within five days. */
  const settled = new Map<string, DayFigures>();
  const figuresOf = async (date: string, today: string): Promise<DayFigures> => {
    const known = settled.get(date);
    if (known) return known;
    const from = atTime(date);
    const span = { from, to: from + DAY };
    const counts = [...(await countFinalLetters(p.db, span)), ...(await countBulletinMails(p.db, span))];
    const figures = sumUp(date, counts);
    if (date < addDays(today, -6)) settled.set(date, figures);
    return figures;
  };
  const titled = async (state: readonly BulletinState[], limit: number) =>
    Promise.all(
      (await listBulletinsIn(p.db, state, limit)).map(async (b) => ({
        id: b.public_id,
        state: b.state,
        title: await findBulletinTitle(p.db, b.public_id),
        scheduledAt: b.scheduled_at,
        heldUntil: b.held_until,
      })),
    );
  return async () => {
    const today = jstDate(p.clock.now());
    const days: DayFigures[] = [];
    for (let back = DAYS - 1; back >= 0; back--) days.push(await figuresOf(addDays(today, -back), today));
    const [tasks, bulletins, scheduled, planned, languages] = await Promise.all([
      countOpenTasks(p.db),
      titled(waiting, 20),
      titled(['scheduled'], 5),
      listPlannedLetters(p.db, 5),
      p.readers(),
    ]);
    return {
      at: p.clock.now(),
      tasks,
      bulletins,
      scheduled,
      planned: planned.map((l) => ({ type: l.type, at: l.next_at })),
      readers: languages,
      days,
    };
  };
};
export type Home = ReturnType<typeof home>;
