/** Bulletins by the console's doors: whose drafts somebody may write on, and what the audit log keeps of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

type Topic = Newsroom['topics'][number];

let room: Newsroom;
let here: Topic;
let there: Topic;
let author: Staff;
let narrowed: Staff;
beforeAll(async () => {
  room = await newsroom();
  here = room.topics[0]!;
  there = room.topics.find((t) => t.group_code !== here.group_code)!;
  author = await personWith(room, ['author']);
  narrowed = await personWith(room, ['author'], { bureaus: [here.group_code] });
});
afterAll(() => room.stop());

const stored = async (topics: string[], over: object = {}) =>
  String((await author.post('/bulletins', { topics, texts: sampleTexts, ...over })).body.id);

describe('a person of one bureau', () => {
  const other = { ...sampleTexts, ja: { subject: '書き替え', body: '別の本文です。' } };

  it("writes over no draft of another bureau, neither with the own topics nor with that bureau's", async () => {
    const id = await stored([there.code]);
    for (const topics of [[here.code], [there.code], []]) {
      const reply = await narrowed.put(`/bulletins/${id}`, { revision: 1, topics, texts: other });
      expect(reply.body).toMatchObject({ code: 'right.bureau' });
    }
    expect((await author.get(`/bulletins/${id}`)).body).toMatchObject({ revision: 1, topics: [there.code] });
  });

  it('writes on drafts of the own bureau, and hands none to another', async () => {
    const id = await stored([here.code]);
    const away = await narrowed.put(`/bulletins/${id}`, { revision: 1, topics: [there.code], texts: other });
    expect(away.body).toMatchObject({ code: 'right.bureau' });
    const kept = await narrowed.put(`/bulletins/${id}`, { revision: 1, topics: [here.code], texts: other });
    expect(kept).toMatchObject({ status: 200, body: { revision: 2, title: '書き替え' } });
  });
});
