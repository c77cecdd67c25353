/**
 * Digests whatever happens: bulletins with shared topics, corrections, redeliveries, changes of rhythm at noon, addresses that rest, people who
 * leave, are erased or turn out to be one, and processes that die half-way. Every reader has each bulletin once or not at all.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rhythm } from '../../../server/contract/codes.ts';
import { verifyCounts } from '../../../server/delivery/expand.ts';
import {
  cancelItemsChunk,
  inheritItems,
  leaveItems,
  leaveTopicItems,
  settleDigestChunk,
} from '../../../server/store/digestItems.ts';
import { gatherChunk } from '../../../server/store/digests.ts';
import { deleteOfReader } from '../../../server/store/persons.ts';
import { deleteReader } from '../../../server/store/readers.ts';
import { addReaders, testTopic } from '../../support/audience.ts';
import { type Answered, type DigestGround, digestGround } from '../../support/digests.ts';

let g: DigestGround;
beforeAll(async () => {
  g = await digestGround();
});
afterAll(() => g.end());

const READERS = [0, 1, 2, 3];
type World = {
  topics: number[];
  ids: number[];
  bulletins: number[];
  sent: Map<string, number[]>;
  /** Readers that something happened to. */
  touched: Set<number>;
  /** Readers that turned out to be one: who goes, who stays. */
  merged: [goes: number, stays: number][];
};
type Step = (world: World) => Promise<unknown>;

/** Each kind of thing that happens, as steps that say what they are when a run fails. */
const named = (name: string, step: Step): Step & { name: string } =>
  Object.defineProperty(step, 'name', { value: name });
const reader = fc.constantFrom(...READERS);
const topic = fc.nat({ max: 1 });
const which = fc.nat({ max: 5 });

const sends = fc
  .uniqueArray(topic, { minLength: 1 })
  .map((of) => named(`send to ${of}`, async (w) => w.bulletins.push(await g.send(of.map((t) => w.topics[t]!)))));

const choices = fc
  .record({ who: reader, to: fc.constantFrom<Rhythm>('atOnce', 'daily', 'weekly'), noon: fc.boolean() })
  .map(({ who, to, noon }) =>
    named(`${who} wants ${to}${noon ? ' at noon' : ''}`, async (w) => {
      if (noon) g.goTo('12:00');
      await g.rhythm([w.ids[who]!], to);
    }),
  );

// The process dies after some pieces of one reader each; the rest is done later by another.
const hours = fc.nat({ max: 3 }).map((chunks) =>
  named(`18:00, dies after ${chunks}`, async () => {
    g.goTo('18:00');
    await g.tick();
    const last = (await g.begun()).at(-1);
    for (let n = 0; last && n < chunks; n++)
      await g.db.write((trx) => gatherChunk(trx, { bulletinId: last, chunk: 1, now: g.clock.now() }));
  }),
);

const answers = fc.constantFrom<Answered>('accepted', 'accepted', 'accepted', 'bounced', 'deferred', 'unknown', 'lost');
const deliveries = fc
  .record({ most: fc.integer({ min: 1, max: 2 }), says: fc.array(answers, { minLength: 1, maxLength: 3 }) })
  .map(({ most, says }) => named(`deliver ${most}: ${says}`, async (w) => g.deliverDue(w.sent, most, says)));

const ends = fc.record({ n: which, dies: fc.boolean() }).map(({ n, dies }) =>
  named(`cancel ${n}${dies ? ', dies half-way' : ''}`, async ({ bulletins }) => {
    const id = bulletins[n];
    if (!id) return;
    await g.cancel(id);
    const end = { to: 'cancelled', reason: 'bulletin.cancelled' } as const;
    if (dies) await g.db.write((trx) => cancelItemsChunk(trx, { bulletinId: id, after: 0, chunk: 1, ...end }));
  }),
);

const sequels = fc.record({ n: which, kind: fc.constantFrom('correction', 'redelivery') }).map(({ n, kind }) =>
  named(`${kind} of ${n}`, async ({ topics, bulletins }) => {
    const of = bulletins[n];
    if (!of) return;
    await g.settle();
    const only = { of, reached: kind === 'correction' };
    bulletins.push(await g.send([topics[0]!], { kind, priority: kind === 'correction' ? 5 : 0, only }));
  }),
);

const state = (id: number, to: string) =>
  g.db.write(async (trx) => trx.knex('reader').where({ id }).update({ state: to }));
const erase = (id: number) =>
  g.db.write(async (trx) => {
    await deleteOfReader(trx, id);
    await deleteReader(trx, id, 0);
  });
