/**
 * When follow-ups are due: the n-th at the anchor's instant + 7n days (JST), never from the last run, so that a failed night shifts nothing
 * (domain.md traps 1 to 3, decision 12). Quiet hours move the sending later, never earlier; after the limit nothing goes.
 */
import { addCivilMonths, addDays, atTime, DAY, endOfDay, jstDate, minusMonths, minuteOfDay } from '../../lib/clock.ts';
import { type Facts, readPath } from '../rulebook/read.ts';
import type { Schedule } from '../rulebook/shape.ts';

/** Times of day in JST: quiet hours of follow-ups, and when mails of a day go. */
export type DayTimes = { quietFrom: string; quietTo: string; nextDay: string };

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The instant itself, or the end of the quiet hours it falls into. */
export const afterQuiet = (at: number, times: Pick<DayTimes, 'quietFrom' | 'quietTo'>): number => {
  const from = minutes(times.quietFrom);
  const to = minutes(times.quietTo);
  const minute = minuteOfDay(at);
  if (from === to) return at;
  const overMidnight = from > to;
  const quiet = overMidnight ? minute >= from || minute < to : minute >= from && minute < to;
  if (!quiet) return at;
  const date = jstDate(at);
  return atTime(overMidnight && minute >= from ? addDays(date, 1) : date, times.quietTo);
};

/** What a chain needs to know its instants: fixed when its event is accepted. `dates`: due instants of a `date` schedule, in order. */
export type Rhythm =
  | { from: 'sending'; everyDays: number; times: number | null; stopAt: number | null }
  | { from: 'date'; dates: readonly number[]; stopAt: number };

/** Null when a `date` schedule has no day ahead of `now`: a warning whose day has passed is not sent late. */
export const rhythmOf = (schedule: Schedule, facts: Facts, p: { now: number; times: DayTimes }): Rhythm | null => {
  if (schedule.from === 'sending') {
    const limit = schedule.until && readPath(facts, schedule.until.after);
    const stopAt =
      schedule.until && typeof limit === 'string' ? endOfDay(addCivilMonths(limit, schedule.until.months)) : null;
    return { from: 'sending', everyDays: schedule.everyDays, times: schedule.times ?? null, stopAt };
  }
  const date = readPath(facts, schedule.date);
  if (typeof date !== 'string') return null;
  const today = jstDate(p.now);
  const days = schedule.before
    .map((lead) => ('days' in lead ? addDays(date, -lead.days) : minusMonths(date, lead.months)))
    .filter((day) => day >= today)
    .sort();
  if (days.length === 0) return null;
  return { from: 'date', dates: days.map((day) => atTime(day, p.times.nextDay)), stopAt: endOfDay(date) };
};

/** The due instant of the n-th (from 1), null when there is none. */
export const dueOf = (rhythm: Rhythm, anchor: number | null, n: number): number | null => {
  if (rhythm.from === 'date') return rhythm.dates[n - 1] ?? null;
  if (anchor === null || (rhythm.times !== null && n > rhythm.times)) return null;
  const due = anchor + rhythm.everyDays * n * DAY;
  return rhythm.stopAt !== null && due > rhythm.stopAt ? null : due;
};

export type Occasion = { n: number; dueAt: number; nextAt: number };

/** The n-th occasion with its quiet hours; null when the chain ends before it. */
export const occasion = (rhythm: Rhythm, anchor: number | null, n: number, times: DayTimes): Occasion | null => {
  const dueAt = dueOf(rhythm, anchor, n);
  if (dueAt === null) return null;
  const nextAt = afterQuiet(dueAt, times);
  return rhythm.stopAt !== null && nextAt > rhythm.stopAt ? null : { n, dueAt, nextAt };
};

/** The last occasion from `n` on that is due at `at`: after a failure one mail stands for all that were missed. */
export const latestDue = (
  rhythm: Rhythm,
  anchor: number | null,
  from: { n: number; at: number; times: DayTimes },
): Occasion | null => {
  let latest: Occasion | null = null;
  for (let n = from.n; ; n++) {
    const next = occasion(rhythm, anchor, n, from.times);
    if (!next || next.nextAt > from.at) return latest;
    latest = next;
  }
};

/** When a mail of the next day goes: at the set time (JST) of the calendar day after `after`, or at once when that has passed. */
export const nextDay = (after: number, now: number, times: Pick<DayTimes, 'nextDay'>): number =>
  Math.max(now, atTime(addDays(jstDate(after), 1), times.nextDay));
