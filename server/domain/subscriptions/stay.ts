/** When residents who gave the end of their period of stay are reminded of it (domain.md 3.8): about three months before, and two weeks before. */
import { addDays, atTime, jstDate, minusMonths } from '../../lib/clock.ts';
import { type KeyRing, seal, unseal } from '../../lib/seal.ts';

const AT = '09:00';
const DAYS_BEFORE = 14;
const MONTHS_BEFORE = 3;

/** The instants at which a reader is reminded; `stay`: 'YYYY-MM-DD'. */
const occasions = (stay: string): number[] =>
  [minusMonths(stay, MONTHS_BEFORE), addDays(stay, -DAYS_BEFORE)].map((day) => atTime(day, AT));

/** The next reminder of a date that is given now. One whose day has passed is not made up for; that of today is. */
export const firstReminder = (stay: string | null, now: number): number | null =>
  (stay !== null && occasions(stay).find((at) => jstDate(at) >= jstDate(now))) || null;

/** The days, 'YYYY-MM-DD', on which a date that is given now is still reminded of; none when it is too near. */
export const reminderDays = (stay: string, now: number): string[] =>
  occasions(stay)
    .map(jstDate)
    .filter((day) => day >= jstDate(now));

/** The next one after a reminder has gone. */
export const reminderAfter = (stay: string, at: number): number | null => occasions(stay).find((o) => o > at) ?? null;

const place = (publicId: number) => `reader|stay_expires_on|${publicId}`;

export const sealStay = (ring: KeyRing, publicId: number, stay: string): Buffer => seal(ring, place(publicId), stay);
export const openStay = (ring: KeyRing, reader: { public_id: number; stay_expires_on: Buffer | null }): string | null =>
  reader.stay_expires_on && unseal(ring, place(reader.public_id), reader.stay_expires_on);
