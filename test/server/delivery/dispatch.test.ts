/** A delivery process that stood still while it held mail in line: its connections go on with it when it is well again (a bad day found this). */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { openDispatch } from '../../../server/delivery/dispatch.ts';
import { openTally } from '../../../server/delivery/tally.ts';
import { deliveryGround, until } from '../../support/delivery.ts';

it('sends what stands in line after it was silent for too long, although the line is too full to claim more', async () => {
  const t = await deliveryGround();
  for (let n = 0; n < 4; n++) await t.post(`reader${n}@example.jp`);
  let well = true;
  let claims = 0;
  const sent: number[] = [];
  const tally = openTally();
  const dispatch = openDispatch({
    // It falls silent the moment its first claim is on disk.
    db: {
      ...t.db,
      write: async (work) => {
        const answer = await t.db.write(work);
        if (++claims === 1) well = false;
        return answer;
      },
    },
    clock: t.clock,
    log: t.log,
    worker: randomUUID(),
    connections: 1,
    openLine: () => ({
      depth: 1,
      letter: async ({ row }) => {
        sent.push(row.id);
        return { kind: 'accepted', reply: '250 2.0.0 ok', relay: 'test:25' };
      },
      recipient: () => Promise.reject(new Error('no bulletin here')),
      waitsSince: () => null,
      close: async () => {},
    }),
    crumbs: { drop() {}, renew() {}, clear() {} },
    tally,
    traces: null,
    holdRelays: () => false,
    alive: () => well,
    hangsAfter: 30_000,
    // Four in line leave no room for a further claim.
    buffer: { letters: 4, recipients: 4 },
  });
  dispatch.start();
  expect(await until(() => dispatch.inHand()?.length === 1)).toBe(true);
  // Another look of the silent process changes nothing.
  dispatch.nudge();
  expect(await until(() => dispatch.inHand() !== null)).toBe(true);
  expect(sent).toEqual([]);
  well = true;
  dispatch.nudge();
  expect(await until(() => sent.length === 4)).toBe(true);
  await dispatch.stop(5000);
  const states = await t.db.knex('letter').pluck('state');
  expect(states).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
  await t.end();
});
