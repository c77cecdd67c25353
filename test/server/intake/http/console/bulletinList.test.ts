/** The list of bulletins: found by words, topic, author and day; what is over is put away and comes back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../../../../server/lib/clock.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let author: Staff;
const ids: Record<string, string> = {};
const texts = (subject: string, body: string) => ({ ja: { subject, body } });
const found = async (query: Record<string, string>): Promise<string[]> => {
  const { status, body } = await author.get(`/bulletins?${new URLSearchParams(query)}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body.data as { id: string }[]).map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? id);
};

beforeAll(async () => {
  room = await newsroom();
  author = await personWith(room, ['author'], { name: '見本 花子' });
  const other = await personWith(room, ['author'], { name: 'SAMPLE Taro' });
  const write = async (who: Staff, topic: number, given: object) =>
    String((await who.post('/bulletins', { topics: [room.topics[topic]!.code], texts: given })).body.id);
  ids.counter = await write(author, 0, texts('窓口の時間', '100%予約です。8月から変わります。'));
  ids.fees = await write(other, 1, texts('手数料の改定', '8月から変わります。'));
  room.clock.advance(3 * DAY);
  // The first sessions have ended by now.
  author = await personWith(room, ['author'], { name: '見本 花子' });
  ids.english = await write(author, 1, { ...sampleTexts, en: { subject: 'New Counter', body: 'It opens_soon.' } });
});
afterAll(() => room.stop());

describe('a bulletin is found', () => {
  it('by words of its newest text in any language, upper and lower case alike, all of them at one place', async () => {
    expect(await found({})).toEqual(['english', 'fees', 'counter']);
    expect(await found({ text: '8月' })).toEqual(['fees', 'counter']);
    expect(await found({ text: '窓口 8月' })).toEqual(['counter']);
    expect(await found({ text: 'new COUNTER' })).toEqual(['english']);
    expect(await found({ text: '窓口 手数料' })).toEqual([]);
  });

  it('also by signs that mean something to a database', async () => {
    expect(await found({ text: '100%' })).toEqual(['counter']);
    expect(await found({ text: '0%約' })).toEqual([]);
    expect(await found({ text: 'opens_soon' })).toEqual(['english']);
    expect(await found({ text: "'; drop" })).toEqual([]);
  });

  it('by topic, by part of the name of who wrote a line of it, and by day', async () => {
    expect(await found({ topic: room.topics[1]!.code })).toEqual(['english', 'fees']);
    expect(await found({ author: 'sample' })).toEqual(['fees']);
    expect(await found({ author: '花子' })).toEqual(['english', 'counter']);
    expect(await found({ author: '花子', text: '予約' })).toEqual(['counter']);
    expect(await found({ author: 'いない人' })).toEqual([]);
    const today = new Date(room.clock.now() + 9 * 3_600_000).toISOString().slice(0, 10);
    expect(await found({ from: today })).toEqual(['english']);
    expect((await author.get('/bulletins?from=yesterday')).status).toBe(422);
  });
});

describe('what is put away', () => {
  it('leaves the first list, is found on its own, comes back, and stands in the audit log once', async () => {
    const draft = await author.post(`/bulletins/${ids.fees}/shelve`);
    expect(draft).toMatchObject({ status: 409, body: { code: 'bulletin.wrong-state' } });
    await author.post(`/bulletins/${ids.fees}/discard`);
    for (const _ of [1, 2])
      expect(await author.post(`/bulletins/${ids.fees}/shelve`)).toMatchObject({
        status: 200,
        body: { shelved: true, author: 'SAMPLE Taro' },
      });
    expect(await found({})).toEqual(['english', 'counter']);
    expect(await found({ shelved: 'yes' })).toEqual(['fees']);
    await author.post(`/bulletins/${ids.fees}/unshelve`);
    expect(await found({})).toEqual(['english', 'fees', 'counter']);
    const acts = await room.db.knex('audit').where('action', 'like', 'bulletin.%shelve').orderBy('seq').pluck('action');
    expect(acts).toEqual(['bulletin.shelve', 'bulletin.unshelve']);
  });
});
