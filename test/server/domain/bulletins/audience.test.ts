/** Whom a bulletin reaches: at once, exactly, without some, only some; and what follows one that was sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { likeness } from '../../../../server/domain/bulletins/editions.ts';
import { paceOf } from '../../../../server/domain/bulletins/watching.ts';
import { type Actor, differsMuch } from '../../../../server/domain/policy/policy.ts';
import { MINUTE, SECOND } from '../../../../server/lib/clock.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';

let room: Newsroom;
let author: Actor;
let one: string;
let two: string;
let readers: number[];

beforeAll(async () => {
  room = await newsroom();
  [one, two] = room.topics.map((t) => t.code) as [string, string];
  author = await room.person(['author', 'approver']);
  readers = await room.readers(one, 6);
  await room.readers(two, 4, { language: 'en', domain: 'docomo.ne.jp' });
  // One reader chose both topics and is counted once.
  const topic = room.topics[1]!.id;
  await room.db.write((trx) => trx.knex('reader_topic').insert({ topic_id: topic, reader_id: readers[0] }));
});
afterAll(() => room.stop());

const send = async (draft: object) => {
  const { id } = await room.parts.bulletins.create(author.actor, { topics: [one], texts: sampleTexts, ...draft });
  await room.parts.bulletins.send('cli', id);
  await room.tick();
  return id;
};
const recipients = async (id: string): Promise<number[]> => {
  const { id: row } = await room.row(id);
  const rows: { reader_id: number }[] = await room.db
    .knex('bulletin_recipient')
    .where({ bulletin_id: row })
    .orderBy('reader_id');
  return rows.map((r) => r.reader_id);
};

describe('the count of an audience', () => {
  it('is the same from the kept sums and row by row, by language and class of domains', async () => {
    const wanted = { total: 10, languages: { ja: 6, en: 4 }, domains: { other: 6, docomo: 4 } };
    expect(await room.parts.audience.reach({ topics: [one, two] })).toMatchObject(wanted);
    expect(await room.parts.audience.exact({ topics: [one, two] }, ['ja', 'plja', 'en'])).toMatchObject(wanted);
    expect(await room.parts.audience.reach({ topics: [two] })).toMatchObject({ total: 5 });
  });

  it('of no topic is nobody, never everybody', async () => {
    expect(await room.parts.audience.reach({ topics: [] })).toMatchObject({ total: 0 });
    expect(await room.parts.audience.exact({ topics: [] }, ['ja', 'plja', 'en'])).toMatchObject({ total: 0 });
  });
});

describe('a sent bulletin', () => {
  let first: string;
  beforeAll(async () => {
    first = await send({});
    await room.answer(first, 'accepted', readers.slice(0, 3));
    await room.answer(first, 'unknown', readers.slice(3, 4));
    await room.answer(first, 'refused');
    await room.tick();
  });

  it('can be left out of the audience of another: who got it does not get that one', async () => {
    const second = await send({ topics: [one, two], exclude: first });
    expect(await recipients(second)).toEqual(expect.arrayContaining(readers.slice(4)));
    expect(await recipients(second)).toHaveLength(6);
    expect(await room.parts.audience.reach({ topics: [one, two], exclude: { bulletin: first } })).toMatchObject({
      total: 10,
      excludedAtMost: 4,
    });
  });

  it('is corrected to exactly those who may have it, although they changed their topics meanwhile', async () => {
    await room.db.write((trx) => trx.knex('reader_topic').where({ reader_id: readers[1] }).delete());
    const { id } = await room.parts.sequels.begin(author, first, 'correction');
    expect(await room.row(id)).toMatchObject({ kind: 'correction', priority: 5 });
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    expect(await recipients(id)).toEqual(readers.slice(0, 4));
  });

  it('is sent again to those it did not reach, without who left; only the subject may change', async () => {
    await room.db.write((trx) => trx.knex('reader').where({ id: readers[5] }).update({ state: 'left', left_at: 1 }));
    const { id } = await room.parts.sequels.begin(author, first, 'redelivery');
    const body = { ...sampleTexts, ja: { ...sampleTexts.ja, body: '別の本文' } };
    await expect(room.parts.bulletins.revise(author, id, 1, { topics: [one], texts: body })).rejects.toMatchObject({
      fields: [{ field: 'texts.ja.body', code: 'bulletin.body-frozen' }],
    });
    const subject = { ...sampleTexts, ja: { ...sampleTexts.ja, subject: '再送: 窓口の案内' } };
    await room.parts.bulletins.revise(author, id, 1, { topics: [one], texts: subject });
    await room.parts.bulletins.send('cli', id);
    await room.tick();
    expect(await recipients(id)).toEqual([readers[4]]);
  });

  it('tells why one exact address gets it or not, and writes down that somebody asked', async () => {
    const about = { bulletin: first, audience: { topics: [two] }, readable: ['ja'] as const, answered: true };
    const why = (email: string) => room.parts.audience.why(author.actor, email, about);
    expect(await why(`${one}-ja-1@example.jp`)).toMatchObject({ gets: true, why: 'topic', topics: [two] });
    expect(await why(`${one}-ja-3@example.jp`)).toMatchObject({ gets: false, why: 'no-topic' });
    expect(await why(`${one}-ja-6@example.jp`)).toMatchObject({ gets: false, why: 'not-active' });
    expect(await why(`${two}-en-1@docomo.ne.jp`)).toMatchObject({ gets: false, why: 'other-language' });
    expect(await why('nobody@example.jp')).toMatchObject({ gets: false, why: 'unknown-address' });
    const asked = await room.db.knex('audit').where({ action: 'bulletin.why', actor: author.actor });
    expect(asked).toHaveLength(5);
    expect(JSON.stringify(asked)).not.toContain('@');
  });

  it('that was a drill is followed by drills only', async () => {
    const drill = await send({ kind: 'drill' });
    for (const sequel of ['copy', 'correction', 'redelivery'] as const) {
      const { id } = await room.parts.sequels.begin(author, drill, sequel);
      expect(await room.row(id)).toMatchObject({ kind: 'drill' });
    }
  });
});

describe('the pace', () => {
  const at = (second: number, done: number) => ({ happened_at: second * SECOND, done });
  it('is not told before three looks, nor while nothing moves', () => {
    expect(paceOf([at(0, 0), at(5, 50)], 100, 0)).toBeNull();
    expect(paceOf([at(0, 50), at(5, 50), at(10, 50)], 100, 0)).toBeNull();
  });
  it('gives the end if it goes on so', () => {
    expect(paceOf([at(0, 0), at(5, 50), at(10, 100)], 600, 10 * SECOND)).toEqual({
      perSecond: 10,
      endsAt: 10 * SECOND + MINUTE,
    });
  });
});

describe('the last edition', () => {
  it('is found by its subject, whatever number it has', () => {
    expect(likeness('健康だより4月号', '健康だより12月号')).toBeGreaterThan(0.4);
    expect(likeness('健康だより4月号', '市報あれこれ')).toBeLessThan(0.4);
  });
  it('makes the number be typed in only when it differs by more than 30 % and more than 100 people', () => {
    expect(differsMuch(15_111, 1_821)).toBe(true);
    expect(differsMuch(120, 20)).toBe(false);
    expect(differsMuch(1_200, 1_000)).toBe(false);
    expect(differsMuch(100, null)).toBe(false);
    expect(differsMuch(300, 1_000)).toBe(true);
  });
});
