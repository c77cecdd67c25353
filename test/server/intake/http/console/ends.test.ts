/** The expected end for each class of recipient domains, as the console shows it before and while a bulletin runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bestPace, UNMEASURED_PACE } from '../../../../../server/domain/bulletins/ends.ts';
import { MINUTE, SECOND } from '../../../../../server/lib/clock.ts';
import { addSample } from '../../../../../server/store/bulletinEvents.ts';
import { blockQueue } from '../../../../../server/store/queues.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let author: Staff;
let approver: Staff;
let operator: Staff;
let topic: string;
beforeAll(async () => {
  room = await newsroom();
  author = await personWith(room, ['author']);
  approver = await personWith(room, ['approver']);
  operator = await personWith(room, ['operator']);
  topic = room.topics[0]!.code;
  await room.readers(topic, 40, { domain: 'docomo.ne.jp' });
  await room.readers(topic, 30, { first: 100, domain: 'gmail.com' });
  await room.readers(topic, 10, { first: 200 });
});
afterAll(() => room.stop());

type Page = { hash: string; startsAt: number; reach: { total: number }; endsAt: { domainClass: string; at: number }[] };

const draft = async (kind = 'normal') =>
  String((await author.post('/bulletins', { topics: [topic], texts: sampleTexts, kind })).body.id);
const lastPage = async (id: string) => (await approver.get(`/bulletins/${id}/last-page`)).body as Page;
/** Seconds from the first mail to the end of each class. */
const seconds = async (id: string) => {
  const { startsAt, endsAt } = await lastPage(id);
  return Object.fromEntries(endsAt.map(({ domainClass, at }) => [domainClass, (at - startsAt) / SECOND]));
};
const limit = async (id: string, ratePerSecond: number | null) =>
  expect((await operator.put(`/limits/${id}`, { connections: null, ratePerSecond, reason: '取り決め' })).status).toBe(
    200,
  );
const reset = (id: string) => operator.post(`/limits/${id}/reset`);
/** Approved, released, started and written out. */
const running = async () => {
  const id = await draft();
  await author.post(`/bulletins/${id}/submit`, { revision: 1, warningsTicked: true });
  await approver.post(`/bulletins/${id}/approve`, { hash: (await lastPage(id)).hash });
  const { hash, reach } = await lastPage(id);
  await approver.post(`/bulletins/${id}/release`, { hash, people: reach.total });
  await room.tick();
  await room.tick(5 * MINUTE);
  await room.tick();
  expect((await room.row(id)).state).toBe('sending');
  return id;
};
const watched = async (id: string) => {
  const { now, domains } = (await approver.get(`/bulletins/${id}/watch`)).body as {
    now: number;
    domains: { name: string; endsAt: number | null }[];
  };
  return Object.fromEntries(domains.map((d) => [d.name, d.endsAt === null ? null : (d.endsAt - now) / SECOND]));
};

describe('the last page', () => {
  it('goes by the limits in force, of the kind that the bulletin is', async () => {
    const [usual, emergency] = [await draft(), await draft('emergency')];
    expect(await seconds(usual)).toEqual({ docomo: 5, gmail: 1, other: 1 });
    expect(await seconds(emergency)).toEqual({ docomo: 1, gmail: 1, other: 1 });
    await limit('docomo:usual', 2);
    await limit('gmail:usual', 3);
    expect(await seconds(usual)).toEqual({ docomo: 40, gmail: 15, other: 1 });
    expect(await seconds(emergency)).toEqual({ docomo: 1, gmail: 1, other: 1 });
    await limit('docomo:emergency', 8);
    expect(await seconds(emergency)).toEqual({ docomo: 5, gmail: 1, other: 1 });
    await limit('docomo:usual', null);
    expect(await seconds(usual)).toEqual({ docomo: 1, gmail: 15, other: 1 });
    for (const id of ['docomo:usual', 'gmail:usual', 'docomo:emergency']) await reset(id);
  });
});

describe('a bulletin that runs', () => {
  it('shows the end of each class, later where one rests, and none while it is paused', async () => {
    const id = await running();
    expect(await watched(id)).toEqual({ docomo: 5, gmail: 1, other: 1 });
    await limit('docomo:usual', 1);
    const row = (await room.row(id)).id;
    const { id: queue } = await room.db.knex('queue').where({ bulletin_id: row, domain_class: 'gmail' }).first('id');
    await room.db.write((trx) => blockQueue(trx, queue, room.clock.now() + MINUTE, 'deferred'));
    expect(await watched(id)).toEqual({ docomo: 40, gmail: 61, other: 1 });
    await reset('docomo:usual');
    await approver.post(`/bulletins/${id}/pause`);
    expect(await watched(id)).toEqual({ docomo: null, gmail: null, other: null });
    await approver.post(`/bulletins/${id}/resume`);
    await room.answer(id, 'accepted');
    expect(await watched(id)).toEqual({ docomo: null, gmail: null, other: null });
  });

  it('is what the next one is measured by, without what its limited classes had', async () => {
    const next = await draft();
    expect(await seconds(next)).toMatchObject({ gmail: 1, other: 1 });
    const id = (await room.row(await running())).id;
    const at = (s: number, done: number) => ({ bulletin_id: id, happened_at: room.clock.now() + s * SECOND, done });
    // The carrier's ten a second are taken off.
    for (const sample of [at(1, 0), at(61, 1800)]) await room.db.write((trx) => addSample(trx, sample, 120 * MINUTE));
    expect(await seconds(next)).toEqual({ docomo: 5, gmail: 2, other: 2 });
  });
});

describe('the best minute', () => {
  const at = (s: number, done: number) => ({ happened_at: s * SECOND, done });
  it('is not spoilt by a slow end, and too little is no measure', () => {
    const slow = Array.from({ length: 100 }, (_, i) => at(120 + i * 60, 120_000 + i * 1800));
    expect(bestPace([at(0, 0), at(60, 60_000), ...slow])).toBe(1000);
    expect(bestPace([at(0, 0), at(5, 5000), at(10, 10_000)])).toBe(1000);
    expect(bestPace([at(0, 0), at(60, 999)])).toBeNull();
    expect(bestPace([at(0, 5000)])).toBeNull();
  });
  it('is assumed where nothing was measured', () => {
    expect(UNMEASURED_PACE).toBe(500);
  });
});
