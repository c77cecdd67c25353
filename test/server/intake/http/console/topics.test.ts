/** Topics with their life, over real HTTP: made, worded, ordered, merged, ended, taken back; readers led and told once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../../../../server/lib/clock.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

type Topic = {
  id: string;
  code: string;
  group: string;
  retiredAt: number | null;
  into: string | null;
  readers: number;
  names: { ja: string };
};

let room: Newsroom;
let operator: Staff & { email: string };
let author: Staff & { email: string };
beforeAll(async () => {
  room = await newsroom();
  operator = await personWith(room, ['operator']);
  author = await personWith(room, ['author']);
});
afterAll(() => room.stop());

const names = { ja: '図書館だより', plja: '図書館(としょかん)のお知(し)らせ', en: 'Library news' };
const descriptions = {
  ja: '月に1回お送りします。',
  plja: '1か月(げつ)に1回(かい)送(おく)ります。',
  en: 'Once a month.',
};
const topicsNow = async (): Promise<Topic[]> => ((await operator.get('/topics')).body as { data: Topic[] }).data;
const topicOf = async (code: string) => (await topicsNow()).find((t) => t.code === code)!;
const make = async (code: string) =>
  operator.post('/topics', { code, group: room.topics[0]!.group_code, names, descriptions });
const page = async () => (await fetch(`${room.url}/m/ja_entry`)).text();
/** Sessions end after half an hour: who works on signs in again. */
const comeBack = async () => {
  for (const one of [operator, author]) await one.signIn(one.email);
};
/** The clock's job, as often as it has something to do. */
const clock = async (ms = 0) => {
  room.clock.advance(ms);
  await room.parts.topicEnding.jobs[0]!.run();
  await comeBack();
};
const readersOf = async (code: string): Promise<number[]> =>
  (
    (await room.db
      .knex('reader_topic')
      .join('topic', 'topic.id', 'reader_topic.topic_id')
      .where('topic.code', code)
      .orderBy('reader_id')
      .select('reader_id')) as { reader_id: number }[]
  ).map((r) => r.reader_id);
const give = async (readers: number[], code: string) => {
  const { id } = (await room.db.knex('topic').where({ code }).first('id')) as { id: number };
  await room.db.write((trx) =>
    trx.knex('reader_topic').insert(readers.map((reader_id) => ({ reader_id, topic_id: id }))),
  );
};
const told = async () => (await room.letters()).filter((l) => l.type === 'nl-topic-ended');
const retire = async (code: string, into: string, scope: 'all' | 'alone', over: object = {}) => {
  const { id } = await topicOf(code);
  const { body } = await operator.post(`/topics/${id}/consequence`, { into, scope });
  return operator.post(`/topics/${id}/retire`, { into, scope, readers: body.readers, reason: '再編', ...over });
};

describe('a topic', () => {
  it('is made in three languages and stands on the pages at once', async () => {
    const made = await make('library');
    expect(made).toMatchObject({ status: 200, body: { code: 'library', readers: 0, retiredAt: null } });
    expect(await topicOf('library')).toMatchObject({ names });
    expect((await make('library')).body).toMatchObject({ fields: [{ field: 'code', code: 'topic.code-taken' }] });
    expect(await (await fetch(`${room.url}/m/ja_entry`)).status).toBe(200);
    expect((await room.parts.topics.list()).flatMap((g) => g.choices.map((c) => c.code))).toContain('library');
  });

  it('is refused with every mistake of its words at once', async () => {
    const reply = await operator.post('/topics', {
      code: 'No Good',
      group: room.topics[0]!.group_code,
      names: { ja: '', plja: '図書館', en: 'x'.repeat(80) },
      descriptions: { ...descriptions, ja: '㋿の案内😀' },
    });
    const fields = (reply.body.fields as { field: string; code: string }[]).map((f) => `${f.field} ${f.code}`);
    expect(reply.status).toBe(422);
    expect(fields).toEqual(
      expect.arrayContaining([
        'code topic.code',
        'names.ja topic.empty',
        'names.plja topic.plain',
        'names.en topic.long',
        'descriptions.ja topic.signs',
      ]),
    );
  });

  it('gets another name, which is audited with the one before', async () => {
    const { id, group } = await topicOf('library');
    const reply = await operator.put(`/topics/${id}`, { group, names: { ...names, ja: '図書館の案内' }, descriptions });
    expect(reply.body).toMatchObject({ names: { ja: '図書館の案内' } });
    const line = await room.db.knex('audit').where({ action: 'topic.reword' }).first();
    expect(`${line.before}${line.after}`).toContain('図書館だより');
    expect(`${line.before}${line.after}`).toContain('図書館の案内');
  });

  it('is ordered as a whole, and not when somebody changed it meanwhile', async () => {
    const groups = ((await operator.get('/topics/groups')).body as { data: { code: string }[] }).data;
    const all = await topicsNow();
    const wanted = groups.map((g) => ({
      code: g.code,
      topics: all
        .filter((t) => t.group === g.code)
        .map((t) => t.code)
        .reverse(),
    }));
    const reply = await operator.post('/topics/order', { groups: wanted });
    expect((reply.body.data as Topic[]).filter((t) => t.group === groups[0]!.code)[0]!.code).toBe(wanted[0]!.topics[0]);
    wanted[0]!.topics.pop();
    expect((await operator.post('/topics/order', { groups: wanted })).body).toMatchObject({
      code: 'topic.order-changed',
    });
  });

  it('belongs to people of its bureau alone, and to nobody without the right', async () => {
    const stranger = await personWith(room, ['operator'], { bureaus: [room.topics.at(-1)!.group_code] });
    const { id, group } = await topicOf('library');
    expect((await stranger.put(`/topics/${id}`, { group, names, descriptions })).body).toMatchObject({
      code: 'right.bureau',
    });
    expect((await author.put(`/topics/${id}`, { group, names, descriptions })).body).toMatchObject({
      code: 'right.missing',
    });
  });

  it('can be made in a group of its own', async () => {
    const group = await operator.post('/topics/groups', { code: 'culture', names });
    expect(group.body).toMatchObject({ code: 'culture' });
    const moved = await operator.put(`/topics/${(await topicOf('library')).id}`, {
      group: 'culture',
      names,
      descriptions,
    });
    expect(moved.body).toMatchObject({ group: 'culture' });
    const reply = await operator.put(`/topics/groups/${group.body.id}`, { names: { ...names, ja: '文化' } });
    expect(reply.body).toMatchObject({ names: { ja: '文化' } });
  });
});

