/** The landing page in figures: what waits, what became of the mails of today and of two weeks, how old queues are, what leaves next. */
import type { BulletinState } from '../../contract/codes.ts';
import { hasRight, type Right } from '../../contract/rights.ts';
import { addDays, type Clock, jstDate, MINUTE } from '../../lib/clock.ts';
import {
  type BulletinBrief,
  findBulletinTitle,
  listApprovalsDue,
  listBulletinsIn,
} from '../../store/bulletinBriefs.ts';
import { listGlassBreakers, listTextActors } from '../../store/bulletinEvents.ts';
import { listBulletinGroups } from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import { listPlannedLetters } from '../../store/letters.ts';
import { countOpenTasks } from '../../store/tasks.ts';
import { type Actor, type House, type Policy, withinBureaus } from '../policy/policy.ts';
import { type DayFigures, readDay } from './day.ts';
import { readWell } from './well.ts';

const DAYS = 14;
/** Mails of one day that are counted at a glance. */
const MANY = 2000;
const sum = ({ accepted, failed, unknown, ended }: DayFigures) => accepted + failed + unknown + ended;
/** Bulletins under way that are looked at, newest change first, and those that are shown. */
const LOOKED = 100;
const SHOWN = 20;

/** Bulletins that wait for somebody, by what they wait for. */
const waiting: readonly BulletinState[] = ['submitted', 'returned', 'approved', 'held', 'paused', 'sending'];

/** Whether a bulletin waits for this person: the right for the next act, the topic groups, and four eyes. */
const waitsFor = (
  who: Actor,
  house: House,
  b: { state: BulletinState; groups: string[]; authors: string[] },
): boolean => {
  const may = (right: Right) => hasRight(who.roles, right) && withinBureaus(who, b.groups);
  const own = b.authors.includes(who.actor);
  if (b.state === 'submitted') return may('bulletin.approve') && !(house.fourEyes && own);
  if (b.state === 'returned') return may('bulletin.write') && own;
  return may(b.state === 'approved' ? 'bulletin.release' : 'bulletin.control');
};

/** `readers`: active ones by language, from counts that are kept, for this page is asked for every few seconds. */
export const openHome = (p: {
  db: Db;
  clock: Clock;
  policy: Policy;
  readers: () => Promise<Record<string, number>>;
}) => {
  /** Days that are over for good do not change: bounces come within five days. */
  const settled = new Map<string, DayFigures>();
  /** A day of many mails that may still change: counted once a minute. */
  const lately = new Map<string, { at: number; figures: DayFigures }>();
  const figuresOf = async (date: string, today: string): Promise<DayFigures> => {
    const known = settled.get(date);
    if (known) return known;
    const now = p.clock.now();
    const seen = lately.get(date);
    if (seen && now - seen.at < MINUTE) return seen.figures;
    const figures = await readDay(p.db, date);
    if (date < addDays(today, -6)) settled.set(date, figures);
    else if (date < today && sum(figures) > MANY) lately.set(date, { at: now, figures });
    return figures;
  };
  const briefOf = async (b: BulletinBrief, approvalDue = false) => ({
    id: b.public_id,
    kind: b.kind,
    state: b.state,
    title: await findBulletinTitle(p.db, b.public_id),
    scheduledAt: b.scheduled_at,
    heldUntil: b.held_until,
    approvalDue,
  });
  /** Sent without an approval, which this person may give: neither wrote nor sent it, whatever the house says about four eyes. */
  const approvalsOf = async (who: Actor) => {
    const briefs: Awaited<ReturnType<typeof briefOf>>[] = [];
    if (!hasRight(who.roles, 'bulletin.approve')) return briefs;
    for (const b of await listApprovalsDue(p.db, SHOWN)) {
      const own = [b.actor, ...(await listTextActors(p.db, b.id)), ...(await listGlassBreakers(p.db, b.id))];
      if (!own.includes(who.actor) && withinBureaus(who, await listBulletinGroups(p.db, b.id)))
        briefs.push(await briefOf(b, true));
    }
    return briefs;
  };
  const waitingFor = async (who: Actor) => {
    const house = await p.policy.house();
    const briefs = await approvalsOf(who);
    const due = new Set(briefs.map((b) => b.id));
    for (const b of await listBulletinsIn(p.db, waiting, LOOKED)) {
      if (due.has(b.public_id)) continue;
      const groups = await listBulletinGroups(p.db, b.id);
      const authors = [b.actor, ...(await listTextActors(p.db, b.id))];
      if (waitsFor(who, house, { state: b.state, groups, authors })) briefs.push(await briefOf(b));
      if (briefs.length === SHOWN) break;
    }
    return briefs;
  };
  const scheduledNext = async () => {
    const rows = await listBulletinsIn(p.db, ['scheduled'], LOOKED);
    const next = rows.sort((a, b) => (a.scheduled_at ?? 0) - (b.scheduled_at ?? 0)).slice(0, 5);
    return Promise.all(next.map((b) => briefOf(b)));
  };
  return async (who: Actor) => {
    const today = jstDate(p.clock.now());
    const days: DayFigures[] = [];
    for (let back = DAYS - 1; back >= 0; back--) days.push(await figuresOf(addDays(today, -back), today));
    const [well, tasks, bulletins, scheduled, planned, languages] = await Promise.all([
      readWell(p, days.at(-1)!.failed),
      countOpenTasks(p.db),
      waitingFor(who),
      scheduledNext(),
      listPlannedLetters(p.db, 5),
      p.readers(),
    ]);
    return {
      at: p.clock.now(),
      well,
      tasks,
      bulletins,
      scheduled,
      planned: planned.map((l) => ({ type: l.type, at: l.next_at })),
      readers: languages,
      days,
    };
  };
};
export type Home = ReturnType<typeof openHome>;
