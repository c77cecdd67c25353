/** What cannot be written as it is must not keep the rest from being written, or delivery stops for one relay's words. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPace } from '../../../server/delivery/pace.ts';
import { openRecorder } from '../../../server/delivery/recorder.ts';
import type { Result } from '../../../server/delivery/results.ts';
import { listAttempts } from '../../../server/store/outcomes.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { scriptedRelay } from './scriptedRelay.ts';

let g: DeliveryGround;
beforeEach(async () => {
  g = await deliveryGround();
});
afterEach(() => g.end());

it('a reply with control signs is recorded, and the mails behind it leave', async () => {
  const relay = await scriptedRelay({ final: () => '250 2.0.0 queued\u0000 as\u0007 1' });
  try {
    const ids = await Promise.all([1, 2, 3].map((n) => g.post(`sample${n}@example.jp`)));
    await g.deliver({ smtpUrl: `smtp://127.0.0.1:${relay.port}`, connections: 1 });
    for (const id of ids) expect(await until(async () => (await g.letter(id)).state === 'accepted')).toBe(true);
    expect((await g.letter(ids[0]!)).reply).toMatch(/queued +as +1/);
  } finally {
    await relay.close();
  }
});

it('a result that the database refuses is written without its words, and the others of its group with theirs', async () => {
  const ids = await Promise.all([1, 2, 3].map((n) => g.post(`sample${n}@example.jp`)));
  const rows = await Promise.all(ids.map(g.letter));
  await g.db.write((trx) => trx.knex('letter').update({ state: 'sending', lease_token: 1, worker: 'test' }));
  const pace = openPace({ clock: g.clock, isCarrier: () => false });
  const logged: unknown[] = [];
  const log = { ...g.log, error: (facts: object) => logged.push(facts) };
  const recorder = openRecorder({ db: g.db, clock: g.clock, log, pace });
  const result = (n: number, relay: string | null): Result => ({
    shape: 'letter',
    id: rows[n]!.id,
    queueId: rows[n]!.queue_id,
    leaseToken: 1,
    state: 'refused',
    nextAt: null,
    counts: true,
    reason: 'userunknown',
    reply: '550 unknown',
    attempt: {
      triedAt: g.clock.now(),
      worker: 'test',
      // No relay: a column that may not be empty, the same fault on both engines.
      relay: relay as string,
      result: 'refused',
      stage: 'rcpt',
      reply: '550 unknown',
      reason: 'userunknown',
    },
  });
  await Promise.all([result(0, 'a'), result(1, null), result(2, 'a')].map(recorder.add));
  expect((await Promise.all(ids.map(g.letter))).map((l) => [l.state, l.reason, l.attempts])).toEqual([
    ['refused', 'userunknown', 1],
    ['refused', 'refused', 1],
    ['refused', 'userunknown', 1],
  ]);
  const tried = await Promise.all(rows.map((row) => listAttempts(g.db, row.id)));
  expect(tried.map((attempts) => attempts.length)).toEqual([1, 0, 1]);
  expect(logged).toMatchObject([{ row: { id: rows[1]!.id } }]);
});