const people = fc
  .record({ who: reader, other: reader, act: fc.constantFrom('rest', 'rest', 'wake', 'leave', 'erase', 'merge') })
  .map(({ who, other, act }) =>
    named(`${who}: ${act}${act === 'merge' ? ` with ${other}` : ''}`, async ({ ids, touched, merged }) => {
      const id = ids[who]!;
      touched.add(id);
      if (act === 'rest') await state(id, 'suspended');
      else if (act === 'wake')
        await g.db.write(async (trx) =>
          trx.knex('reader').where({ id, state: 'suspended' }).update({ state: 'active' }),
        );
      else if (act === 'leave') {
        await state(id, 'left');
        await g.db.write((trx) => leaveItems(trx, id));
      } else if (act === 'erase') await erase(id);
      else if (who !== other) {
        if (!(await g.db.knex('reader').where({ id }).first('id'))) return;
        await g.db.write((trx) => inheritItems(trx, id, ids[other]!));
        merged.push([id, ids[other]!]);
        await erase(id);
      }
    }),
  );

const topicsLeft = fc.record({ who: reader, of: topic }).map(({ who, of }) =>
  named(`${who} leaves topic ${of}`, async ({ ids, topics, touched }) => {
    const row = { reader_id: ids[who]!, topic_id: topics[of]! };
    touched.add(row.reader_id);
    await g.db.write(async (trx) => {
      await trx.knex('reader_topic').where(row).delete();
      await leaveTopicItems(trx, row.reader_id, [row.topic_id]);
    });
  }),
);

/** What is over is written down; or the process dies after one reader. */
const settlings = fc.boolean().map((dies) =>
  named(dies ? 'settle, dies half-way' : 'settle', async () => {
    if (!dies) return g.settle();
    for (const digestId of await g.begun())
      await g.db.write((trx) => settleDigestChunk(trx, { digestId, after: 0, chunk: 1 }));
  }),
);

const steps = fc.oneof(
  ...(
    [
      [4, sends],
      [2, choices],
      [3, hours],
      [3, deliveries],
      [1, ends],
      [2, sequels],
      [3, people],
      [1, topicsLeft],
      [2, settlings],
    ] as const
  ).map(([weight, arbitrary]) => ({ weight, arbitrary })),
);

/** Four readers with two topics each; then a week passes and everything comes to its end. */
const play = async (number: number, script: readonly Step[]): Promise<World> => {
  const topics = [await testTopic(g.db), await testTopic(g.db)];
  const named = READERS.map((n) => ({ email: `w${number}-${n}@example.jp` }));
  const ids = await addReaders(g, topics[0]!, named);
  await g.db.write(async (trx) =>
    trx.knex('reader_topic').insert(ids.map((reader_id) => ({ reader_id, topic_id: topics[1] }))),
  );
  await g.rhythm([ids[0]!, ids[1]!], 'daily');
  await g.rhythm([ids[2]!], 'weekly');
  const world: World = { topics, ids, bulletins: [], sent: new Map(), touched: new Set(), merged: [] };
  for (const step of script) await step(world);
  await g.settle();
  await g.deliverDue(world.sent);
  for (let day = 0; day < 8; day++) {
    g.goTo('18:00');
    await g.tick();
    await g.settle();
    await g.deliverDue(world.sent);
    await g.settle();
  }
  return world;
};

const OVER = ['accepted', 'unknown', 'bounced', 'withdrawn', 'cancelled', 'expired', 'suppressed'];
type Row = { bulletin_id: number; reader_id: number; state: string; reason: string | null };
/** Why somebody who is still there and asked for nothing else did not get it. */
const REASONS = ['bulletin.corrected', 'bulletin.cancelled', 'deadline'];

describe('whatever happens', () => {
  it('every reader has each bulletin once or not at all, as its row says, and no mail is empty', async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 6, maxLength: 18 }), async (script) => {
        const { bulletins, sent, touched, merged } = await play(++number, script);
        const got = [...sent].flatMap(([name, items]) => items.map((item) => `${item}|${name.split('|')[1]}`));
        expect(new Set(got).size, 'an item in two mails').toBe(got.length);
        const rows: Row[] = await g.db.knex('bulletin_recipient').whereIn('bulletin_id', bulletins);
        for (const row of rows) {
          expect(OVER, JSON.stringify(row)).toContain(row.state);
          expect(got.includes(`${row.bulletin_id}|${row.reader_id}`), JSON.stringify(row)).toBe(
            row.state === 'accepted' || row.state === 'unknown',
          );
          if (!touched.has(row.reader_id) && !['accepted', 'unknown', 'bounced'].includes(row.state))
            expect(REASONS, JSON.stringify(row)).toContain(row.reason);
        }
        for (const [goes, stays] of merged)
          for (const lost of rows.filter((row) => row.reader_id === goes && row.reason === 'reader.erased'))
            expect(
              rows.some((row) => row.reader_id === stays && row.bulletin_id === lost.bulletin_id),
              `nobody has ${JSON.stringify(lost)}`,
            ).toBe(true);
        expect(await verifyCounts(g.db)).toEqual([]);
        expect(await g.db.knex('digest').whereNotNull('bulletin_id').where({ settled: 0 })).toEqual([]);
      }),
      { numRuns: 10, endOnFailure: true },
    );
  }, 120_000);
});