describe('a topic that ends', () => {
  it('tells the numbers before, leads everybody, and tells each once, half an hour later', async () => {
    await make('old-a');
    await make('new-a');
    const japanese = await room.readers('old-a', 3);
    const english = await room.readers('old-a', 2, { language: 'en' });
    await give([japanese[0]!], 'new-a');
    await room.db.write((trx) => trx.knex('reader').where({ id: japanese[2]! }).update({ state: 'suspended' }));
    const { id } = await topicOf('old-a');
    const { body } = await operator.post(`/topics/${id}/consequence`, { into: 'new-a', scope: 'all' });
    expect(body).toMatchObject({ readers: 5, both: 1, moved: 4, mails: 4, alone: 4, waiting: [], drafts: 0 });
    expect((await retire('old-a', 'new-a', 'all', { readers: 4 })).body).toMatchObject({ code: 'topic.readers' });
    const change = await retire('old-a', 'new-a', 'all');
    expect(change).toMatchObject({ status: 200, body: { state: 'moving', topic: 'old-a', into: 'new-a' } });
    expect(await page()).not.toContain('old-a');
    await clock();
    expect(await readersOf('old-a')).toEqual([]);
    expect(await readersOf('new-a')).toEqual([...japanese, ...english].sort((a, b) => a - b));
    await clock(29 * MINUTE);
    expect(await told()).toHaveLength(0);
    await clock(2 * MINUTE);
    await clock();
    const mails = await told();
    expect(mails).toHaveLength(4);
    expect(new Set(mails.map((m) => m.to)).size).toBe(4);
    expect(mails.filter((m) => m.languages === 'en')).toHaveLength(2);
    expect(mails[0]!.variables).toMatchObject({ ended: { ja: [names.ja] }, topics: { ja: [names.ja] } });
    await clock(60 * MINUTE);
    expect(await told()).toHaveLength(4);
    expect((await operator.post(`/topics/changes/${change.body.id}/undo`)).body).toMatchObject({ code: 'topic.told' });
    expect(await room.db.knex('topic_moved')).toEqual([]);
    expect(await topicOf('old-a')).toMatchObject({ into: 'new-a', readers: 0 });
  });

  it('leads only those who would have none, when that was asked for', async () => {
    await make('old-b');
    await make('new-b');
    const [lonely, other] = await room.readers('old-b', 2);
    await give([other!], 'library');
    await retire('old-b', 'new-b', 'alone');
    await clock();
    expect(await readersOf('new-b')).toEqual([lonely]);
    const without = await room.db
      .knex('reader')
      .where({ state: 'active' })
      .whereNotExists(room.db.knex('reader_topic').whereRaw('reader_topic.reader_id = reader.id'));
    expect(without).toEqual([]);
  });

  it('is taken back before anybody was told, and who chose anew keeps the own choice', async () => {
    await make('old-c');
    await make('new-c');
    const [one, both, mind] = await room.readers('old-c', 3);
    await give([both!], 'new-c');
    const before = (await told()).length;
    const change = await retire('old-c', 'new-c', 'all');
    await clock();
    room.clock.advance(MINUTE);
    await room.db.write((trx) => trx.knex('reader').where({ id: mind! }).update({ changed_at: room.clock.now() }));
    const undone = await operator.post(`/topics/changes/${change.body.id}/undo`);
    expect(undone).toMatchObject({ status: 200, body: { state: 'undone' } });
    expect(await readersOf('old-c')).toEqual([one, both]);
    expect(await readersOf('new-c')).toEqual([both, mind]);
    await clock(60 * MINUTE);
    expect((await told()).filter((m) => String(m.to).startsWith('old-c'))).toEqual([]);
    expect((await told()).length).toBeGreaterThanOrEqual(before);
    expect(await topicOf('old-c')).toMatchObject({ retiredAt: null, into: null });
  });

  it('waits for the morning with its mails', async () => {
    await make('old-d');
    await make('new-d');
    await room.readers('old-d', 1);
    room.clock.set('2026-04-02T20:50:00+09:00');
    await comeBack();
    const change = await retire('old-d', 'new-d', 'all');
    expect(change.body.tellAt).toBe(Date.parse('2026-04-03T08:00:00+09:00'));
    await clock();
    room.clock.set('2026-04-03T07:59:00+09:00');
    await clock();
    expect((await told()).filter((m) => m.to.startsWith('old-d'))).toEqual([]);
    room.clock.set('2026-04-03T08:00:01+09:00');
    await clock();
    expect((await told()).filter((m) => m.to.startsWith('old-d'))).toHaveLength(1);
  });

  it('does not end under a bulletin that is on its way, and stays readable in old ones', async () => {
    await make('old-e');
    await make('new-e');
    await room.readers('old-e', 2);
    const approver = await personWith(room, ['approver']);
    const draft = await author.post('/bulletins', { topics: ['old-e'], texts: sampleTexts });
    await author.post(`/bulletins/${draft.body.id}/submit`, { revision: 1, warningsTicked: true });
    expect((await retire('old-e', 'new-e', 'all')).body).toMatchObject({ code: 'topic.bulletins' });
    const hash = (await approver.get(`/bulletins/${draft.body.id}/last-page`)).body.hash;
    await approver.post(`/bulletins/${draft.body.id}/approve`, { hash });
    await approver.post(`/bulletins/${draft.body.id}/release`, { hash, people: 2 });
    for (let n = 0; n < 4; n += 1) await room.tick(5 * MINUTE);
    await room.answer(String(draft.body.id), 'accepted');
    await room.tick(MINUTE);
    await comeBack();
    const second = await author.post('/bulletins', { topics: ['old-e'], texts: sampleTexts });
    expect((await retire('old-e', 'new-e', 'all')).status).toBe(200);
    await clock();
    expect((await author.get(`/bulletins/${draft.body.id}`)).body).toMatchObject({
      state: 'finished',
      topics: ['old-e'],
    });
    expect(await topicOf('old-e')).toMatchObject({ names: { ja: names.ja }, into: 'new-e' });
    const refused = await author.post(`/bulletins/${second.body.id}/submit`, { revision: 1, warningsTicked: true });
    expect(refused.body).toMatchObject({ fields: [{ code: 'topic.ended', details: { into: 'new-e' } }] });
    expect((await author.post(`/bulletins/${draft.body.id}/copy`)).body).toMatchObject({ topics: ['new-e'] });
    const correction = await author.post(`/bulletins/${draft.body.id}/correct`);
    expect(correction.body).toMatchObject({ topics: ['old-e'] });
    expect(
      (await author.post(`/bulletins/${correction.body.id}/submit`, { revision: 1, warningsTicked: true })).body,
    ).toMatchObject({
      reach: { total: 2 },
    });
  });

  it('is unknown to an import at once, and a choice that was on its way follows it', async () => {
    const { replaceReaderTopics } = await import('../../../../../server/store/readerTopics.ts');
    const { listTopicCodes } = await import('../../../../../server/store/topicCodes.ts');
    const codes = await listTopicCodes(room.db);
    expect([codes.has('old-e'), codes.has('new-e')]).toEqual([false, true]);
    const [reader] = await room.readers('library', 1);
    await room.db.write((trx) => replaceReaderTopics(trx, reader!, ['old-e', 'new-e']));
    expect(await readersOf('new-e')).toContain(reader);
  });

  it('does not lead where nobody can follow', async () => {
    const dated = (await topicsNow()).find((t) => (t as Topic & { needsDate: boolean }).needsDate);
    const { id } = await topicOf('library');
    for (const into of ['library', 'nowhere', 'old-e', ...(dated ? [dated.code] : [])])
      expect((await operator.post(`/topics/${id}/consequence`, { into, scope: 'all' })).status, into).toBe(422);
  });
});
