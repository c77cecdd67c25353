/** When the time alone brings delivery something: the soonest row of any queue that may leave, not before its queue has rested. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findNextDue } from '../../../server/store/nextDue.ts';
import { blockQueue, ensureQueue } from '../../../server/store/queues.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { testDb } from '../../support/database.ts';

let base: Awaited<ReturnType<typeof testDb>>;
beforeAll(async () => {
  base = await testDb();
});
afterAll(() => base.close());

it('is told of letters and recipients, and of nothing that is held, ended or of a bulletin that is not being sent', async () => {
  const { db } = base;
  expect(await findNextDue(db, 0)).toBeNull();
  const topic = await testTopic(db);
  const readers = await addReaders(base, topic, [{ email: 'a@example.jp' }, { email: 'b@example.jp' }]);
  const bulletin = await addBulletin(db, { topic, now: 1, revision: 'r' });
  const queue = await db.write(async (trx) => {
    const id = await ensureQueue(trx, { lane: 'bulletin', domainClass: 'other', bulletinId: bulletin, now: 1 });
    const row = { bulletin_id: bulletin, language: 'ja', queue_id: id };
    await trx.knex('bulletin_recipient').insert([
      { ...row, reader_id: readers[0], state: 'accepted', next_at: 10 },
      { ...row, reader_id: readers[1], state: 'deferred', next_at: 5000 },
    ]);
    return id;
  });
  expect(await findNextDue(db, 100)).toBe(5000);
  await db.write((trx) => blockQueue(trx, queue, 7000, 'test'));
  expect(await findNextDue(db, 100)).toBe(7000);
  // A rest that is over holds nothing.
  expect(await findNextDue(db, 7000)).toBe(5000);
  await db.write(async (trx) => void (await trx.knex('bulletin').where({ id: bulletin }).update({ state: 'paused' })));
  expect(await findNextDue(db, 100)).toBeNull();
});
