/**
 * Sees that nothing has happened: a hub that nobody asks anything would else look for work of twenty kinds each second. What a job has to do
 * comes from somebody's commit or from the time, so where nobody has committed the question is put seldom.
 */
import { type Clock, MINUTE, SECOND, systemClock } from '../lib/clock.ts';

/** Without a commit, what the time alone brings is found so much later at most; what is planned for a minute is found with the minute. */
const SELDOM = 10 * SECOND;
/** Jobs of one tick ask once. */
const SHARED_MS = 250;

/** `mark`: the same as long as nobody has committed. */
export const openStillness = (p: { db: { mark(): Promise<string> }; clock: Clock }) => {
  const nothing = new Map<string, { mark: string; at: number }>();
  let asked: { mark: Promise<string>; at: number } | null = null;
  /** The same as long as nobody has committed. */
  const mark = (): Promise<string> => {
    if (!asked || performance.now() - asked.at > SHARED_MS) {
      const one = { mark: p.db.mark(), at: performance.now() };
      asked = one;
      one.mark.catch(() => {
        if (asked === one) asked = null;
      });
    }
    return asked.mark;
  };
  return {
    mark,
    /** Puts the question, unless it was answered with no and nothing can have changed since. On a clock that is turned it is put each time. */
    async ask(name: string, question: () => Promise<boolean>): Promise<boolean> {
      const [now, at] = [p.clock.now(), await mark()];
      const known = p.clock === systemClock ? nothing.get(name) : undefined;
      const still = known?.mark === at && now - known.at < SELDOM && now >= known.at;
      if (still && Math.floor(now / MINUTE) === Math.floor(known.at / MINUTE)) return false;
      nothing.delete(name);
      if (await question()) return true;
      nothing.set(name, { mark: at, at: now });
      return false;
    },
  };
};
export type Stillness = ReturnType<typeof openStillness>;
