/** When a bulletin will have left for each class of recipient domains: by the limits in force, and else by the pace that was measured last. */

import { MINUTE, SECOND } from '../../lib/clock.ts';
import type { DomainLimit } from '../../lib/domainClasses.ts';
import { limitedPace, listMeasurable, listSamples, type Sample } from '../../store/bulletinEvents.ts';
import type { Source } from '../../store/db.ts';

/** Where nothing was measured: a quarter of what one machine sends and signs (docs/scale.md), for nobody knows the relay behind it yet. */
export const UNMEASURED_PACE = 500;
/** What fewer mails took says nothing about many. */
const ENOUGH = 1000;
const NEWEST = 10;

/** Mails a second in the best minute, or over all of it when it took less; null when that is too little to go by. */
export const bestPace = (samples: readonly Sample[]): number | null => {
  const windows = samples.flatMap((from) => {
    const to = samples.find((later) => later.happened_at >= from.happened_at + MINUTE);
    return to ? [{ from, to }] : [];
  });
  const [first, last] = [samples[0], samples.at(-1)];
  if (windows.length === 0 && first && last && last !== first) windows.push({ from: first, to: last });
  const paces = windows
    .filter(({ from, to }) => to.done - from.done >= ENOUGH)
    .map(({ from, to }) => ((to.done - from.done) * SECOND) / (to.happened_at - from.happened_at));
  return paces.length === 0 ? null : Math.max(...paces);
};

/** What the newest bulletins that can be gone by sent to domains without a limit. */
export const measuredPace = async (source: Source): Promise<number> => {
  for (const id of await listMeasurable(source, NEWEST)) {
    const best = bestPace(await listSamples(source, id, 0));
    const limited = best === null ? 0 : await limitedPace(source, id);
    // Where carriers with limits got most of it, what is left is noise.
    if (best !== null && best >= 2 * limited) return best - limited;
  }
  return UNMEASURED_PACE;
};

export type End = { domainClass: string; at: number };

/**
 * The end of each class that `waiting` names. Classes without a limit, or with one that is never met, share one pace and end together.
 * `from`: when a class begins, or has rested.
 */
export const expectedEnds = (p: {
  waiting: Readonly<Record<string, number>>;
  limits: ReadonlyMap<string, DomainLimit>;
  pace: number;
  from: (domainClass: string) => number;
}): End[] => {
  const rows = Object.entries(p.waiting)
    .filter(([, n]) => n > 0)
    .map(([domainClass, n]) => ({ domainClass, n, rate: p.limits.get(domainClass)?.ratePerSecond ?? p.pace }));
  const free = rows.filter((row) => row.rate >= p.pace).reduce((all, row) => all + row.n, 0);
  return rows.map(({ domainClass, n, rate }) => {
    const seconds = rate >= p.pace ? free / p.pace : n / rate;
    return { domainClass, at: p.from(domainClass) + Math.ceil(seconds) * SECOND };
  });
};
