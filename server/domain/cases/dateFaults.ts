/** Dates and instants of an event held against one another and against our clock: what cannot be true is a mistake of the reporter. */
import { addDays, jstDate, MINUTE } from '../../lib/clock.ts';
import type { FieldError } from '../../lib/errors.ts';
import { instantOf } from '../rulebook/read.ts';

/** A reporter's clock may be ahead by so much; what lies beyond would order events wrongly. */
const CLOCK_DRIFT = 5 * MINUTE;

/** A day that exists and that a letter can speak of; another is complained of by its form. */
const text = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || !/^2[01]\d\d-\d\d-\d\d$/.test(value) || value > '2100-12-31') return undefined;
  const at = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== value ? undefined : value;
};
const offset = /(?:Z|[+-]\d\d:\d\d)$/i;

/** `data` of the event as it came; fields of the wrong form are complained of elsewhere. */
export const dateFaults = (data: Readonly<Record<string, unknown>>, now: number): FieldError[] => {
  const faults: FieldError[] = [];
  const today = jstDate(now);
  const until = text(data.valid_until);
  const issued = text(data.issued_on);
  if (until !== undefined && issued !== undefined && until < issued)
    faults.push({ field: 'data.valid_until', code: 'date.before-issue' });
  else if (until !== undefined && until < today) faults.push({ field: 'data.valid_until', code: 'date.past' });
  for (const name of ['issued_on', 'filed_on']) {
    const day = text(data[name]);
    // A day of a reporter that is already tomorrow by its own clock.
    if (day !== undefined && day > addDays(today, 1)) faults.push({ field: `data.${name}`, code: 'date.ahead' });
  }
  const [from, to] = [instantOf(data.from), instantOf(data.to)];
  if (from !== undefined && to !== undefined && to <= from)
    faults.push({ field: 'data.to', code: 'instant.end-before-begin' });
  return faults;
};

/** `time` orders events, so it cannot lie ahead of our clock. */
export const timeFaults = (time: unknown, now: number): FieldError[] => {
  const at = typeof time === 'string' && offset.test(time) && time < '2101' ? instantOf(time) : undefined;
  return at !== undefined && at > now + CLOCK_DRIFT ? [{ field: 'time', code: 'time.ahead' }] : [];
};
