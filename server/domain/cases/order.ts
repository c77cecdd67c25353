/** Order within a subject: `sequence` where both events have one, else `time`; equal or absent ones keep the order of arrival. */
import type { CheckedEvent } from '../../contract/events.ts';
import { instantOf } from '../rulebook/read.ts';

/** Where an event stands. `at`: epoch milliseconds as the reporter says, null when it said none. */
export type Mark = { at: number | null; seq: string | null };

/** The extension attribute `sequence` of CloudEvents. */
export const sequenceOf = (event: Pick<CheckedEvent, 'extensions'>): string | null => {
  const given = event.extensions?.sequence;
  return given === undefined ? null : String(given);
};

export const markOf = (event: Pick<CheckedEvent, 'time' | 'extensions'>): Mark => ({
  at: instantOf(event.time) ?? null,
  seq: sequenceOf(event),
});

const digits = /^\d+$/;

/** Numbers by their size, whatever they are filled up with; other sequences as text (CloudEvents extension `sequence`). */
const compareSequences = (a: string, b: string): number => {
  if (digits.test(a) && digits.test(b)) {
    const [x, y] = [BigInt(a), BigInt(b)];
    return x === y ? 0 : x < y ? -1 : 1;
  }
  return a === b ? 0 : a < b ? -1 : 1;
};

/** True when `known`, which arrived before, certainly happened after `arriving`. */
export const isLater = (known: Mark, arriving: Mark): boolean => {
  if (known.seq !== null && arriving.seq !== null) return compareSequences(known.seq, arriving.seq) > 0;
  return known.at !== null && arriving.at !== null && known.at > arriving.at;
};

/** The later of two; the arriving one when nobody can say. */
export const laterOf = (known: Mark | undefined, arriving: Mark): Mark =>
  known && isLater(known, arriving) ? known : arriving;
