/** The time rules as tables: civil months, two anchors, weekly rhythm, quiet hours, next day, lead times (domain.md, traps 1 to 6). */
import { describe, expect, it } from 'vitest';
import {
  afterQuiet,
  latestDue,
  nextDay,
  type Occasion,
  occasion,
  type Rhythm,
  rhythmOf,
} from '../../../../server/domain/cases/schedule.ts';
import { dateOfDayNumber, dayNumber, HOUR, isoJst, linkLastDay, toInstant } from '../../../../server/lib/clock.ts';

const times = { quietFrom: '21:00', quietTo: '08:00', nextDay: '09:00' };
const jst = (text: string) => toInstant(`${text}:00+09:00`);
const shown = (at: number) => isoJst(at).slice(0, 16);

const coe = { from: 'sending', everyDays: 7, until: { months: 3, after: 'data.issued_on' } } as const;

/** Every occasion of a rhythm. */
const all = (rhythm: Rhythm, anchor: number | null): Occasion[] => {
  const found: Occasion[] = [];
  for (let n = 1; ; n++) {
    const next = occasion(rhythm, anchor, n, times);
    if (!next) return found;
    found.push(next);
  }
};

describe('Reminders of a certificate', () => {
  // Issued on, sent at, last day allowed, how many reminders, the first and the last of them. Worked out apart from the program.
  const table: [string, string, string, number, string | null, string | null][] = [
    ['2026-01-31', '2026-01-31T10:00', '2026-04-30', 12, '2026-02-07T10:00', '2026-04-25T10:00'],
    ['2025-07-23', '2025-07-23T10:00', '2025-10-23', 13, '2025-07-30T10:00', '2025-10-22T10:00'],
    ['2026-02-28', '2026-02-28T10:00', '2026-05-31', 13, '2026-03-07T10:00', '2026-05-30T10:00'],
    ['2026-04-30', '2026-04-30T10:00', '2026-07-31', 13, '2026-05-07T10:00', '2026-07-30T10:00'],
    ['2026-09-30', '2026-09-30T10:00', '2026-12-31', 13, '2026-10-07T10:00', '2026-12-30T10:00'],
    ['2025-11-29', '2025-11-29T10:00', '2026-02-28', 13, '2025-12-06T10:00', '2026-02-28T10:00'],
    ['2025-11-30', '2025-11-30T10:00', '2026-02-28', 12, '2025-12-07T10:00', '2026-02-22T10:00'],
    ['2024-02-29', '2024-02-29T10:00', '2024-05-31', 13, '2024-03-07T10:00', '2024-05-30T10:00'],
    ['2024-11-29', '2024-11-29T10:00', '2025-02-28', 13, '2024-12-06T10:00', '2025-02-28T10:00'],
    ['2024-11-30', '2024-11-30T10:00', '2025-02-28', 12, '2024-12-07T10:00', '2025-02-22T10:00'],
    ['2023-11-30', '2023-11-30T10:00', '2024-02-29', 13, '2023-12-07T10:00', '2024-02-29T10:00'],
    ['2025-12-31', '2025-12-31T10:00', '2026-03-31', 12, '2026-01-07T10:00', '2026-03-25T10:00'],
    ['2026-03-31', '2026-03-31T10:00', '2026-06-30', 13, '2026-04-07T10:00', '2026-06-30T10:00'],
    ['2026-05-31', '2026-05-31T10:00', '2026-08-31', 13, '2026-06-07T10:00', '2026-08-30T10:00'],
    ['2026-06-30', '2026-06-30T10:00', '2026-09-30', 13, '2026-07-07T10:00', '2026-09-29T10:00'],
    ['2026-08-31', '2026-08-31T10:00', '2026-11-30', 13, '2026-09-07T10:00', '2026-11-30T10:00'],
    ['2026-10-31', '2026-10-31T10:00', '2027-01-31', 13, '2026-11-07T10:00', '2027-01-30T10:00'],
    ['2026-11-30', '2026-11-30T10:00', '2027-02-28', 12, '2026-12-07T10:00', '2027-02-22T10:00'],
    ['2026-02-27', '2026-02-27T10:00', '2026-05-27', 12, '2026-03-06T10:00', '2026-05-22T10:00'],
    ['2026-01-30', '2026-01-30T10:00', '2026-04-30', 12, '2026-02-06T10:00', '2026-04-24T10:00'],
    ['2026-07-31', '2026-07-31T10:00', '2026-10-31', 13, '2026-08-07T10:00', '2026-10-30T10:00'],
    ['2025-12-01', '2025-12-01T10:00', '2026-03-01', 12, '2025-12-08T10:00', '2026-02-23T10:00'],
    ['2026-01-01', '2026-01-01T10:00', '2026-04-01', 12, '2026-01-08T10:00', '2026-03-26T10:00'],
    ['2026-01-31', '2026-02-10T10:00', '2026-04-30', 11, '2026-02-17T10:00', '2026-04-28T10:00'],
    ['2026-01-31', '2026-04-20T10:00', '2026-04-30', 1, '2026-04-27T10:00', '2026-04-27T10:00'],
    ['2026-01-31', '2026-04-23T10:00', '2026-04-30', 1, '2026-04-30T10:00', '2026-04-30T10:00'],
    ['2026-01-31', '2026-04-24T10:00', '2026-04-30', 0, null, null],
    ['2026-01-31', '2026-05-01T10:00', '2026-04-30', 0, null, null],
    ['2025-07-23', '2025-07-24T00:05', '2025-10-23', 13, '2025-07-31T08:00', '2025-10-23T08:00'],
    ['2025-07-23', '2025-07-23T22:30', '2025-10-23', 13, '2025-07-31T08:00', '2025-10-23T08:00'],
    ['2026-01-31', '2026-02-05T22:30', '2026-04-30', 11, '2026-02-13T08:00', '2026-04-24T08:00'],
    ['2026-04-30', '2026-05-01T07:59', '2026-07-31', 13, '2026-05-08T08:00', '2026-07-31T08:00'],
    ['2026-04-30', '2026-04-30T20:59', '2026-07-31', 13, '2026-05-07T20:59', '2026-07-30T20:59'],
    ['2026-04-30', '2026-04-30T21:00', '2026-07-31', 13, '2026-05-08T08:00', '2026-07-31T08:00'],
    ['2026-04-30', '2026-04-30T23:59', '2026-07-31', 13, '2026-05-08T08:00', '2026-07-31T08:00'],
    ['2026-09-30', '2026-10-07T08:00', '2026-12-31', 12, '2026-10-14T08:00', '2026-12-30T08:00'],
    ['2024-02-29', '2024-03-01T23:30', '2024-05-31', 12, '2024-03-09T08:00', '2024-05-25T08:00'],
    ['2025-12-31', '2026-01-07T12:00', '2026-03-31', 11, '2026-01-14T12:00', '2026-03-25T12:00'],
    ['2026-02-28', '2026-03-22T21:30', '2026-05-31', 9, '2026-03-30T08:00', '2026-05-25T08:00'],
    ['2026-02-28', '2026-05-24T10:00', '2026-05-31', 1, '2026-05-31T10:00', '2026-05-31T10:00'],
    ['2026-02-28', '2026-05-24T22:00', '2026-05-31', 0, null, null],
  ];
  it.each(table)(
    'issued %s, sent %s: until %s there are %i, from %s to %s',
    (issued, sent, limit, count, first, last) => {
      const rhythm = rhythmOf(coe, { data: { issued_on: issued } }, { now: jst(sent), times })!;
      expect(isoJst(rhythm.stopAt!).slice(0, 10)).toBe(limit);
      const found = all(rhythm, jst(sent));
      expect([
        found.length,
        found[0] ? shown(found[0].nextAt) : null,
        found.at(-1) ? shown(found.at(-1)!.nextAt) : null,
      ]).toEqual([count, first, last]);
    },
  );

  it('hang on the anchor and not on the last run: the n-th is due 7n days after sending to the second', () => {
    const rhythm = rhythmOf(coe, { data: { issued_on: '2026-01-31' } }, { now: jst('2026-01-31T10:00'), times })!;
    for (const { n, dueAt } of all(rhythm, jst('2026-01-31T10:00')))
      expect(dueAt - jst('2026-01-31T10:00')).toBe(n * 7 * 24 * HOUR);
  });

  it('after days of silence are one: the latest that is due stands for all that were missed', () => {
    const anchor = jst('2026-01-31T10:00');
    const rhythm = rhythmOf(coe, { data: { issued_on: '2026-01-31' } }, { now: anchor, times })!;
    const late = latestDue(rhythm, anchor, { n: 1, at: jst('2026-02-25T12:00'), times })!;
    expect([late.n, shown(late.dueAt)]).toEqual([3, '2026-02-21T10:00']);
    expect(shown(occasion(rhythm, anchor, late.n + 1, times)!.nextAt)).toBe('2026-02-28T10:00');
  });

  it('are not due a second before their time', () => {
    const anchor = jst('2026-01-31T10:00');
    const rhythm = rhythmOf(coe, { data: { issued_on: '2026-01-31' } }, { now: anchor, times })!;
    expect(latestDue(rhythm, anchor, { n: 1, at: jst('2026-02-07T10:00') - 1, times })).toBeNull();
  });
});

