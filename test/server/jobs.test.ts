/** Several clocks on one database: a job runs once each time it is due, and the job of a clock that died is taken over. */
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { closeGround, openGround, prepare } from '../../server/ground.ts';
import { seconds, wind } from '../../server/jobs.ts';
import { fixedClock, MINUTE } from '../../server/lib/clock.ts';
import { openLog } from '../../server/lib/log.ts';
import { newMasterKey } from '../../server/lib/seal.ts';
import { embeddedQueue } from '../../server/queue/embedded.ts';
import { claimJob, findJob, finishJob, renewJob } from '../../server/store/jobs.ts';
import { openDb } from '../../server/store/open.ts';
import { countTopicGroups } from '../../server/store/topics.ts';
import { freshDatabase, testDb } from '../support/database.ts';
import { until } from '../support/until.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const comes = async (holds: () => boolean | Promise<boolean>) => expect(await until(holds)).toBe(true);

/** Two clocks with connections of their own, which notice a turned clock at once. */
const twoClocks = async (run: () => Promise<void>) => {
  const place = await testDb();
  undo.push(() => place.close());
  const clock = fixedClock('2026-11-21T09:00:00+09:00');
  const queues = await Promise.all(
    [1, 2].map(async () => {
      const db = await openDb(place.url);
      const queue = embeddedQueue((_name, error) => {
        throw error;
      });
      wind({ db, clock, queue, log: openLog('silent', 'test'), worker: randomUUID() }, [
        { name: 'count', when: seconds(1), run },
      ]);
      await queue.start();
      undo.push(async () => {
        await queue.stop();
        await db.close();
      });
      return queue;
    }),
  );
  return { db: place.db, clock, nudge: () => queues.forEach((q) => void q.nudge('count')) };
};

describe('two clocks on one database', () => {
  it('run a job once for each time it is due', async () => {
    let runs = 0;
    const { clock, nudge, db } = await twoClocks(async () => void runs++);
    await comes(() => runs === 1);
    for (let due = 2; due <= 6; due++) {
      await comes(async () => (await findJob(db, 'count'))?.lease_until === 0);
      clock.advance(1000);
      for (let n = 0; n < 5; n++) nudge();
      await comes(() => runs === due);
    }
    nudge();
    await comes(async () => (await findJob(db, 'count'))?.lease_until === 0);
    expect(runs).toBe(6);
  });
});

describe('a clock that is set back', () => {
  it('freezes no job: a time further ahead than its period is due, and a daily one within its day', async () => {
    let runs = 0;
    const { clock, nudge, db } = await twoClocks(async () => void runs++);
    await comes(() => runs === 1);
    clock.advance(65 * MINUTE);
    nudge();
    await comes(() => runs === 2);
    await comes(async () => (await findJob(db, 'count'))?.lease_until === 0);
    clock.advance(-65 * MINUTE);
    nudge();
    await comes(() => runs === 3);
    await comes(async () => (await findJob(db, 'count'))?.lease_until === 0);
    expect((await findJob(db, 'count'))?.next_at).toBe(clock.now() + 1000);
  });
});

describe("a job's lease", () => {
  const real = 1_000_000;
  const claim = { name: 'long', now: 5, longestWait: 60_000, lease: 20_000 };

  it('keeps others off while it is renewed, and gives the job away when its clock is silent', async () => {
    const place = await testDb();
    undo.push(() => place.close());
    const take = (worker: string, at: number) => place.db.write((trx) => claimJob(trx, { ...claim, worker, real: at }));
    expect(await take('a', real)).toBe(true);
    expect(await take('b', real + 19_000)).toBe(false);
    await place.db.write((trx) => renewJob(trx, { name: 'long', worker: 'a', real: real + 19_000, lease: 20_000 }));
    expect(await take('b', real + 30_000)).toBe(false);
    expect(await take('b', real + 39_001)).toBe(true);

    // Taken under a clock that was an hour ahead: nobody can say how long it still lives, and it is not waited for.
    expect(await take('c', real - 60 * MINUTE)).toBe(true);
    expect(await take('b', real + 39_001)).toBe(true);

    // The one that was taken for dead comes back: it neither prolongs nor ends what is the other's now.
    await place.db.write((trx) => renewJob(trx, { name: 'long', worker: 'a', real: real + 99_000, lease: 20_000 }));
    await place.db.write((trx) => finishJob(trx, { name: 'long', worker: 'a', now: 5, nextAt: 10, error: null }));
    expect(await findJob(place.db, 'long')).toMatchObject({ worker: 'b', lease_until: real + 59_001, next_at: 5 });
  });
});

describe('several processes that start on an empty database at once', () => {
  it('prepare it together', async () => {
    const place = await freshDatabase();
    undo.push(() => place.remove());
    const config = readConfig({
      NODE_ENV: 'test',
      DATA_DIR: place.folder,
      DATABASE_URL: place.url,
      MASTER_KEY: newMasterKey(),
      LOG_LEVEL: 'silent',
    });
    const grounds = await Promise.all([1, 2, 3, 4].map(() => openGround(config)));
    undo.push(() => Promise.all(grounds.map(closeGround)));
    await Promise.all(grounds.map((ground) => prepare(ground)));
    const groups = await countTopicGroups(grounds[0]!.db);
    expect(groups).toBeGreaterThan(0);
    const codes = (await grounds[0]!.db.knex('topic_group').distinct('code')).length;
    expect(groups).toBe(codes);
  });
});
