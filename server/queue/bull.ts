/**
 * The queue of many machines: nudges travel through Bull on Redis, the clock ticks in every process all the same.
 * Redis holds wake-ups and nothing else: flushed, killed or gone, it costs the seconds until the next tick.
 */
import Bull from 'bull';
import type { Queue } from './port.ts';
import { ticker } from './ticker.ts';

/** Each name has a queue of its own, so that only processes that run the name take its nudges. */
export const queueName = (name: string) => `fumibako-${name}`;

const redisOptions = {
  // Bull blocks on a connection of its own, which must wait for ever; retries stay short so that Redis is found again soon.
  maxRetriesPerRequest: null,
  enableReadyCheck: false,
  retryStrategy: (tries: number) => Math.min(tries * 100, 2000),
};

/** Tells of trouble with Redis at most once a minute. */
const seldom = (tell: (error: unknown) => void) => {
  let told = 0;
  return (error: unknown) => {
    if (Date.now() - told < 60_000) return;
    told = Date.now();
    tell(error);
  };
};

const openRedisQueue = (url: string, name: string, onError: (error: unknown) => void) => {
  const queue = new Bull(queueName(name), url, {
    redis: redisOptions,
    settings: { stalledInterval: 5000, maxStalledCount: 1, lockDuration: 10_000 },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  });
  queue.on('error', onError);
  return queue;
};

/**
 * Adds nudges of one name, one call at a time. Those that wait are one job: its id is the number of the run that it asks for, and a run takes
 * the next number before it looks for work. So a nudge during a run is another job, and none is lost.
 */
const nudges = (queue: Bull.Queue, failed: () => void) => {
  const counter = `${queueName(queue.name)}:run`;
  let adding = false;
  let again = false;
  const add = async () => {
    adding = true;
    try {
      do {
        again = false;
        const run = (await queue.client.get(counter)) ?? '0';
        await queue.add({}, { jobId: `run-${run}` });
      } while (again);
    } catch {
      failed();
    }
    adding = false;
  };
  return {
    add() {
      if (adding) again = true;
      else void add();
    },
    nextNumber: () => queue.client.incr(counter),
  };
};

type Name = { queue: Bull.Queue; nudges: ReturnType<typeof nudges> };

/** `url`: redis://…; `onError` also hears of Redis being away, at most once a minute. */
export const bullQueue = (url: string, onError: (name: string, error: unknown) => void): Queue => {
  const tickers = new Map<string, ReturnType<typeof ticker>>();
  const names = new Map<string, Name>();
  const listening = new Set<string>();
  const away = seldom((error) => onError('redis', error));
  const open = (name: string): Name => {
    const known = names.get(name);
    if (known) return known;
    const queue = openRedisQueue(url, name, away);
    const opened = { queue, nudges: nudges(queue, () => tickers.get(name)?.nudge()) };
    names.set(name, opened);
    return opened;
  };
  return {
    every(name, period, run, { listens } = { listens: true }) {
      if (listens) listening.add(name);
      tickers.set(name, ticker({ period, run, onError: (error) => onError(name, error) }));
    },
    nudge(name) {
      const { queue, nudges } = open(name);
      // The first nudges of a process come before its connection stands.
      if (['end', 'reconnecting', 'close'].includes(queue.client.status)) tickers.get(name)?.nudge();
      else nudges.add();
    },
    async start() {
      for (const [name, one] of tickers) {
        one.start();
        if (!listening.has(name)) continue;
        const { queue, nudges } = open(name);
        // While it runs here, another machine takes the next one.
        void queue
          .process(1, async () => {
            await nudges.nextNumber();
            await one.nudgeAndWait();
          })
          .catch(away);
      }
    },
    async stop() {
      await Promise.all([...tickers.values()].map((t) => t.stop()));
      // Closing waits for Redis; when that is away, nobody should wait with it.
      const closed = Promise.all([...names.values()].map(({ queue }) => queue.close(true).catch(() => {})));
      await Promise.race([closed, new Promise((r) => setTimeout(r, 2000).unref())]);
    },
  };
};
