/** Clocks jump while a bulletin is under way: the machine's and the hub's, forward and back. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expandBulletins, verifyCounts } from '../../server/delivery/expand.ts';
import { HOUR } from '../../server/lib/clock.ts';
import { readTotals } from '../../server/store/bulletinCounts.ts';
import { addBulletin, addReaders, testTopic } from '../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../support/delivery.ts';
import { type Sink, startSink } from '../support/recordingSink.ts';

const READERS = 300;
let g: DeliveryGround;
let sink: Sink;
beforeEach(async () => {
  g = await deliveryGround();
  sink = await startSink();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await g.end();
  await sink.close();
});

describe('clocks that jump', () => {
  it('lose nobody and double nobody, with two workers, a carrier and letters', async () => {
    const topic = await testTopic(g.db);
    const domain = (i: number) => (i % 30 === 0 ? 'docomo.ne.jp' : 'example.jp');
    const people = Array.from({ length: READERS }, (_, i) => ({ email: `reader${i}@${domain(i)}` }));
    await addReaders(g, topic, people);
    const bulletin = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision });
    await expandBulletins(g);
    sink.behaviour.delay = 20;
    for (const _ of [1, 2]) await g.deliver({ smtpUrl: sink.url });
    const realNow = Date.now.bind(Date);
    const letters: string[] = [];
    for (const [n, jump] of [HOUR, -24 * HOUR, 48 * HOUR, 0].entries()) {
      expect(await until(() => sink.seen > n * 40 + 20, 90_000)).toBe(true);
      letters.push(await g.post(`sample${n}@example.jp`));
      vi.spyOn(Date, 'now').mockImplementation(() => realNow() + jump);
      // The hub's own clock: back for a moment, then right again, an hour further.
      g.clock.advance(-2 * HOUR);
      await new Promise((r) => setTimeout(r, 300));
      g.clock.advance(3 * HOUR);
    }
    expect(await until(async () => (await readTotals(g.db, bulletin)).accepted === READERS, 60_000)).toBe(true);
    for (const id of letters) expect(await until(async () => (await g.letter(id)).state === 'accepted')).toBe(true);
    const people_ = new Set(sink.mails.map((m) => m.to)).size;
    expect({ mails: sink.seen, people: people_ }).toEqual({ mails: READERS + 4, people: READERS + 4 });
    expect(await g.db.knex('worker')).toHaveLength(2);
    expect(await verifyCounts(g.db)).toEqual([]);
  });
});
