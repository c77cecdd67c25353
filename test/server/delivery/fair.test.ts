/** Nobody starves and nobody is flooded: lanes, priorities, limits of carriers and rests, over several workers of one database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openClaimer } from '../../../server/delivery/claimer.ts';
import { expandBulletins, settleBulletins, verifyCounts } from '../../../server/delivery/expand.ts';
import { MINUTE } from '../../../server/lib/clock.ts';
import { readTotals } from '../../../server/store/bulletinCounts.ts';
import { EMERGENCY_PRIORITY } from '../../../server/store/bulletins.ts';
import { blockQueue, listBlockedQueues } from '../../../server/store/queues.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let g: DeliveryGround;
let sink: Sink;
let topic: number;
beforeEach(async () => {
  g = await deliveryGround();
  sink = await startSink();
  topic = await testTopic(g.db);
});
afterEach(async () => {
  await g.end();
  await sink.close();
});

const readers = (n: number, domain = 'example.jp', name = 'reader') =>
  addReaders(
    g,
    topic,
    Array.from({ length: n }, (_, i) => ({ email: `${name}${i}@${domain}` })),
  );
const bulletin = async (over: { priority?: number; kind?: 'normal' | 'emergency' } = {}) => {
  const id = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision, ...over });
  await expandBulletins(g);
  return id;
};
const done = (id: number, n: number, ms = 60_000) => until(async () => (await readTotals(g.db, id)).accepted === n, ms);

describe('a bulletin', () => {
  it('keeps a tenth of a single connection under any load of letters', async () => {
    await readers(60);
    await bulletin();
    for (let n = 0; n < 200; n++) await g.post(`letter${n}@example.jp`);
    await g.deliver({ smtpUrl: sink.url, connections: 1 });
    expect(await until(() => sink.seen >= 150, 60_000)).toBe(true);
    const first = sink.mails.slice(20, 150);
    const share = first.filter((m) => m.to.startsWith('reader')).length / first.length;
    expect(share).toBeGreaterThanOrEqual(0.09);
  });

  it('of low priority goes on beside twelve more urgent ones', async () => {
    await readers(40);
    const ids = [];
    for (let n = 0; n < 13; n++) ids.push(await bulletin({ priority: n === 0 ? 0 : 5 }));
    const claimer = openClaimer({ db: g.db, clock: g.clock, worker: 'test', holdRelays: () => false });
    const { recipients } = await claimer.claim({ letters: 0, recipients: 60 });
    const of = (id: number) => recipients.filter((w) => w.row.bulletin_id === id).length;
    for (const id of ids) expect(of(id)).toBeGreaterThan(0);
    expect(of(ids[1]!)).toBeGreaterThan(of(ids[0]!));
  });

  it('is paused, resumed and cancelled between two batches exactly, by two workers', async () => {
    sink.behaviour.delay = 5;
    await readers(400);
    const id = await bulletin();
    const move = (state: string) => g.db.write(async (trx) => trx.knex('bulletin').where({ id }).update({ state }));
    const quiet = () => until(async () => !(await g.db.knex('bulletin_recipient').where({ state: 'sending' }).first()));
    for (const _ of [1, 2]) await g.deliver({ smtpUrl: sink.url });
    for (const at of [40, 150]) {
      expect(await until(() => sink.seen > at, 30_000)).toBe(true);
      await move('paused');
      expect(await quiet()).toBe(true);
      const totals = await readTotals(g.db, id);
      expect(totals).toEqual({ accepted: sink.seen, waiting: 400 - sink.seen });
      expect(await verifyCounts(g.db)).toEqual([]);
      await move('sending');
    }
    expect(await until(() => sink.seen > 250, 30_000)).toBe(true);
    await move('cancelled');
    expect(await quiet()).toBe(true);
    expect(
      await until(async () => {
        await settleBulletins(g);
        return !('waiting' in (await readTotals(g.db, id)));
      }),
    ).toBe(true);
    expect(await readTotals(g.db, id)).toEqual({ accepted: sink.seen, cancelled: 400 - sink.seen });
    expect(new Set(sink.mails.map((m) => m.to)).size).toBe(sink.seen);
  });
});

describe('a carrier with limits', () => {
  it('has at most four mails with all workers together, and its other rows are not touched while they wait', async () => {
    await readers(30, 'docomo.ne.jp');
    sink.behaviour.delay = 100;
    const id = await bulletin();
    let most = 0;
    const rows = () => g.db.knex('bulletin_recipient').where({ bulletin_id: id });
    const leased = new Set<string>();
    for (const _ of [1, 2, 3]) await g.deliver({ smtpUrl: sink.url });
    expect(
      await until(async () => {
        const sending = (await rows().where({ state: 'sending' })) as { reader_id: number; lease_token: number }[];
        most = Math.max(most, sending.length);
        for (const row of sending) leased.add(`${row.reader_id}|${row.lease_token}`);
        return (await readTotals(g.db, id)).accepted === 30;
      }, 60_000),
    ).toBe(true);
    expect(most).toBeLessThanOrEqual(4);
    // No row was leased, found throttled and put back: whoever was leased was sent.
    expect(leased.size).toBeLessThanOrEqual(30);
    expect(sink.seen).toBe(30);
  });

  it('that one worker gives a rest gets nothing from the others either, and the rest of the readers are not kept waiting', async () => {
    await readers(10, 'docomo.ne.jp', 'carrier');
    await readers(20);
    const id = await bulletin();
    const queue = await g.db.knex('queue').where({ bulletin_id: id, domain_class: 'docomo' }).first();
    await g.db.write((trx) => blockQueue(trx, queue.id, g.clock.now() + 15 * MINUTE, 'userunknown'));
    const workers = await Promise.all([1, 2].map(() => g.deliver({ smtpUrl: sink.url })));
    expect(await done(id, 20)).toBe(true);
    for (const { looked } of workers) await looked();
    expect(await g.db.knex('bulletin_recipient').where({ state: 'sending' })).toEqual([]);
    expect(sink.mails.filter((m) => m.to.endsWith('docomo.ne.jp'))).toEqual([]);
    expect(await listBlockedQueues(g.db, g.clock.now())).toMatchObject([
      { domain_class: 'docomo', blocked_reason: 'userunknown' },
    ]);
    g.clock.advance(15 * MINUTE);
    expect(await done(id, 30)).toBe(true);
  });

  it('gets its own pace beside many others at a slow relay, and a letter to it does not wait for them', async () => {
    await readers(450);
    await readers(50, 'docomo.ne.jp', 'carrier');
    sink.behaviour.delay = 40;
    const id = await bulletin();
    await g.deliver({ smtpUrl: sink.url });
    const of = (start: string) => sink.mails.filter((m) => m.to.startsWith(start)).length;
    expect(await until(() => of('reader') >= 150, 60_000)).toBe(true);
    const before = of('reader');
    await g.post('code@docomo.ne.jp');
    expect(await until(() => of('code') === 1, 30_000)).toBe(true);
    expect(of('reader') - before).toBeLessThan(150);
    expect(await until(() => of('reader') === 450, 60_000)).toBe(true);
    // Ten a second, less one for letters; four in all when they stood behind the others.
    expect(of('carrier')).toBeGreaterThanOrEqual(12);
    expect(await done(id, 500)).toBe(true);
  });

  it('is shared by letters and a bulletin: neither waits until the other has ended', async () => {
    await readers(30, 'docomo.ne.jp');
    await bulletin();
    for (let n = 0; n < 40; n++) await g.post(`letter${n}@docomo.ne.jp`);
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(() => sink.seen >= 30, 60_000)).toBe(true);
    const first = sink.mails.slice(0, 30).map((m) => m.to);
    expect(first.filter((to) => to.startsWith('reader')).length).toBeGreaterThanOrEqual(2);
    expect(first.filter((to) => to.startsWith('letter')).length).toBeGreaterThanOrEqual(10);
  });

  it('with one connection and one mail a second gives it to the bulletin now and then', async () => {
    await readers(5, 'docomo.ne.jp');
    await bulletin();
    for (let n = 0; n < 40; n++) await g.post(`letter${n}@docomo.ne.jp`);
    await g.db.write(async (trx) =>
      trx.knex('queue').where({ domain_class: 'docomo' }).update({ connections: 1, rate_per_second: 1 }),
    );
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(() => sink.mails.some((m) => m.to.startsWith('reader')), 25_000)).toBe(true);
    expect(sink.mails.filter((m) => m.to.startsWith('letter')).length).toBeGreaterThan(0);
  });

  it('keeps its usual mail going beside an emergency that has limits of its own', async () => {
    await readers(80, 'docomo.ne.jp');
    const id = await bulletin({ kind: 'emergency', priority: EMERGENCY_PRIORITY });
    await g.db.write(async (trx) =>
      trx
        .knex('queue')
        .where({ bulletin_id: id, domain_class: 'docomo' })
        .update({ connections: 50, rate_per_second: 60 }),
    );
    const claimer = openClaimer({ db: g.db, clock: g.clock, worker: 'test', holdRelays: () => false });
    expect((await claimer.claim({ letters: 0, recipients: 200 })).recipients).toHaveLength(50);
    await g.post('code@docomo.ne.jp');
    expect((await claimer.claim({ letters: 10, recipients: 0 })).letters).toHaveLength(1);
  });

  it('rests for an emergency too, whatever limits were agreed for it', async () => {
    await readers(140, 'docomo.ne.jp');
    sink.behaviour.refuse = 10;
    await bulletin({ kind: 'emergency', priority: EMERGENCY_PRIORITY });
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(async () => (await listBlockedQueues(g.db, g.clock.now())).length > 0, 60_000)).toBe(true);
    expect(await listBlockedQueues(g.db, g.clock.now())).toMatchObject([
      { lane: 'emergency', domain_class: 'docomo', blocked_reason: 'userunknown' },
    ]);
  });

  it('knows too few of the recipients: rests for all, and staff sees why', async () => {
    await readers(140, 'docomo.ne.jp');
    sink.behaviour.refuse = 10;
    const id = await bulletin();
    await g.db.write(async (trx) =>
      trx.knex('queue').where({ bulletin_id: id }).update({ rate_per_second: 1000, connections: 8 }),
    );
    await g.deliver({ smtpUrl: sink.url });
    expect(await until(async () => (await listBlockedQueues(g.db, g.clock.now())).length > 0, 60_000)).toBe(true);
    const [resting] = await listBlockedQueues(g.db, g.clock.now());
    expect(resting).toMatchObject({ domain_class: 'docomo', blocked_reason: 'userunknown' });
    const totals = await readTotals(g.db, id);
    expect(totals.waiting).toBeGreaterThan(0);
  });
});