describe('The one reminder of a returned application', () => {
  const once: Rhythm = { from: 'sending', everyDays: 7, times: 1, stopAt: null };
  it.each([
    ['2026-02-02T10:00', '2026-02-09T10:00'],
    ['2026-02-02T08:00', '2026-02-09T08:00'],
    ['2026-02-02T20:59', '2026-02-09T20:59'],
    ['2026-02-02T21:00', '2026-02-10T08:00'],
    ['2026-02-02T23:59', '2026-02-10T08:00'],
    ['2026-02-03T00:00', '2026-02-10T08:00'],
    ['2026-02-03T07:59', '2026-02-10T08:00'],
    ['2026-12-28T12:00', '2027-01-04T12:00'],
  ])('sent %s goes at %s, never before 7 × 24 hours, and only once', (sent, goes) => {
    const found = all(once, jst(sent));
    expect(found.map((o) => shown(o.nextAt))).toEqual([goes]);
    expect(found[0]!.nextAt - jst(sent)).toBeGreaterThanOrEqual(7 * 24 * HOUR);
  });
});

describe('The next day', () => {
  // Applied at, number given at, mail at.
  it.each([
    ['2025-11-20T10:00', '2025-11-20T10:05', '2025-11-21T09:00'],
    ['2025-11-20T23:59', '2025-11-20T23:59', '2025-11-21T09:00'],
    ['2025-11-20T00:00', '2025-11-20T00:01', '2025-11-21T09:00'],
    ['2025-11-21T08:59', '2025-11-21T09:00', '2025-11-22T09:00'],
    ['2025-11-20T10:00', '2025-11-21T00:30', '2025-11-21T09:00'],
    ['2025-11-20T10:00', '2025-11-21T09:00', '2025-11-21T09:00'],
    ['2025-11-20T10:00', '2025-11-21T15:00', '2025-11-21T15:00'],
    ['2025-11-20T10:00', '2025-11-25T23:30', '2025-11-25T23:30'],
    ['2025-12-31T18:00', '2025-12-31T18:00', '2026-01-01T09:00'],
    ['2024-02-28T12:00', '2024-02-28T12:00', '2024-02-29T09:00'],
    ['2025-11-22T12:00', '2025-11-22T12:00', '2025-11-23T09:00'],
  ])('of %s, told %s, is %s: also on Sundays, holidays and at the turn of the year', (applied, told, goes) => {
    expect(shown(nextDay(jst(applied), jst(told), times))).toBe(goes);
  });
});

