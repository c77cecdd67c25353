/** A bulletin to few of many readers is written out by the readers of its topics: pieces are full, and no plan of them goes over everybody. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trx } from '../../../server/store/db.ts';
import { expandChunk } from '../../../server/store/expansion.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { engine, testDb } from '../../support/database.ts';

let base: Awaited<ReturnType<typeof testDb>>;
let ids: number[];
beforeAll(async () => {
  base = await testDb();
  const people = Array.from({ length: 3000 }, (_, i) => ({ email: `reader${i}@example.jp` }));
  ids = await addReaders(base, await testTopic(base.db), people);
});
afterAll(() => base.close());

const topicOf = async (readers: readonly number[]): Promise<number> => {
  const topic = await testTopic(base.db);
  await base.db.write(async (trx) => {
    for (let from = 0; from < readers.length; from += 200)
      await trx
        .knex('reader_topic')
        .insert(readers.slice(from, from + 200).map((reader_id) => ({ topic_id: topic, reader_id })));
  });
  return topic;
};

const bulletinTo = async ([first, ...others]: readonly number[]): Promise<number> => {
  const id = await addBulletin(base.db, { topic: first!, now: 1, revision: 'r' });
  await base.db.write(async (trx) => {
    for (const topic_id of others) await trx.knex('bulletin_topic').insert({ bulletin_id: id, topic_id });
  });
  return id;
};

const rowsOf = (id: number): Promise<number[]> =>
  base.db.knex('bulletin_recipient').where({ bulletin_id: id }).orderBy('reader_id').pluck('reader_id');

const chunkOf = (bulletinId: number, chunk: number) => ({ bulletinId, languages: ['ja'], chunk, now: 1 });
const writeOut = async (id: number, chunk: number): Promise<number> => {
  let pieces = 0;
  for (let more = true; more; pieces++) ({ more } = await base.db.write((trx) => expandChunk(trx, chunkOf(id, chunk))));
  return pieces;
};

describe('pieces', () => {
  it('are full although most topics of the bulletin have next to nobody', async () => {
    const every = (n: number, shift = 0) => ids.filter((_, i) => i % n === shift);
    const [many, few] = [every(10), Array.from({ length: 9 }, (_, n) => every(1500, n + 1))];
    const topics = [await topicOf(many), ...(await Promise.all(few.map(topicOf)))];
    const id = await bulletinTo(topics);
    // 318 readers by forty; along all readers it would be 75 pieces.
    expect(await writeOut(id, 40)).toBeLessThanOrEqual(9);
    expect(await rowsOf(id)).toEqual([...new Set([...many, ...few.flat()])].sort((a, b) => a - b));
  });

  it('hold a reader once who has several of the topics, and nobody who came after the cut', async () => {
    const [odd, third] = [ids.filter((_, i) => i % 60 === 0), ids.filter((_, i) => i % 90 === 0)];
    const topics = [await topicOf(odd), await topicOf(third)];
    const id = await bulletinTo(topics);
    await base.db.write((trx) => expandChunk(trx, chunkOf(id, 7)));
    const late = await addReaders(base, topics[0]!, [{ email: `late${id}@example.jp` }]);
    await writeOut(id, 7);
    const all = [...new Set([...odd, ...third])].sort((a, b) => a - b);
    expect(await rowsOf(id)).toEqual(all);
    expect(all).not.toContain(late[0]);
  });

  it('end in the middle when the first wave is full, and the rest follows in order', async () => {
    const wanted = ids.filter((_, i) => i % 100 === 50);
    const id = await bulletinTo([await topicOf(wanted)]);
    const wave = (change: object) =>
      base.db.write(async (trx) => void (await trx.knex('bulletin').where({ id }).update(change)));
    await wave({ wave_size: 11, wave_state: 'first' });
    await writeOut(id, 7);
    expect(await rowsOf(id)).toEqual(wanted.slice(0, 11));
    await wave({ wave_state: 'done' });
    await writeOut(id, 7);
    expect(await rowsOf(id)).toEqual(wanted);
  });

  it('of a bulletin to those whom another one missed are cut along its recipients', async () => {
    const wanted = ids.filter((_, i) => i % 70 === 3);
    const topic = await topicOf(wanted);
    const before = await bulletinTo([topic]);
    await writeOut(before, 500);
    const missed = wanted.filter((_, i) => i % 2 === 0);
    const { public_id: bulletin } = await base.db.knex('bulletin').where({ id: before }).first();
    const id = await bulletinTo([topic]);
    await base.db.write(async (trx) => {
      const rows = trx.knex('bulletin_recipient').where({ bulletin_id: before });
      await rows.clone().update({ state: 'accepted' });
      await rows.whereIn('reader_id', missed).update({ state: 'refused' });
      const audience = JSON.stringify({ topics: [], only: { bulletin, reached: false } });
      await trx.knex('bulletin').where({ id }).update({ audience });
    });
    expect(await writeOut(id, 20)).toBeLessThanOrEqual(4);
    expect(await rowsOf(id)).toEqual(missed);
  });
});

/** The plans of all statements about readers that one piece asks. */
const plansOf = (work: (trx: Trx) => Promise<unknown>): Promise<string[]> =>
  base.db.write(async (trx) => {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (one: (typeof asked)[number]) => void asked.push(one);
    trx.knex.on('query', note);
    await work(trx);
    trx.knex.off('query', note);
    const how = engine === 'sqlite' ? 'explain query plan' : 'explain';
    const plans: string[] = [];
    for (const { sql, bindings } of asked.filter((one) => /reader_topic|from reader/.test(one.sql))) {
      const answer = await trx.knex.raw(`${how} ${sql.replace(/\$\d+/g, '?')}`, bindings as string[]);
      plans.push(JSON.stringify(engine === 'sqlite' ? answer : answer.rows));
    }
    return plans;
  });

describe.each(['without figures', 'with figures of the tables'])('%s', (figures) => {
  it('one to a few looks at its own readers only, through the indexes', async () => {
    if (figures.startsWith('with ')) await base.db.write(async (trx) => void (await trx.knex.raw('analyze')));
    const id = await bulletinTo([await topicOf(ids.filter((_, i) => i % 300 === 7))]);
    const plans = await plansOf((trx) => expandChunk(trx, chunkOf(id, 20)));
    expect(plans.length).toBeGreaterThanOrEqual(4);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Seq Scan on (reader|reader_topic)\b|(Hash|Merge) Semi Join|Hash Join/);
      expect(plan).not.toMatch(/SCAN (r|t|reader|reader_topic)\b/);
    }
    expect(await rowsOf(id)).toHaveLength(10);
  });
});
