import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as clock from '../../../server/lib/clock.ts';

describe('civil-code months', () => {
  it.each([
    ['2026-02-28', 3, '2026-05-31'],
    ['2026-04-30', 3, '2026-07-31'],
    ['2026-09-30', 3, '2026-12-31'],
    ['2025-11-29', 3, '2026-02-28'],
    ['2025-11-30', 3, '2026-02-28'],
    ['2026-01-31', 3, '2026-04-30'],
    ['2025-07-23', 3, '2025-10-23'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2027-11-29', 3, '2028-02-29'],
    ['2026-12-31', 2, '2027-02-28'],
  ])('%s and %i months end on %s', (from, months, to) => {
    expect(clock.addCivilMonths(from, months)).toBe(to);
  });
});

describe('days of links', () => {
  it('counts 90 days without the sending day, to the end of the last one in Japan', () => {
    expect(clock.linkLastDay(clock.toInstant('2025-11-20T10:00:00+09:00'))).toBe('2026-02-18');
    expect(new Date(clock.endOfDay('2026-02-18')).toISOString()).toBe('2026-02-18T14:59:59.999Z');
  });
  it('takes the Japanese date when it is still yesterday in UTC', () => {
    expect(clock.jstDate(Date.parse('2026-11-20T15:30:00Z'))).toBe('2026-11-21');
  });
  it('gives day numbers that come back as the same date', () => {
    for (const date of ['1970-01-01', '2026-02-28', '2028-02-29', '2099-12-31'])
      expect(clock.dateOfDayNumber(clock.dayNumber(date))).toBe(date);
  });
});

describe('a clock in a file', () => {
  it('runs on from the moment the file was written and follows when it is turned', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'clock-')), 'now');
    writeFileSync(file, '2030-01-01T00:00:00Z');
    const turned = clock.fileClock(file);
    const first = turned.now();
    expect(first).toBeGreaterThanOrEqual(Date.parse('2030-01-01T00:00:00Z') - 5);
    expect(first).toBeLessThan(Date.parse('2030-01-01T00:01:00Z'));
    await new Promise((r) => setTimeout(r, 30));
    expect(turned.now()).toBeGreaterThan(first);
    writeFileSync(file, '2031-06-01T00:00:00Z');
    await new Promise((r) => setTimeout(r, 30));
    expect(clock.jstDate(turned.now())).toBe('2031-06-01');
  });
  it('is the real time while the file is missing', () => {
    expect(Math.abs(clock.fileClock('/nonexistent/clock').now() - Date.now())).toBeLessThan(5000);
  });
});

it('writes instants with the offset of Japan', () => {
  expect(clock.isoJst(Date.parse('2026-11-20T15:30:00Z'))).toBe('2026-11-21T00:30:00+09:00');
  expect(clock.rfc5322Date(Date.parse('2026-11-21T00:00:00Z'))).toBe('Sat, 21 Nov 2026 09:00:00 +0900');
});

it('finds the next time of day strictly later', () => {
  const nine = clock.toInstant('2026-11-21T09:00:00+09:00');
  expect(clock.nextTimeOfDay(nine, '09:00')).toBe(nine + clock.DAY);
  expect(clock.nextTimeOfDay(nine - 1, '09:00')).toBe(nine);
});
