/** Rows that a worker has leased and not yet sent: a switch reaches them, and no sweep of leases takes them away. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freeForgotten } from '../../../server/delivery/undertaker.ts';
import { crumbFolder } from '../../../server/delivery/worker.ts';
import { setHold } from '../../../server/store/holds.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let g: DeliveryGround;
let sink: Sink;
beforeEach(async () => {
  g = await deliveryGround();
  sink = await startSink();
});
afterEach(async () => {
  await g.end();
  await sink.close();
});

const inState = async (state: string) => (await g.db.knex('letter').where({ state })).length;

it.each([
  ['everything', '*'],
  ['lane', 'transactional'],
  ['type', 'nl-registration-complete'],
  ['system', 'nl'],
  ['domain', 'other'],
] as const)('a switch for %s puts back what is leased', async (kind, target) => {
  sink.behaviour.hang = 1;
  for (let n = 0; n < 4; n++) await g.post(`sample${n}@example.jp`);
  await g.deliver({ smtpUrl: sink.url, connections: 1 });
  expect(await until(async () => sink.seen === 1 && (await inState('sending')) === 4)).toBe(true);
  await g.db.write((trx) => setHold(trx, { kind, target, reason: 'test', actor: 'test', held_at: 1 }));
  expect(await until(async () => (await inState('waiting')) === 3)).toBe(true);
  expect([sink.seen, await inState('sending')]).toEqual([1, 1]);
  sink.dropAll();
});

it('nothing is claimed while leases are swept, so that nothing in hand is freed and sent twice', async () => {
  const { dispatch, worker } = await g.deliver({ smtpUrl: sink.url });
  const parts = { db: g.db, clock: g.clock, log: g.log, crumbFolder: crumbFolder(g.folder) };
  let swept = false;
  const sweep = () =>
    dispatch.sweep(async (inHand) => {
      if (inHand === null) return;
      for (let n = 0; n < 8; n++) await g.post(`sample${n}@example.jp`);
      dispatch.nudge();
      await new Promise((r) => setTimeout(r, 600));
      expect([await inState('sending'), sink.seen]).toEqual([0, 0]);
      await freeForgotten(parts, { worker, inHand });
      swept = true;
    });
  // A look may be under way, and then nobody can say what is in hand.
  expect(await until(() => sweep().then(() => swept))).toBe(true);
  expect(await until(async () => (await inState('accepted')) === 8)).toBe(true);
  expect(sink.seen).toBe(8);
});
