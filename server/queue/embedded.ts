/** The queue of one machine: timers in this process. Its delivery processes, which run nothing themselves, hand their nudges up to it. */
import type { NudgeMessage, Queue } from './port.ts';
import { ticker } from './ticker.ts';

/** A name that this process does not run may be its parent's. */
const handUp = (name: string) => {
  if (process.connected && process.send) process.send({ nudge: name } satisfies NudgeMessage, () => {});
};

export const embeddedQueue = (onError: (name: string, error: unknown) => void): Queue => {
  const tickers = new Map<string, ReturnType<typeof ticker>>();
  return {
    every(name, period, run) {
      tickers.set(name, ticker({ period, run, onError: (error) => onError(name, error) }));
    },
    nudge(name) {
      const own = tickers.get(name);
      if (own) own.nudge();
      else handUp(name);
    },
    start: async () => {
      for (const t of tickers.values()) t.start();
    },
    stop: async () => {
      await Promise.all([...tickers.values()].map((t) => t.stop()));
    },
  };
};