describe('Quiet hours', () => {
  it.each([
    ['21:00', '08:00', '2026-02-02T20:59', '2026-02-02T20:59'],
    ['21:00', '08:00', '2026-02-02T21:00', '2026-02-03T08:00'],
    ['21:00', '08:00', '2026-02-03T07:59', '2026-02-03T08:00'],
    ['21:00', '08:00', '2026-02-03T08:00', '2026-02-03T08:00'],
    ['00:00', '06:30', '2026-02-03T00:00', '2026-02-03T06:30'],
    ['00:00', '06:30', '2026-02-02T23:59', '2026-02-02T23:59'],
    ['12:00', '13:00', '2026-02-02T12:30', '2026-02-02T13:00'],
    ['08:00', '08:00', '2026-02-02T03:00', '2026-02-02T03:00'],
  ])('from %s to %s move %s to %s', (quietFrom, quietTo, at, goes) => {
    expect(shown(afterQuiet(jst(at), { quietFrom, quietTo }))).toBe(goes);
  });
});

describe('Warnings before a day', () => {
  const days = { from: 'date', date: 'data.expires_on', before: [{ days: 30 }, { days: 7 }] } as const;
  const months = { from: 'date', date: 'data.expires_on', before: [{ months: 2 }] } as const;
  it.each([
    ['2026-03-31', '2025-11-20T10:00', ['2026-03-01T09:00', '2026-03-24T09:00']],
    ['2026-03-01', '2025-11-20T10:00', ['2026-01-30T09:00', '2026-02-22T09:00']],
    ['2024-03-15', '2024-01-01T10:00', ['2024-02-14T09:00', '2024-03-08T09:00']],
    ['2025-12-10', '2025-11-20T10:00', ['2025-12-03T09:00']],
    ['2025-12-20', '2025-11-20T10:00', ['2025-11-20T09:00', '2025-12-13T09:00']],
    ['2025-11-25', '2025-11-20T10:00', []],
  ])('that a password ends on %s, known %s, are %j: what has passed is not sent late', (ends, known, goes) => {
    const rhythm = rhythmOf(days, { data: { expires_on: ends } }, { now: jst(known), times });
    expect(rhythm?.from === 'date' ? rhythm.dates.map(shown) : []).toEqual(goes);
  });
  it.each([
    ['2026-06-30', '2026-04-30T09:00'],
    ['2026-04-30', '2026-02-28T09:00'],
    ['2024-04-30', '2024-02-29T09:00'],
    ['2026-01-15', '2025-11-15T09:00'],
  ])('of a report due on %s go at %s', (due, goes) => {
    const rhythm = rhythmOf(months, { data: { expires_on: due } }, { now: jst('2023-11-01T10:00'), times });
    expect(rhythm?.from === 'date' ? rhythm.dates.map(shown) : []).toEqual([goes]);
  });
});

describe('Hours and days', () => {
  it('count differently: hours from the instant, days from the day after', () => {
    expect(linkLastDay(jst('2025-11-20T23:59'))).toBe('2026-02-18');
    expect(linkLastDay(jst('2025-11-20T00:00'))).toBe('2026-02-18');
    expect(dateOfDayNumber(dayNumber('2026-02-18'))).toBe('2026-02-18');
  });
});
