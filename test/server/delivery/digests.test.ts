/** Digests: what waits for a reader goes once, in one mail, whatever changes or dies in between; the figures always add up. */
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BulletinKind, Rhythm } from '../../../server/contract/codes.ts';
import { expandBulletins, settleBulletins, verifyCounts } from '../../../server/delivery/expand.ts';
import { isWeekly, lastDue, openDigests } from '../../../server/domain/bulletins/digests.ts';
import type { Policy } from '../../../server/domain/policy/policy.ts';
import { atTime, DAY, HOUR, MINUTE } from '../../../server/lib/clock.ts';
import { readTotals } from '../../../server/store/bulletinCounts.ts';
import { inheritItems, leaveItems, leaveTopicItems } from '../../../server/store/digestItems.ts';
import { gatherChunk, listItemsOf } from '../../../server/store/digests.ts';
import { claimRecipients, findDueBulletinQueues, recordRecipients } from '../../../server/store/recipients.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let g: DeliveryGround;
let sink: Sink;
let digests: ReturnType<typeof openDigests>;
// A Wednesday.
beforeAll(async () => {
  g = await deliveryGround('2026-04-01T10:00:00+09:00');
  sink = await startSink();
  const policy = { house: async () => ({ lateMs: 15 * MINUTE }) } as Policy;
  const quiet = { from: '21:00', to: '08:00' };
  digests = openDigests({ ...g, policy, quiet, revision: () => g.bundle.revision });
});
afterAll(async () => {
  await g.end();
  await sink.close();
});

const tick = async () => {
  const job = digests.jobs[0]!;
  if (await job.pending()) await job.run();
};
/** To the next time of day. */
const goTo = (time: string) => {
  const day = new Date(g.clock.now() + 9 * HOUR).toISOString().slice(0, 10);
  const at = atTime(day, time);
  g.clock.set(at > g.clock.now() ? at : at + DAY);
};
const rhythm = (ids: readonly number[], to: Rhythm) =>
  g.db.write(async (trx) => trx.knex('reader').whereIn('id', ids).update({ rhythm: to }));
const send = async (
  topics: readonly number[],
  over: { kind?: BulletinKind; priority?: number; parent?: number } = {},
) => {
  const id = await addBulletin(g.db, { topic: topics[0]!, now: g.clock.now(), revision: g.bundle.revision, ...over });
  await g.db.write(async (trx) => {
    for (const topic_id of topics.slice(1)) await trx.knex('bulletin_topic').insert({ bulletin_id: id, topic_id });
    if (over.parent) {
      const { public_id } = await trx.knex('bulletin').where({ id: over.parent }).first('public_id');
      const audience = JSON.stringify({ topics: [], only: { bulletin: public_id, reached: true } });
      await trx.knex('bulletin').where({ id }).update({ parent_id: over.parent, audience });
    }
  });
  return id;
};
const cancel = (id: number) =>
  g.db.write(async (trx) => trx.knex('bulletin').where({ id }).update({ state: 'cancelled' }));
const stateOf = async (id: number): Promise<string> => (await g.db.knex('bulletin').where({ id }).first()).state;
const isOver = async (id: number): Promise<boolean> => {
  await settleBulletins(g);
  return (await stateOf(id)) === 'finished';
};
const digestsNow = async (): Promise<number[]> =>
  g.db.knex('digest').whereNotNull('bulletin_id').orderBy('day').pluck('bulletin_id');

/** Every mail that is due leaves: what a digest's mail holds is asked for when it is made, as delivery does. */
const deliver = async (sent: Map<string, number[]>, most = 1000) => {
  const lease = { token: 1, until: g.clock.now() + HOUR, worker: 'test' };
  for (const queue of await findDueBulletinQueues(g.db, g.clock.now())) {
    const rows = await g.db.write((trx) =>
      claimRecipients(trx, {
        bulletinId: queue.bulletin_id,
        queueId: queue.id,
        limit: most,
        now: g.clock.now(),
        lease,
      }),
    );
    const { kind } = await g.db.knex('bulletin').where({ id: queue.bulletin_id }).first('kind');
    for (const row of rows) {
      const items = kind === 'digest' ? await listItemsOf(g.db, row.bulletin_id, row.reader_id) : [row.bulletin_id];
      const name = `${row.bulletin_id}|${row.reader_id}`;
      expect(items, 'a mail with nothing in it').not.toEqual([]);
      expect(sent.has(name), 'the same mail twice').toBe(false);
      sent.set(name, items);
    }
    const results = rows.map((row) => ({
      bulletinId: row.bulletin_id,
      readerId: row.reader_id,
      leaseToken: 1,
      state: 'accepted' as const,
      ...{ nextAt: null, counts: true, reason: null, reply: null, attempt: null },
    }));
    await g.db.write((trx) => recordRecipients(trx, results, g.clock.now()));
  }
};
const settle = async () => {
  await expandBulletins(g);
  await settleBulletins(g);
};

