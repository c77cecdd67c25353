/** Who has a draft open: told to those who open it too, forgotten after 45 seconds of silence, and nothing of it stays. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PresenceList } from '../../../../../server/contract/console/bulletinPresence.ts';
import { DAY, SECOND } from '../../../../../server/lib/clock.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let topic: string;
let hanako: Staff;
let taro: Staff;
beforeAll(async () => {
  room = await newsroom();
  topic = room.topics[0]!.code;
  hanako = await personWith(room, ['author'], { name: '見本 花子' });
  taro = await personWith(room, ['author'], { name: '見本 太郎' });
});
afterAll(() => room.stop());

const begun = async () => String((await hanako.post('/bulletins', { topics: [topic], texts: sampleTexts })).body.id);
const here = async (who: Staff, id: string, language: string): Promise<PresenceList> => {
  const { status, body } = await who.post(`/bulletins/${id}/presence`, { language });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as PresenceList;
};
const seen = async (who: Staff, id: string) => (await who.get(`/bulletins/${id}/presence`)).body as PresenceList;

it('says who else has it open and in which language, until 45 seconds after the last sign', async () => {
  const id = await begun();
  expect((await here(hanako, id, 'ja')).others).toEqual([]);
  expect((await here(taro, id, 'en')).others).toEqual([{ name: '見本 花子', language: 'ja' }]);
  room.clock.advance(15 * SECOND);
  expect((await here(hanako, id, 'plja')).others).toEqual([{ name: '見本 太郎', language: 'en' }]);
  room.clock.advance(29 * SECOND);
  expect((await seen(hanako, id)).others).toEqual([{ name: '見本 太郎', language: 'en' }]);
  room.clock.advance(SECOND);
  expect((await seen(hanako, id)).others).toEqual([]);
  expect((await seen(taro, id)).others).toEqual([{ name: '見本 花子', language: 'plja' }]);
});

it('forgets at once who closes the page, and what is left by the next night', async () => {
  const id = await begun();
  await here(hanako, id, 'ja');
  await here(taro, id, 'ja');
  expect((await taro.call('DELETE', `/bulletins/${id}/presence`)).status).toBe(200);
  expect((await seen(hanako, id)).others).toEqual([]);
  room.clock.advance(DAY);
  await room.parts.subscriptions.purge();
  expect(await room.db.knex('bulletin_presence').select('actor')).toEqual([]);
  expect(await room.db.knex('audit').where('action', 'like', '%presence%')).toEqual([]);
});

it('tells of a save of somebody else by name, and of an own one on another screen', async () => {
  const one = await personWith(room, ['author'], { name: '見本 三郎' });
  const other = await personWith(room, ['author'], { name: '見本 四郎' });
  const id = String((await one.post('/bulletins', { topics: [topic], texts: sampleTexts })).body.id);
  expect((await here(one, id, 'ja')).saved).toEqual({ revision: 1, by: '見本 三郎', own: true });
  const changed = { ...sampleTexts, en: { subject: 'Other hours', body: 'Later.' } };
  await other.put(`/bulletins/${id}`, { topics: [topic], texts: changed, revision: 1 });
  expect((await here(one, id, 'ja')).saved).toEqual({ revision: 2, by: '見本 四郎', own: false });
  expect((await here(other, id, 'ja')).saved).toEqual({ revision: 2, by: '見本 四郎', own: true });
});

it('is for who writes for these topics; who only reads sees it, and nobody learns of it without signing in', async () => {
  const writer = await personWith(room, ['author'], { name: '見本 五郎' });
  const id = String((await writer.post('/bulletins', { topics: [topic], texts: sampleTexts })).body.id);
  await here(writer, id, 'ja');
  const away = room.topics.find((t) => t.group_code !== room.topics[0]!.group_code)!;
  const narrowed = await personWith(room, ['author'], { bureaus: [away.group_code] });
  const approver = await personWith(room, ['approver']);
  const to = { language: 'ja' };
  expect((await narrowed.post(`/bulletins/${id}/presence`, to)).body).toMatchObject({ code: 'right.bureau' });
  expect((await approver.post(`/bulletins/${id}/presence`, to)).status).toBe(403);
  expect((await seen(approver, id)).others).toEqual([{ name: '見本 五郎', language: 'ja' }]);
  expect((await fetch(`${room.url}/console/api/bulletins/${id}/presence`)).status).toBe(401);
  expect((await writer.post('/bulletins/unknown/presence', to)).status).toBe(404);
});
