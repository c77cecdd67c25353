/** The one place that knows what time it is, and every day rule of Asia/Tokyo. Instants are epoch milliseconds, dates are 'YYYY-MM-DD' in JST. */
import { readFileSync, statSync } from 'node:fs';
import { DateTime, FixedOffsetZone, Settings } from 'luxon';

/** Japan has kept +09:00 without summer time since 1951; asking the tables of the world's zones costs a start 70 ms, and every date more. */
const ZONE = FixedOffsetZone.instance(9 * 60);
/** Only digits are written here; asking for the machine's own language costs a start its tables. */
Settings.defaultLocale = 'en-US';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Clock = { now(): number };
export type TurnableClock = Clock & { set(at: number | string): void; advance(ms: number): void };

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands until a test turns it. */
export const fixedClock = (start: number | string): TurnableClock => {
  let at = toInstant(start);
  return {
    now: () => at,
    set: (next) => {
      at = toInstant(next);
    },
    advance: (ms) => {
      at += ms;
    },
  };
};

/**
 * A clock shared by several processes: the file holds an ISO instant, and time runs on from the moment the file was written.
 * Refused in production by the settings.
 */
export const fileClock = (path: string): Clock => {
  let offset = 0;
  let seen = -1;
  let looked = 0;
  return {
    now: () => {
      const real = Date.now();
      if (real - looked >= 10 || real < looked) {
        looked = real;
        const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
        if (changed !== seen && changed >= 0) {
          const at = Date.parse(readFileSync(path, 'utf8').trim());
          // A half-written file is read again at the next look.
          if (!Number.isNaN(at)) {
            offset = at - changed;
            seen = changed;
          }
        }
      }
      return Math.floor(real + offset);
    },
  };
};

const jst = (at: number) => DateTime.fromMillis(at, { zone: ZONE });
const day = (date: string) => DateTime.fromISO(date, { zone: ZONE });

/** Wall time of Tokyo in the clothes of UTC: this is asked with every letter. */
const shifted = (at: number) => new Date(at + 9 * HOUR).toISOString();

/** Epoch milliseconds of an ISO instant (or the number itself). */
export const toInstant = (at: number | string): number => {
  if (typeof at === 'number') return at;
  const parsed = DateTime.fromISO(at, { zone: ZONE });
  if (!parsed.isValid) throw new RangeError(`not an ISO 8601 instant: ${at}`);
  return parsed.toMillis();
};

/** RFC 3339 in JST, with the offset written out: '2026-11-21T09:00:00+09:00'. */
export const isoJst = (at: number): string => {
  const text = shifted(at);
  return `${text.slice(0, text.endsWith('.000Z') ? 19 : 23)}+09:00`;
};
/** RFC 3339 in UTC with milliseconds. */
export const isoUtc = (at: number): string => new Date(at).toISOString();
/** RFC 5322 date in JST for the Date header. */
export const rfc5322Date = (at: number): string =>
  `${new Date(at + 9 * HOUR).toUTCString().slice(0, -'GMT'.length)}+0900`;

export const jstDate = (at: number): string => shifted(at).slice(0, 10);
export const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && day(text).isValid;
/** The instant of a time of day ('HH:mm') on a JST date. */
export const atTime = (date: string, time = '00:00'): number => toInstant(`${date}T${time}:00`);
export const addDays = (date: string, days: number): string => day(date).plus({ days }).toFormat('yyyy-MM-dd');
/** Whole days from `from` to `to`. */
export const daysBetween = (from: string, to: string): number => Math.round(day(to).diff(day(from), 'days').days);
/** The last millisecond of a JST date: what "until the end of day" means. */
export const endOfDay = (date: string): number => atTime(addDays(date, 1)) - 1;
/** Minutes since midnight JST. */
export const minuteOfDay = (at: number): number => Math.floor((((at + 9 * HOUR) % DAY) + DAY) / MINUTE) % (24 * 60);

/** The parts of an instant in JST; weekday 1 is Monday. */
export const jstParts = (at: number) => {
  const t = jst(at);
  return {
    year: t.year,
    month: t.month,
    day: t.day,
    hour: t.hour,
    minute: t.minute,
    second: t.second,
    weekday: t.weekday,
  };
};

/**
 * The last day of a period of calendar months that begins the day after `date`
 * (Civil Code of Japan 140, 141, 143: the first day is not counted; a period from the first of a month ends on a month's last day).
 * '2026-02-28' + 3 → '2026-05-31'; '2026-01-31' + 3 → '2026-04-30'. domain.md, trap 1.
 */
export const addCivilMonths = (date: string, months: number): string => {
  const first = day(date).plus({ days: 1 });
  const target = first.startOf('month').plus({ months });
  const sameDay = first.day <= (target.daysInMonth ?? 31);
  const end = sameDay ? target.set({ day: first.day }).minus({ days: 1 }) : target.endOf('month');
  return end.toFormat('yyyy-MM-dd');
};

/** The same day some months earlier; the last day of a shorter month. */
export const minusMonths = (date: string, months: number): string => day(date).minus({ months }).toFormat('yyyy-MM-dd');

/** Day number since 1970-01-01 of a JST date: the two bytes inside a derived link. */
export const dayNumber = (date: string): number => Math.round(DateTime.fromISO(date, { zone: 'utc' }).toMillis() / DAY);
export const dateOfDayNumber = (number: number): string =>
  DateTime.fromMillis(number * DAY, { zone: 'utc' }).toFormat('yyyy-MM-dd');

/** Links in newsletter mails work to the end of this date: 90 days, the sending day not counted (domain.md, decision 1 and trap 5). */
export const LINK_DAYS = 90;
export const linkLastDay = (sentAt: number): string => addDays(jstDate(sentAt), LINK_DAYS);

/** The next instant at a time of day, strictly after `at`. */
export const nextTimeOfDay = (at: number, time: string): number => {
  const today = atTime(jstDate(at), time);
  return today > at ? today : atTime(addDays(jstDate(at), 1), time);
};
