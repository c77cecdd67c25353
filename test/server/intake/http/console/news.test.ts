/** Bulletins on the pages for everybody, as staff see and change them: one by one or by a filter, with a note, within the own bureaus, never a drill. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BulletinDraft } from '../../../../../server/domain/bulletins/draft.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';
import { visitor } from '../../../../support/visitor.ts';

let room: Newsroom;
let operator: Staff;
let author: Staff;
beforeAll(async () => {
  room = await newsroom({ SECOND_FACTOR: 'off' });
  operator = await personWith(room, ['operator']);
  author = await personWith(room, ['author']);
});
afterAll(() => room.stop());

const send = async (subject: string, draft: Partial<BulletinDraft> = {}): Promise<string> => {
  room.clock.advance(60_000);
  const texts = { ...sampleTexts, ja: { subject, body: '本文です。' } };
  const { id } = await room.parts.bulletins.create('cli', { topics: ['permanent'], texts, ...draft });
  await room.parts.bulletins.send('cli', id);
  return id;
};
/** As if it was sent before there were pages. */
const unpublish = async (...ids: string[]) => {
  const rows = await Promise.all(ids.map(room.row));
  await room.db.write((trx) =>
    trx
      .knex('news')
      .whereIn(
        'bulletin_id',
        rows.map(({ id }) => id),
      )
      .delete(),
  );
};
const page = (id: string, language = 'ja') => visitor(room.url).open(`/m/${language}/news/${id}`);
const list = async (query = '') =>
  (await author.get(`/news${query}`)).body.data as { id: string; state: string; title: string; pages: object | null }[];
const acts = async (id: string) =>
  (await room.db
    .knex('audit')
    .where({ object: `bulletin:${id}` })
    .whereLike('action', 'news.%')
    .orderBy('seq')
    .pluck('action')) as string[];

describe('the list of pages', () => {
  it('has what was sent with where it stands, and no drill in any state', async () => {
    const shown = await send('窓口の案内');
    const kept = await send('載せない案内', { keptOut: true });
    const drill = await send('避難の訓練', { kind: 'drill' });
    expect((await list()).map(({ id, state }) => [id, state])).toEqual([
      [kept, 'keptOut'],
      [shown, 'published'],
    ]);
    expect((await list('?state=keptOut')).map(({ id }) => id)).toEqual([kept]);
    for (const act of ['publish', 'withdraw'])
      expect((await operator.post(`/news/${drill}/${act}`, { note: { ja: '誤り' } })).status).toBe(404);
    expect((await page(drill)).status).toBe(404);
    expect((await list(`?topic=${room.topics.find((t) => t.code !== 'permanent')!.code}`)).length).toBe(0);
  });
});

describe('a page', () => {
  it('is withdrawn with a note in the languages that have one, and comes back with the same address', async () => {
    const id = await send('日付の案内');
    expect((await author.post(`/news/${id}/withdraw`, { note: { ja: '誤り' } })).status).toBe(403);
    const bare = await operator.post(`/news/${id}/withdraw`, { note: { en: 'A mistake.' } });
    expect([bare.status, bare.body.fields]).toMatchObject([422, [{ field: 'note.ja', code: 'note.missing' }]]);
    const note = { ja: '日付に誤りがありました。', en: 'The date was wrong.' };
    const gone = await operator.post(`/news/${id}/withdraw`, { note });
    expect(gone.body).toMatchObject({ state: 'withdrawn', note });
    const seen = { ja: await page(id), plja: await page(id, 'plja'), en: await page(id, 'en') };
    expect(Object.values(seen).map(({ status }) => status)).toEqual([410, 410, 410]);
    expect(seen.ja.text).toContain(note.ja);
    expect(seen.en.text).toContain(note.en);
    // Without a note of its own a language shows the Japanese one.
    expect(seen.plja.text).toContain(note.ja);
    for (const { text } of Object.values(seen)) expect(text).not.toContain('本文です。');
    expect((await operator.post(`/news/${id}/withdraw`, { note })).body).toMatchObject({ code: 'news.not-published' });
    expect((await operator.post(`/news/${id}/publish`)).body).toMatchObject({ state: 'published', note: null });
    expect((await page(id)).text).toContain('本文です。');
    expect(await acts(id)).toEqual(['news.withdraw', 'news.publish']);
  });

  it('shows its correction, and the correction what it corrects, until the correction is withdrawn', async () => {
    const [reader] = (await room.readers('permanent', 1, { first: 900 })) as [number];
    const id = await send('時間の案内');
    await room.tick();
    await room.answer(id, 'accepted', [reader]);
    await room.tick();
    const who = await room.person(['author']);
    const { id: correction } = await room.parts.sequels.begin(who, id, 'correction');
    await room.parts.bulletins.send('cli', correction);
    expect((await page(id)).html).toContain(`/m/ja/news/${correction}`);
    expect((await page(correction)).html).toContain(`/m/ja/news/${id}`);
    await operator.post(`/news/${correction}/withdraw`, { note: { ja: '訂正にも誤りがありました。' } });
    expect((await page(correction)).status).toBe(410);
    expect((await page(correction)).text).toContain('訂正にも誤りがありました。');
  });
});

describe('what was sent before there were pages', () => {
  it('is counted first and published by the number that was told, within the own bureaus', async () => {
    const ids = [await send('昔の案内1'), await send('昔の案内2'), await send('昔の案内3')];
    await send('昔の訓練', { kind: 'drill' });
    await unpublish(...ids);
    expect((await page(ids[0]!)).status).toBe(404);
    const own = room.topics.find((t) => t.code === 'permanent')!.group_code;
    const stranger = await personWith(room, ['operator'], {
      bureaus: [room.topics.find((t) => t.group_code !== own)!.group_code],
    });
    expect((await stranger.post(`/news/${ids[0]}/publish`)).body).toMatchObject({ code: 'right.bureau' });
    expect((await stranger.post('/news/count', {})).body).toEqual({ n: 0 });
    expect((await operator.post(`/news/${ids[0]}/publish`)).status).toBe(200);
    expect((await page(ids[0]!)).status).toBe(200);
    const before = Number((await room.row(ids[2]!)).started_at);
    expect((await operator.post('/news/count', { topic: 'permanent', before })).body).toEqual({ n: 1 });
    expect((await operator.post('/news/count', {})).body).toEqual({ n: 2 });
    expect((await operator.post('/news/publish', { n: 3 })).body).toMatchObject({
      code: 'news.differs',
      details: { told: 3, now: 2 },
    });
    expect((await author.post('/news/publish', { n: 2 })).status).toBe(403);
    expect((await operator.post('/news/publish', { topic: 'permanent', before, n: 1 })).body).toEqual({ published: 1 });
    expect([(await page(ids[1]!)).status, (await page(ids[2]!)).status]).toEqual([200, 404]);
    expect((await operator.post('/news/publish', { n: 1 })).body).toEqual({ published: 1 });
    // What was kept out stays out: nobody names it by a filter.
    expect((await list('?state=keptOut')).length).toBe(1);
    expect((await operator.post('/news/count', {})).body).toEqual({ n: 0 });
  });
});
