/** What the doctor found at one place. The sentences stand in words.ts, by code. */
import type { WordCode } from './words.ts';

export const areas = [
  'settings',
  'dns',
  'relay',
  'entry',
  'database',
  'redis',
  'disk',
  'clock',
  'workers',
  'jobs',
] as const;
export type Area = (typeof areas)[number];
export type Level = 'ok' | 'warn' | 'fail';
export type Facts = Readonly<Record<string, string | number>>;
/** `about`: the name, host or file that was looked at. */
export type Finding = { area: Area; code: WordCode; level: Level; about: string; facts: Facts };

/** Findings of one area: `found.fail('code', about, facts)`. */
export const notebook = (area: Area) => {
  const findings: Finding[] = [];
  const note =
    (level: Level) =>
    (code: WordCode, about: string, facts: Facts = {}): void =>
      void findings.push({ area, code, level, about, facts });
  return { findings, ok: note('ok'), warn: note('warn'), fail: note('fail') };
};
