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

export type RedisFacts = { version: string; appendOnly: boolean; snapshots: boolean; eviction: string; now: number };

/** What Redis says about itself. Rejects when it does not answer within `ms`. */
export const redisFacts = async (url: string, ms: number): Promise<RedisFacts> => {
  const queue = new Bull(NAME, url, { redis: { maxRetriesPerRequest: null, enableReadyCheck: false } });
  let error = 'no answer';
  queue.on('error', (caught: Error & { code?: string }) => {
    error = caught.code ?? caught.message;
  });
  const { client } = queue;
  const ask = async (): Promise<RedisFacts> => {
    const [seconds = 0, micros = 0] = (await client.time()).map(Number);
    const now = seconds * 1000 + Math.floor(micros / 1000);
    const info = await client.info();
    const line = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
    // CONFIG is forbidden at some hosts; INFO then tells what it can.
    const save = await client.config('GET', 'save').then(
      (answer) => (answer as string[])[1] ?? '',
      () => '?',
    );
    return {
      version: line('redis_version'),
      appendOnly: line('aof_enabled') === '1',
      snapshots: save !== '',
      eviction: line('maxmemory_policy'),
      now,
    };
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(error)), ms);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
    const ended = new Promise((resolve) => client.once('end', resolve));
    client.disconnect();
    await Promise.race([ended, new Promise((r) => setTimeout(r, 500).unref())]);
  }
};
