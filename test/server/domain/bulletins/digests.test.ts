/** How often, through the doors: a reader chooses it on the page of change, staff see the digest and what waits for it, and can stop either. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Newsroom, newsroom, sampleTexts } from '../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../support/staff.ts';
import { pathOf, register, visitor } from '../../../support/visitor.ts';

const topics: string[] = [];
let room: Newsroom;
let staff: Staff;
let change: string;
let unsubscribe: string;
beforeAll(async () => {
  room = await newsroom({ SECOND_FACTOR: 'off', LIMIT_FORMS_NETWORK_HOUR: '0' });
  staff = await personWith(room, ['author', 'operator', 'administrator']);
  const free = await room.db.knex('topic').where({ needs_date: 0 }).orderBy('id').limit(2).pluck('code');
  topics.push(...free);
  await register(room.url, { email: 'often@example.jp', language: 'ja', topics });
  await room.settle();
  const letter = (await room.letters()).find((l) => l.to === 'often@example.jp')!;
  change = pathOf(letter.variables.change_url);
  unsubscribe = pathOf(letter.variables.unsubscribe_url);
}, 60_000);
afterAll(() => room.stop());

const choose = async (rhythm: string, wanted = topics) => {
  const v = visitor(room.url);
  await v.open(change);
  return v.press('save', { rhythm, topic: wanted });
};
const rhythmNow = async () => (await room.db.knex('reader').first('rhythm')).rhythm;
const send = async (of = topics) => {
  const { id } = await room.parts.bulletins.create('cli', { topics: of, texts: sampleTexts }, 'cli');
  await room.parts.bulletins.send('cli', id);
  await room.tick();
  return id;
};
const figures = async (id: string) => (await staff.get(`/bulletins/${id}`)).body.figures as Record<string, number>;

it('is chosen on the page of change, told there and to staff, and what no page offers is not taken', async () => {
  const saved = await choose('daily');
  expect(saved.status).toBe(200);
  expect(saved.text).toContain('1日分をまとめて受け取る');
  expect(await rhythmNow()).toBe('daily');
  await choose('hourly', [topics[0]!]);
  expect(await rhythmNow()).toBe('daily');
  await choose('daily');
  const { public_id } = await room.db.knex('reader').first('public_id');
  expect((await staff.get(`/readers/${public_id}`)).body).toMatchObject({ rhythm: 'daily' });
});

it('what waits is a line of its own; it can be cancelled after everything else was sent, and then the day has no digest', async () => {
  const id = await send();
  expect(await figures(id)).toMatchObject({ total: 1, digest: 1, waiting: 0, accepted: 0 });
  expect((await room.row(id)).state).toBe('finished');
  expect((await staff.post(`/bulletins/${id}/cancel`, {})).status).toBe(200);
  await room.tick();
  expect(await figures(id)).toMatchObject({ total: 1, digest: 0, cancelled: 1 });
  expect((await staff.post(`/bulletins/${id}/cancel`, {})).status).toBe(409);
  const sent = await send([topics[1]!]);
  await choose('daily', [topics[0]!]);
  expect(await figures(sent)).toMatchObject({ total: 1, digest: 0, withdrawn: 1 });
  await choose('daily');
  room.clock.set('2026-04-01T18:00:00+09:00');
  await room.parts.digests.jobs[0]!.run();
  expect(await room.parts.digests.list(5)).toEqual([]);
});

it('a digest stands among the bulletins, has no sequel, and cancelled it ends what is in it', async () => {
  const id = await send();
  room.clock.set('2026-04-02T18:00:00+09:00');
  staff = await personWith(room, ['author', 'operator', 'administrator']);
  await room.parts.digests.jobs[0]!.run();
  await room.tick();
  const [digest] = await room.parts.digests.list(5);
  expect(digest).toMatchObject({ day: '2026-04-02', total: 1, waiting: 1 });
  const shown = (await staff.get(`/bulletins/${digest!.id}`)).body;
  expect(shown).toMatchObject({ kind: 'digest', state: 'sending', title: 'お知らせのまとめ' });
  expect(JSON.stringify(shown.texts)).toContain(sampleTexts.ja.subject);
  const { items } = (await staff.get(`/bulletins/${digest!.id}/watch`)).body;
  expect(items).toEqual([{ id, title: sampleTexts.ja.subject, people: 1 }]);
  const refused = await staff.post(`/bulletins/${digest!.id}/copy`, {});
  expect([refused.status, refused.body.code]).toEqual([400, 'digest.no-sequel']);
  expect((await staff.post(`/bulletins/${digest!.id}/cancel`, {})).status).toBe(200);
  await room.tick();
  await room.tick();
  expect(await figures(id)).toMatchObject({ total: 1, digest: 0, cancelled: 1 });
});

it('who leaves altogether takes what waits along', async () => {
  const id = await send();
  expect(await figures(id)).toMatchObject({ digest: 1 });
  const v = visitor(room.url);
  await v.open(unsubscribe);
  await v.press('unsubscribe');
  await room.settle();
  expect(await figures(id)).toMatchObject({ total: 1, digest: 0, withdrawn: 1 });
});
