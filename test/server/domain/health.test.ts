/** The hub sees that work stands still, tells staff and outside, and says when it is over. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Alert, openHealth } from '../../../server/domain/health/health.ts';
import { MINUTE } from '../../../server/lib/clock.ts';
import { listLetterLoads } from '../../../server/store/flow.ts';
import { setHold } from '../../../server/store/holds.ts';
import { claimJob, finishJob } from '../../../server/store/jobs.ts';
import { listTroubles } from '../../../server/store/troubles.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let g: DeliveryGround;
let sink: Sink;
let real: number;
let told: [string, string, boolean][];
beforeEach(async () => {
  g = await deliveryGround();
  sink = await startSink();
  real = 0;
  told = [];
});
afterEach(async () => {
  await g.end();
  await sink.close();
});

const alert: Alert = async ({ code, object }, ended) => void told.push([code, object, ended]);
const open = () => openHealth({ db: g.db, clock: g.clock, log: g.log, alert, real: () => real });
const pass = (ms: number) => {
  real += ms;
  g.clock.advance(ms);
};
const tasks = () => g.db.knex('task').where({ kind: 'hub-trouble' }).orderBy('id');

describe('mail that waits while none is accepted', () => {
  it('is a trouble after a minute: a task, an alert, a line for /readyz; and it is over with the next mail', async () => {
    const health = open();
    await g.post('sample@example.jp');
    await health.look();
    pass(MINUTE + 1000);
    await health.look();
    expect(told).toEqual([]);
    pass(MINUTE);
    await health.look();
    await health.look();
    expect(told).toEqual([['flow-stands', 'transactional', false]]);
    expect(await tasks()).toMatchObject([{ object: 'trouble:flow-stands:transactional', state: 'open' }]);
    expect(await health.state()).toEqual({ refuses: false, troubles: ['flow-stands'] });
    // Another process that has just begun to look neither doubles the alert nor takes the trouble for over.
    await open().look();
    expect(told).toHaveLength(1);

    const { stop } = await g.deliver({ smtpUrl: sink.url });
    expect(await until(() => sink.seen === 1)).toBe(true);
    await stop();
    await health.look();
    expect(told.at(-1)).toEqual(['flow-stands', 'transactional', true]);
    expect(await tasks()).toMatchObject([{ state: 'closed', closed_reason: 'over' }]);
    expect((await health.state()).troubles).toEqual([]);
  });

  it.each([
    { kind: 'lane', target: 'transactional' },
    { kind: 'system', target: 'nl' },
  ] as const)(
    'is none while staff hold its $kind, while it is planned for later, and just after the hold was lifted',
    async (hold) => {
      const health = open();
      await g.db.write((trx) => setHold(trx, { ...hold, reason: 'test', actor: 'test', held_at: g.clock.now() }));
      await g.post('sample@example.jp');
      await g.post('later@example.jp', { notBefore: g.clock.now() + 600 * MINUTE });
      for (let n = 0; n < 3; n++) {
        await health.look();
        pass(MINUTE);
      }
      await g.db.write(async (trx) => void (await trx.knex('hold').where(hold).delete()));
      await health.look();
      expect(told).toEqual([]);
      pass(MINUTE);
      await health.look();
      expect(told).toEqual([['flow-stands', 'transactional', false]]);
    },
  );
});

describe('mail of a test key that waits', () => {
  it('is no trouble and stands in no figure: nothing of it leaves', async () => {
    const health = open();
    await g.post('sample@example.jp');
    await g.db.write((trx) => trx.knex('letter').update({ key_type: 'test' }));
    for (let n = 0; n < 4; n++) {
      await health.look();
      pass(MINUTE);
    }
    expect(told).toEqual([]);
    expect(await listLetterLoads(g.db, g.clock.now())).toEqual([]);
    await g.db.write((trx) => trx.knex('letter').update({ key_type: 'live' }));
    expect(await listLetterLoads(g.db, g.clock.now())).toMatchObject([{ lane: 'transactional', waiting: 1 }]);
  });
});

describe('a clock that stands', () => {
  it('is told, and is over when it beats again', async () => {
    const health = open();
    const beat = () =>
      g.db.write(async (trx) => {
        const [now, worker] = [g.clock.now(), 'c1'];
        await claimJob(trx, { name: 'clockBeat', now, longestWait: MINUTE, real: now, lease: 1000, worker });
        await finishJob(trx, { name: 'clockBeat', worker, now, nextAt: now + MINUTE, error: null });
      });
    await beat();
    pass(5 * MINUTE);
    await health.look();
    pass(MINUTE);
    await health.look();
    expect(told).toEqual([['clock-stands', 'clock', false]]);
    expect(JSON.parse((await tasks())[0].facts)).toEqual({ code: 'clock-stands', minutes: 5 });
    await beat();
    await health.look();
    expect(told.at(-1)).toEqual(['clock-stands', 'clock', true]);
  });
});

describe('a database that takes no writes', () => {
  it('is told outside at once, makes this process not ready, and leaves a task for staff when it is back', async () => {
    const health = open();
    await health.look();
    const { write } = g.db;
    g.db.write = () => Promise.reject(Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }));
    await health.look();
    await health.look();
    expect(told).toEqual([['database-refuses', 'database', false]]);
    expect((await health.state()).refuses).toBe(true);
    g.db.write = write;
    pass(3 * MINUTE);
    await health.look();
    expect(told.at(-1)).toEqual(['database-refuses', 'database', true]);
    expect((await health.state()).refuses).toBe(false);
    expect(JSON.parse((await tasks())[0].facts)).toEqual({ code: 'database-refuses', minutes: 3 });
  });
});

it('each trouble is told once although two processes look', async () => {
  const [one, two] = [open(), open()];
  await g.post('sample@example.jp');
  for (let n = 0; n < 4; n++) {
    await Promise.all([one.look(), two.look()]);
    pass(MINUTE);
  }
  expect(told).toEqual([['flow-stands', 'transactional', false]]);
  expect(await listTroubles(g.db)).toHaveLength(1);
});
