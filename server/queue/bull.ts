/**
 * The queue of many machines: nudges travel through Bull on Redis, the clock ticks in every process all the same.
 * Redis holds wake-ups and nothing else: flushed, killed or gone, it costs the seconds until the next tick.
 */
import Bull from 'bull';
import type { Queue } from './port.ts';
import { ticker } from './ticker.ts';

const NAME = 'fumibako-nudges';

/** `url`: redis://…; `onError` also hears of Redis being away, at most once a minute. */
export const bullQueue = (url: string, onError: (name: string, error: unknown) => void): Queue => {
  const tickers = new Map<string, ReturnType<typeof ticker>>();
  // Bull blocks on a connection of its own, which must wait for ever; retries stay short so that Redis is found again soon.
  const queue = new Bull(NAME, url, {
    redis: {
      maxRetriesPerRequest: null,
      enableReadyCheck: false,
      retryStrategy: (tries: number) => Math.min(tries * 100, 2000),
    },
    settings: { stalledInterval: 5000, maxStalledCount: 1, lockDuration: 10_000 },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  });
  let told = 0;
  queue.on('error', (error) => {
    if (Date.now() - told < 60_000) return;
    told = Date.now();
    onError('redis', error);
  });
  return {
    every(name, period, run) {
      tickers.set(name, ticker({ period, run, onError: (error) => onError(name, error) }));
    },
    nudge(name) {
      if (queue.client.status !== 'ready') {
        tickers.get(name)?.nudge();
        return;
      }
      // The same id while one waits: a thousand nudges of a second are one.
      queue.add({ name }, { jobId: name }).catch(() => tickers.get(name)?.nudge());
    },
    async start() {
      for (const t of tickers.values()) t.start();
      if (tickers.size > 0)
        void queue
          .process(1, async (job) => tickers.get((job.data as { name: string }).name)?.nudge())
          .catch((error) => onError('redis', error));
    },
    async stop() {
      await Promise.all([...tickers.values()].map((t) => t.stop()));
      // Closing waits for Redis; when that is away, nobody should wait with it.
      await Promise.race([queue.close(true).catch(() => {}), new Promise((r) => setTimeout(r, 2000).unref())]);
    },
  };
};
