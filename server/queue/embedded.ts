/** The queue of one machine: timers in this process. */
import type { Queue } from './port.ts';
import { ticker } from './ticker.ts';

export const embeddedQueue = (onError: (name: string, error: unknown) => void): Queue => {
  const tickers = new Map<string, ReturnType<typeof ticker>>();
  return {
    every(name, period, run) {
      tickers.set(name, ticker({ period, run, onError: (error) => onError(name, error) }));
    },
    nudge: (name) => tickers.get(name)?.nudge(),
    start: async () => {
      for (const t of tickers.values()) t.start();
    },
    stop: async () => {
      await Promise.all([...tickers.values()].map((t) => t.stop()));
    },
  };
};
