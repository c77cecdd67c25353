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
let approver: Staff;
beforeAll(async () => {
  room = await newsroom();
  here = room.topics[0]!;
  there = room.topics.find((t) => t.group_code !== here.group_code)!;
  author = await personWith(room, ['author']);
  approver = await personWith(room, ['approver']);
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

describe('the number on the button', () => {
  /** Submitted and approved; answers what the last page says then. */
  const approved = async (id: string) => {
    await author.post(`/bulletins/${id}/submit`, { revision: 1, warningsTicked: true });
    const { hash, reach } = (await approver.get(`/bulletins/${id}/last-page`)).body as {
      hash: string;
      reach: { total: number };
    };
    await approver.post(`/bulletins/${id}/approve`, { hash });
    return { hash, people: reach.total };
  };
  const release = (id: string, given: object) => approver.post(`/bulletins/${id}/release`, given);

  it('may be off by somebody who came meanwhile, not by hundreds, and is never left out', async () => {
    const { code } = room.topics[1]!;
    await room.readers(code, 4);
    const id = await stored([code]);
    const given = await approved(id);
    expect(given.people).toBe(4);
    await room.readers(code, 150, { first: 100 });
    expect((await release(id, { ...given, people: null })).body).toMatchObject({ code: 'audience.number' });
    expect((await release(id, given)).body).toMatchObject({ code: 'audience.number', details: { people: 154 } });
    await room.readers(code, 1, { first: 900 });
    expect((await release(id, { ...given, people: 154 })).body).toMatchObject({ state: 'scheduled' });
  });
});
