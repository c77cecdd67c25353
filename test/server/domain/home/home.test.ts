/** What waits for me, on the landing page: only whose next act it is, within the own topic groups, and never the own bulletin to approve. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../support/staff.ts';

let room: Newsroom;
beforeAll(async () => {
  room = await newsroom();
});
afterAll(() => room.stop());

const waitsFor = async (who: Staff) =>
  ((await who.get('/home')).body.bulletins as { id: string }[]).map((bulletin) => bulletin.id);

it('is told to whoever does the next act, and to nobody else', async () => {
  const groups = (await room.db.knex('topic_group').orderBy('id').select('id', 'code')) as {
    id: number;
    code: string;
  }[];
  const [own, other] = groups as [(typeof groups)[0], (typeof groups)[0]];
  const topic = (await room.db.knex('topic').where({ group_id: own.id }).first('code')) as { code: string };
  await room.readers(topic.code, 2);
  const author = await personWith(room, ['author', 'approver']);
  const colleague = await personWith(room, ['author']);
  const near = await personWith(room, ['approver'], { bureaus: [own.code] });
  const far = await personWith(room, ['approver'], { bureaus: [other.code] });
  const helpdesk = await personWith(room, ['helpdesk']);
  const everybody = [author, colleague, near, far, helpdesk];
  const whoSees = async (id: string) => {
    const lists = await Promise.all(everybody.map(waitsFor));
    return everybody.filter((_one, i) => lists[i]!.includes(id));
  };
  const made = await author.post('/bulletins', { topics: [topic.code], texts: sampleTexts });
  const id = String(made.body.id);
  expect(await whoSees(id)).toEqual([]);
  const submit = async () => {
    const { revision } = (await author.get(`/bulletins/${id}`)).body;
    expect((await author.post(`/bulletins/${id}/submit`, { revision, warningsTicked: true })).status).toBe(200);
  };
  await submit();
  expect(await whoSees(id)).toEqual([near]);
  expect((await near.post(`/bulletins/${id}/return`, { comment: '時間も書いてください' })).status).toBe(200);
  expect(await whoSees(id)).toEqual([author]);
  await submit();
  const { hash } = (await near.get(`/bulletins/${id}/last-page`)).body;
  expect((await near.post(`/bulletins/${id}/approve`, { hash })).status).toBe(200);
  expect(await whoSees(id)).toEqual([author, near]);
});
