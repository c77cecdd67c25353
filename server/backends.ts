/** The one file that names an engine: which database, which queue. Chosen from the settings. */
import type { Config } from './config.ts';
import type { Log } from './lib/log.ts';
import { isPassing } from './lib/passing.ts';
import { embeddedQueue } from './queue/embedded.ts';
import type { Queue } from './queue/port.ts';
import type { Db } from './store/db.ts';
import { openDb } from './store/open.ts';

export type Backends = { db: Db; queue: Queue };

export const openBackends = async (config: Config, log: Log): Promise<Backends> => {
  const onError = (name: string, error: unknown) => {
    const { message } = error as Error;
    // Every job meets the same trouble, each at a statement and with an error of its own: it is one trouble, and one line a minute.
    if (isPassing(error))
      log.error({ why: message }, 'tick failed: the database is away or has no room; every job tries again');
    else log.error({ job: name, error: message }, 'tick failed');
  };
  // Redis' client is loaded only where there is a Redis: it would be a third of a small process's start.
  const queue = config.REDIS_URL
    ? (await import('./queue/bull.ts')).bullQueue(config.REDIS_URL, onError)
    : embeddedQueue(onError);
  const db = await openDb(config.DATABASE_URL);
  db.onNudge((job) => queue.nudge(job));
  return { db, queue };
};
