/**
 * How many readers any choice of topics reaches, at once, at a million readers: readers are added up by language, class of
 * domains and set of topics, in the background and in small pieces; a question walks over the sums.
 */

import type { Language } from '../../contract/codes.ts';
import { type Clock, MINUTE } from '../../lib/clock.ts';
import { domainClass } from '../../lib/domainClasses.ts';
import { lastReaderId, type Share, spreadOf } from '../../store/audiences.ts';
import type { Db } from '../../store/db.ts';

/** Readers looked at by one statement: short enough that nobody waits for it. */
const PIECE = 20_000;
/** A house with no more rows than one piece is counted anew for every question: that is always right, and quick. */
const SMALL = PIECE;
/** A slower count is renewed in the background when it is older than this. */
const OLD = MINUTE;

type Sum = { language: Language; domainClass: string; topics: ReadonlySet<number>; n: number };
type Kept = { at: number; looked: number; sums: readonly Sum[] };

const count = async (db: Db, clock: Clock): Promise<Kept> => {
  const at = clock.now();
  const sums = new Map<string, Sum>();
  const last = await lastReaderId(db);
  for (let from = 0; from < last; from += PIECE) {
    for (const row of await spreadOf(db, from, from + PIECE)) {
      const group = domainClass(row.domain);
      const key = `${row.language}|${group}|${row.topics ?? ''}`;
      const sum = sums.get(key);
      if (sum) sum.n += row.n;
      else {
        const topics = new Set((row.topics ?? '').split(',').filter(Boolean).map(Number));
        sums.set(key, { language: row.language, domainClass: group, topics, n: row.n });
      }
    }
  }
  return { at, looked: last, sums: [...sums.values()] };
};

export const keptCount = (p: { db: Db; clock: Clock }) => {
  let kept: Kept | null = null;
  let counting: Promise<Kept> | null = null;
  const renew = (): Promise<Kept> => {
    counting ??= count(p.db, p.clock)
      .then((fresh) => {
        kept = fresh;
        return fresh;
      })
      .finally(() => {
        counting = null;
      });
    return counting;
  };
  let stale = false;
  const current = async (): Promise<Kept> => {
    // A count that began earlier may not have seen what was just stored.
    if (counting && (!kept || kept.looked <= SMALL)) await counting;
    if (!kept || kept.looked <= SMALL) return renew();
    // The old one answers at once; whoever asks next gets the new one.
    if (stale || p.clock.now() - kept.at > OLD) {
      stale = false;
      void renew().catch(() => {});
    }
    return kept;
  };
  const addUp = async <K>(keysOf: (sum: Sum) => Iterable<K>): Promise<Map<K, number>> => {
    const found = new Map<K, number>();
    for (const sum of (await current()).sums)
      for (const key of keysOf(sum)) found.set(key, (found.get(key) ?? 0) + sum.n);
    return found;
  };
  return {
    /** Counts in the background before anybody asks; a failure is met again by the first question. */
    warm: (): void => {
      if (!kept) void renew().catch(() => {});
    },
    /** The next question begins a new count. */
    forget: (): void => {
      stale = true;
    },
    /** Active readers of every topic, by internal id. */
    byTopic: (): Promise<ReadonlyMap<number, number>> => addUp((sum) => sum.topics),
    /** Active readers by language: of every topic (internal ids), and with null each reader once. `anew` waits for a new count. */
    async spread(how: { anew: boolean }): Promise<{ language: Language; topicId: number | null; n: number }[]> {
      const keys = new Map<string, { language: Language; topicId: number | null }>();
      if (how.anew) await renew();
      const sums = await addUp((sum) =>
        [null, ...sum.topics].map((topicId) => {
          const key = `${sum.language}|${topicId}`;
          keys.set(key, { language: sum.language, topicId });
          return key;
        }),
      );
      return [...sums].map(([key, n]) => ({ ...keys.get(key)!, n }));
    },
    /** All active readers by language. */
    byLanguage: async (): Promise<Partial<Record<Language, number>>> =>
      Object.fromEntries(await addUp((sum) => [sum.language])),
    /** Active readers of any of the topics (internal ids), each once, and when that was so. */
    async reach(topicIds: readonly number[]): Promise<{ at: number; shares: Share[] }> {
      const { at, sums } = await current();
      const shares = new Map<string, Share>();
      for (const sum of sums) {
        if (!topicIds.some((id) => sum.topics.has(id))) continue;
        const key = `${sum.language}|${sum.domainClass}`;
        const share = shares.get(key);
        if (share) share.n += sum.n;
        else shares.set(key, { language: sum.language, domainClass: sum.domainClass, n: sum.n });
      }
      return { at, shares: [...shares.values()] };
    },
  };
};
export type KeptCount = ReturnType<typeof keptCount>;
