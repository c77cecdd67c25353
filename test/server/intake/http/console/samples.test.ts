/** A bulletin through the eyes of one reader, and what became of each, over real HTTP: masked, audited, for those with the right. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let author: Staff;
let desk: Staff;
let topic: string;
const id = { of: '' };
beforeAll(async () => {
  room = await newsroom();
  topic = room.topics[0]!.code;
  author = await personWith(room, ['author']);
  desk = await personWith(room, ['operator']);
  await room.readers(topic, 4);
  await room.readers(topic, 1, { language: 'en', domain: 'docomo.ne.jp' });
  await room.readers(room.topics[1]!.code, 1);
  const { ja, en } = sampleTexts;
  id.of = String((await author.post('/bulletins', { topics: [topic], texts: { ja, en } })).body.id);
});
afterAll(() => room.stop());

type Sample = {
  reader: { id: string; masked: string; language: 'ja' | 'en'; gets: boolean };
  mail: { subject: string };
};
const sample = async (wish: object) =>
  (await author.post(`/bulletins/${id.of}/sample`, wish)).body as unknown as Sample;

it('shows the mail as the next reader by chance, never the same twice in a row, with the address masked', async () => {
  const seen = new Set<string>();
  let last: string | undefined;
  for (let n = 0; n < 60; n += 1) {
    const { reader, mail } = await sample(last ? { not: last } : {});
    expect(reader.id).not.toBe(last);
    expect(reader).toMatchObject({ gets: true });
    expect(reader.masked).toMatch(/^.\*\*\*@/);
    expect(mail.subject).toContain(sampleTexts[reader.language].subject);
    last = reader.id;
    seen.add(reader.id);
  }
  expect(seen.size).toBe(5);
});

it('shows it as a chosen reader, and says when that one does not get it', async () => {
  const chosen = await sample({ email: `${topic}-en-1@docomo.ne.jp` });
  expect(chosen).toMatchObject({ reader: { language: 'en', gets: true } });
  expect(chosen.mail.subject).toContain('Counter hours');
  expect(await sample({ email: `${room.topics[1]!.code}-ja-1@example.jp` })).toMatchObject({ reader: { gets: false } });
  expect(await sample({ email: 'nobody@example.jp' })).toEqual({ reader: null, mail: null });
  const looks = await room.db.knex('audit').where({ action: 'bulletin.sample' });
  expect(looks.length).toBeGreaterThan(3);
  expect(JSON.stringify(looks.map((l: { after: string }) => l.after))).not.toContain('@');
});

it('has nobody to show while there is no audience: no topic never means all', async () => {
  const empty = await author.post('/bulletins', { topics: [], texts: sampleTexts });
  expect((await author.post(`/bulletins/${empty.body.id}/sample`, {})).body).toEqual({ reader: null, mail: null });
  expect((await author.post('/bulletins/audience', { topics: [] })).body).toMatchObject({ total: 0 });
});

it('tells the outcome of each reader in pages, masked, to those who may look at letters', async () => {
  await room.parts.bulletins.send('cli', id.of);
  await room.tick();
  const rows: { reader_id: number }[] = await room.db
    .knex('bulletin_recipient')
    .join('bulletin', 'bulletin.id', 'bulletin_id')
    .where('bulletin.public_id', id.of);
  await room.answer(
    id.of,
    'refused',
    rows.slice(0, 3).map((r) => r.reader_id),
  );
  await room.answer(id.of, 'accepted');
  expect((await author.get(`/bulletins/${id.of}/recipients`)).body).toMatchObject({ code: 'right.missing' });
  type Page = { data: { id: string; masked: string; state: string }[]; next: string | null };
  const first = (await desk.get(`/bulletins/${id.of}/recipients?outcome=missed&limit=2`)).body as unknown as Page;
  const second = (await desk.get(`/bulletins/${id.of}/recipients?outcome=missed&limit=2&cursor=${first.next}`))
    .body as unknown as Page;
  expect([first.data.length, second.data.length, second.next]).toEqual([2, 1, null]);
  expect(new Set([...first.data, ...second.data].map((r) => r.id)).size).toBe(3);
  expect([...first.data, ...second.data].every((r) => r.state === 'refused' && /^.\*\*\*@/.test(r.masked))).toBe(true);
});