describe('the hour of a digest', () => {
  it('is 18:00, and Friday has the week’s as well; a Friday that was missed is made up for once', () => {
    expect(lastDue(atTime('2026-04-03', '17:59'))).toBe('2026-04-02');
    expect(lastDue(atTime('2026-04-03', '18:00'))).toBe('2026-04-03');
    expect(isWeekly('2026-04-03', { first: null, weekly: null })).toBe(true);
    expect(isWeekly('2026-04-02', { first: null, weekly: null })).toBe(false);
    expect(isWeekly('2026-04-04', { first: '2026-04-01', weekly: '2026-03-27' })).toBe(true);
    expect(isWeekly('2026-04-05', { first: '2026-04-01', weekly: '2026-04-04' })).toBe(false);
    expect(isWeekly('2026-04-05', { first: '2026-04-04', weekly: null })).toBe(false);
  });
});

describe('a digest', () => {
  it('is one mail with title, first words and page of what waited; the bulletin counts its readers until then', async () => {
    const topic = await testTopic(g.db);
    const [first, second] = await addReaders(g, topic, [
      { email: 'daily@example.jp' },
      { email: 'daily-en@example.jp', language: 'en' },
      { email: 'now@example.jp' },
    ]);
    await rhythm([first!, second!], 'daily');
    const [a, b] = [await send([topic]), await send([topic])];
    const alarm = await send([topic], { kind: 'emergency', priority: 10 });
    await settle();
    expect(await readTotals(g.db, a)).toEqual({ digest: 2, waiting: 1 });
    expect(await readTotals(g.db, alarm)).toEqual({ waiting: 3 });
    const { stop } = await g.deliver({ smtpUrl: sink.url });
    expect(await until(async () => sink.mails.length === 5)).toBe(true);
    expect(await until(() => isOver(a))).toBe(true);
    expect(await readTotals(g.db, a)).toEqual({ digest: 2, accepted: 1 });

    await tick();
    expect(await digestsNow()).toEqual([]);
    goTo('18:00');
    await tick();
    await tick();
    const [digest, ...more] = await digestsNow();
    expect(more).toEqual([]);
    await settle();
    g.db.wake();
    expect(await until(async () => sink.mails.length === 7)).toBe(true);
    expect(await until(() => isOver(digest!))).toBe(true);
    await settleBulletins(g);
    for (const id of [a, b]) expect(await readTotals(g.db, id)).toEqual({ accepted: 3 });
    expect(await readTotals(g.db, digest!)).toEqual({ accepted: 2 });
    const mails = await Promise.all(
      sink.mails.filter((m) => m.to === 'daily-en@example.jp').map((m) => simpleParser(m.data)),
    );
    const { text } = mails.find((m) => m.subject?.includes('one message'))!;
    const { public_id } = await g.db.knex('bulletin').where({ id: a }).first('public_id');
    expect(text!.match(/A sample text\./g)!.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain(`/m/en/news/${public_id}`);
    expect((await digests.list(5))[0]).toMatchObject({ day: '2026-04-01', weekly: false, total: 2, accepted: 2 });
    expect(await verifyCounts(g.db)).toEqual([]);
    await stop();
  });

  it('that is late goes within the time of the house, and else what waits goes with the next; nothing waits: no digest', async () => {
    const topic = await testTopic(g.db);
    const [reader] = await addReaders(g, topic, [{ email: 'late@example.jp' }]);
    await rhythm([reader!], 'daily');
    await send([topic]);
    await settle();
    const before = (await digestsNow()).length;
    goTo('18:16');
    await tick();
    expect((await digestsNow()).length).toBe(before);
    goTo('18:10');
    await tick();
    expect((await digestsNow()).length).toBe(before + 1);
    const sent = new Map<string, number[]>();
    await settle();
    await deliver(sent);
    await settle();
    goTo('18:00');
    await tick();
    expect((await digestsNow()).length).toBe(before + 1);
    expect(await g.db.knex('digest').orderBy('day', 'desc').first()).toMatchObject({ bulletin_id: null });
  });
});

describe('two registrations of one person', () => {
  it('that become one lose nothing and double nothing', async () => {
    const topic = await testTopic(g.db);
    const [lives, goes] = await addReaders(g, topic, [{ email: 'lives@example.jp' }, { email: 'goes@example.jp' }]);
    await rhythm([goes!], 'daily');
    const both = await send([topic]);
    await settle();
    await g.db.write(async (trx) => trx.knex('reader_topic').where({ reader_id: lives }).delete());
    const one = await send([topic]);
    await settle();
    await g.db.write((trx) => inheritItems(trx, goes!, lives!));
    const rows = await g.db
      .knex('bulletin_recipient')
      .whereIn('bulletin_id', [both, one])
      .where({ state: 'digest' })
      .orderBy('bulletin_id');
    expect(rows.map((row) => [row.bulletin_id, row.reader_id])).toEqual([
      [both, goes],
      [one, lives],
    ]);
    // Its row is gone: the next digest ends what it had.
    await g.db.write(async (trx) => trx.knex('reader').where({ id: goes }).delete());
    const sent = new Map<string, number[]>();
    await deliver(sent);
    goTo('18:00');
    await tick();
    await settle();
    await deliver(sent);
    await settle();
    expect([...sent.values()]).toEqual([[both], [one]]);
    expect(await readTotals(g.db, both)).toEqual({ accepted: 1, withdrawn: 1 });
    expect(await verifyCounts(g.db)).toEqual([]);
  });
});

type Op =
  | { op: 'send'; topics: number[]; wave: boolean }
  | { op: 'rhythm'; reader: number; to: Rhythm }
  | { op: 'digest'; chunks: number }
  | { op: 'deliver'; most: number }
  | { op: 'cancel' | 'correct'; which: number }
  | { op: 'leaveTopic'; reader: number; topic: number }
  | { op: 'leave'; reader: number }
  | { op: 'settle' };
const readers = fc.nat({ max: 3 });
const ops: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('send' as const),
      topics: fc.uniqueArray(fc.nat({ max: 1 }), { minLength: 1 }),
      wave: fc.constant(false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('rhythm' as const),
      reader: readers,
      to: fc.constantFrom<Rhythm>('atOnce', 'daily', 'weekly'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('digest' as const), chunks: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('deliver' as const), most: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constantFrom('cancel' as const, 'correct' as const), which: fc.nat({ max: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('leaveTopic' as const), reader: readers, topic: fc.nat({ max: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('leave' as const), reader: readers }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('settle' as const) }) },
);

/** One world of four readers with two topics each, played through; then a week passes and everything comes to its end. */
const play = async (world: number, script: readonly Op[]) => {
  const topics = [await testTopic(g.db), await testTopic(g.db)];
  const ids = await addReaders(
    g,
    topics[0]!,
    [0, 1, 2, 3].map((n) => ({ email: `w${world}-${n}@example.jp` })),
  );
  await g.db.write(async (trx) =>
    trx.knex('reader_topic').insert(ids.map((reader_id) => ({ reader_id, topic_id: topics[1] }))),
  );
  await rhythm([ids[0]!, ids[1]!], 'daily');
  await rhythm([ids[2]!], 'weekly');
  const bulletins: number[] = [];
  const sent = new Map<string, number[]>();
  for (const step of script) {
    if (step.op === 'send') bulletins.push(await send(step.topics.map((t) => topics[t]!)));
    else if (step.op === 'rhythm') await rhythm([ids[step.reader]!], step.to);
    else if (step.op === 'digest') {
      goTo('18:00');
      await tick();
      // The process dies after some pieces of one reader each; the rest is done later by another.
      const last = (await digestsNow()).at(-1);
      for (let n = 0; last && n < step.chunks; n++)
        await g.db.write((trx) => gatherChunk(trx, { bulletinId: last, chunk: 1, now: g.clock.now() }));
    } else if (step.op === 'deliver') await deliver(sent, step.most);
    else if (step.op === 'cancel' && bulletins[step.which]) await cancel(bulletins[step.which]!);
    else if (step.op === 'correct' && bulletins[step.which]) {
      await settle();
      bulletins.push(await send([topics[0]!], { kind: 'correction', priority: 5, parent: bulletins[step.which]! }));
    } else if (step.op === 'leaveTopic') {
      const row = { reader_id: ids[step.reader]!, topic_id: topics[step.topic]! };
      await g.db.write(async (trx) => {
        await trx.knex('reader_topic').where(row).delete();
        await leaveTopicItems(trx, row.reader_id, [row.topic_id]);
      });
    } else if (step.op === 'leave') {
      await g.db.write(async (trx) => {
        await trx.knex('reader').where({ id: ids[step.reader]! }).update({ state: 'left' });
        await leaveItems(trx, ids[step.reader]!);
      });
    } else await settle();
  }
  await settle();
  await deliver(sent);
  for (let day = 0; day < 8; day++) {
    goTo('18:00');
    await tick();
    await settle();
    await deliver(sent);
    await settle();
  }
  return { ids, bulletins, sent };
};

describe('whatever happens', () => {
  it('every reader has each bulletin once or not at all, as its row says, and no mail is empty', async () => {
    let world = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(ops, { minLength: 4, maxLength: 14 }), async (script) => {
        const { bulletins, sent } = await play(++world, script);
        const got = [...sent].flatMap(([name, items]) => items.map((item) => `${item}|${name.split('|')[1]}`));
        expect(new Set(got).size, 'an item in two mails').toBe(got.length);
        const rows: { bulletin_id: number; reader_id: number; state: string }[] = await g.db
          .knex('bulletin_recipient')
          .whereIn('bulletin_id', bulletins);
        for (const row of rows) {
          expect(['accepted', 'withdrawn', 'cancelled', 'expired'], JSON.stringify(row)).toContain(row.state);
          expect(got.includes(`${row.bulletin_id}|${row.reader_id}`), JSON.stringify(row)).toBe(
            row.state === 'accepted',
          );
        }
        expect(await verifyCounts(g.db)).toEqual([]);
        expect(await g.db.knex('digest').whereNotNull('bulletin_id').where({ settled: 0 })).toEqual([]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 120_000);
});
