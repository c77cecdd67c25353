/** What staff do for one reader and over a filter: every act with a reason, the same mails as the reader's own pages, a frozen set whose number is typed. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { workKinds } from '../../../../../server/app.ts';
import { openRunner } from '../../../../../server/domain/works/runner.ts';
import { openLog } from '../../../../../server/lib/log.ts';
import { type Newsroom, newsroom } from '../../../../support/newsroom.ts';
import { firstPerson, personWith, type Staff } from '../../../../support/staff.ts';

let room: Newsroom;
let admin: Staff;
let desk: Staff;
let operator: Staff;
let topic: string;
let other: string;
let ahead = 0;
beforeAll(async () => {
  room = await newsroom();
  admin = await firstPerson(room);
  desk = await personWith(room, ['helpdesk']);
  operator = await personWith(room, ['operator']);
  [topic, other] = room.topics.map((t) => t.code) as [string, string];
});
afterAll(() => room.stop());

let made = 0;
const reader = async (n = 1, over: { language?: string; domain?: string } = {}) => {
  const ids = await room.readers(topic, n, { ...over, first: made + 1 });
  made += n;
  const rows = await room.db.knex('reader').whereIn('id', ids).orderBy('id');
  return rows.map((row: { public_id: number }) => String(row.public_id));
};
const stateOf = async (id: string) =>
  (await room.db
    .knex('reader')
    .where({ public_id: Number(id) })
    .first()) as { state: string; language: string };
const mailed = async (type: string) => (await room.letters()).filter((letter) => letter.type === type).length;
const lines = async (id: string, action: string) =>
  (await room.db.knex('audit').where({ object: `reader:${id}`, action })) as { reason: string }[];
/** Runs what waits, as a machine would that looks `ms` later. */
const work = async (ms = 0) => {
  ahead += ms;
  const runner = openRunner(
    {
      db: room.db,
      clock: room.clock,
      log: openLog('silent', 'test'),
      works: room.running.parts.works,
      worker: randomUUID(),
      real: () => Date.now() + ahead,
    },
    workKinds(room.running.parts),
  );
  await runner.run();
};

describe('one reader', () => {
  it('is unsubscribed with a reason: the last mail says so, and again is refused in words', async () => {
    const [id] = (await reader()) as [string];
    const before = await mailed('nl-unsubscribe-complete');
    expect((await desk.post(`/readers/${id}/unsubscribe`, { reason: ' ' })).body.code).toBe('reason.missing');
    expect((await stateOf(id)).state).toBe('active');
    expect((await desk.post(`/readers/${id}/unsubscribe`, { reason: '電話で' })).status).toBe(200);
    expect((await stateOf(id)).state).toBe('left');
    expect(await mailed('nl-unsubscribe-complete')).toBe(before + 1);
    expect(await lines(id, 'reader.unsubscribe')).toMatchObject([{ reason: '電話で' }]);
    expect((await desk.post(`/readers/${id}/unsubscribe`, { reason: 'x' })).body.code).toBe('reader.not-registered');
    expect((await desk.post('/readers/1/unsubscribe', { reason: 'x' })).status).toBe(404);
  });

  it('gets new links, and a suspended one does not (decision 19)', async () => {
    const [id] = (await reader()) as [string];
    const before = await mailed('nl-link-reissue');
    expect((await desk.post(`/readers/${id}/links`, { reason: '窓口で' })).status).toBe(200);
    expect(await mailed('nl-link-reissue')).toBe(before + 1);
    await operator.post(`/readers/${id}/suspend`, { reason: 'x' });
    expect((await desk.post(`/readers/${id}/links`, { reason: '窓口で' })).body.code).toBe('reader.not-active');
    expect(await mailed('nl-link-reissue')).toBe(before + 1);
  });

  it('has other topics and another language afterwards, and is told by mail', async () => {
    const [id] = (await reader()) as [string];
    const choices = { language: 'en', topics: [other], reason: '本人の依頼' };
    expect((await desk.post(`/readers/${id}/choices`, choices)).status).toBe(200);
    expect((await desk.get(`/readers/${id}`)).body).toMatchObject({ language: 'en', topics: [{ code: other }] });
    expect((await room.letters()).at(-1)).toMatchObject({ type: 'nl-change-complete', languages: 'en' });
    expect((await desk.post(`/readers/${id}/choices`, choices)).body.code).toBe('change.nothing');
    const unknown = await desk.post(`/readers/${id}/choices`, { ...choices, topics: ['nothing-of-ours'] });
    expect(unknown.body).toMatchObject({ code: 'input.invalid', fields: [{ field: 'topics' }] });
  });

  it('keeps the address until the new mailbox confirms, also when suspended', async () => {
    const [id] = (await reader()) as [string];
    await operator.post(`/readers/${id}/suspend`, { reason: 'x' });
    const own = (await desk.get(`/readers/${id}`)).body.email as string;
    const wrong = await desk.post(`/readers/${id}/address`, { email: 'nobody', reason: '電話で' });
    expect(wrong.body).toMatchObject({ code: 'input.invalid', fields: [{ field: 'email' }] });
    expect((await desk.post(`/readers/${id}/address`, { email: own, reason: 'x' })).body).toMatchObject({
      fields: [{ code: 'address.same' }],
    });
    expect((await desk.post(`/readers/${id}/address`, { email: 'moved@example.org', reason: '電話で' })).status).toBe(
      200,
    );
    await room.settle();
    expect((await desk.get(`/readers/${id}`)).body).toMatchObject({ email: own, state: 'suspended' });
    const asked = (await room.letters()).findLast((letter) => letter.type === 'nl-address-confirm')!;
    expect(asked.to).toBe('moved@example.org');
    const token = String(asked.variables.confirm_url).split('/').at(-1)!;
    await room.running.parts.subscriptions.confirmAddress(token, false);
    expect((await desk.get(`/readers/${id}`)).body).toMatchObject({ email: 'moved@example.org', state: 'active' });
  });

  it('has one timeline of consents, mails, acts and reports, newest first', async () => {
    const [id] = (await reader()) as [string];
    await desk.post(`/readers/${id}/links`, { reason: '窓口で' });
    await operator.post(`/readers/${id}/suspend`, { reason: '本人の依頼で休止' });
    const { data } = (await desk.get(`/readers/${id}/timeline`)).body as {
      data: { at: number; kind: string; what: string; by: string; reason: string }[];
    };
    expect(data.map((one) => one.kind)).toEqual(expect.arrayContaining(['registered', 'letter', 'staff']));
    expect(data.find((one) => one.what === 'reader.suspend')).toMatchObject({
      by: '見本 職員',
      reason: '本人の依頼で休止',
    });
    expect([...data].sort((a, b) => b.at - a.at)).toEqual(data);
    expect(data.some((one) => one.what === 'reader.see')).toBe(false);
  });

  it('asks what is stored: a task with its day, first in the list when late, settled by the export', async () => {
    const [late, soon] = (await reader(2)) as [string, string];
    const asks = { asks: 'access', received: '2026-02-20', reason: '請求書' };
    expect((await desk.post(`/readers/${late}/request`, { ...asks, received: '2027-01-01' })).body).toMatchObject({
      code: 'input.invalid',
    });
    const { dueAt } = (await desk.post(`/readers/${late}/request`, asks)).body as { dueAt: number };
    expect(new Date(dueAt).toISOString()).toBe('2026-03-22T14:59:59.999Z');
    await desk.post(`/readers/${soon}/request`, { ...asks, received: '2026-04-01' });
    const open = async () => (await operator.get('/tasks?state=open&limit=1')).body.data as { object: string }[];
    expect(await open()).toMatchObject([
      { object: `reader:${late}`, kind: 'access-request', late: true },
      { object: `reader:${soon}`, late: false },
    ]);
    expect((await operator.post(`/readers/${late}/export`, { reason: 'x' })).status).toBe(403);
    expect((await admin.post(`/readers/${late}/export`, { reason: '' })).body.code).toBe('reason.missing');
    const { data } = (await admin.post(`/readers/${late}/export`, { reason: '請求への回答' })).body as { data: object };
    expect(data).toMatchObject({ reader: { language: 'ja' } });
    expect(await lines(late, 'reader.export')).toMatchObject([{ reason: '請求への回答' }]);
    await admin.post(`/readers/${soon}/export`, { reason: '請求への回答' });
    expect(await open()).toEqual([]);
  });
});

describe('tasks', () => {
  it('are given to somebody who may close them, and have a day', async () => {
    const [id] = (await reader()) as [string];
    await desk.post(`/readers/${id}/request`, { asks: 'erasure', received: '2026-04-01', reason: 'x' });
    const task = ((await operator.get('/tasks?state=open')).body.data as { id: string }[])[0]!;
    const people = (await operator.get('/tasks/people')).body.data as { id: string; name: string }[];
    expect(people.length).toBeGreaterThan(0);
    const given = await operator.post(`/tasks/${task.id}/assign`, { person: people[0]!.id });
    expect(given.body).toMatchObject({ takenBy: `operator:${people[0]!.id}`, takenByName: people[0]!.name });
    expect((await operator.post(`/tasks/${task.id}/assign`, { person: 'nobody' })).status).toBe(404);
    const due = await operator.post(`/tasks/${task.id}/due`, { day: '2026-05-20' });
    expect(new Date(due.body.dueAt as number).toISOString()).toBe('2026-05-20T14:59:59.999Z');
    expect((await operator.post(`/tasks/${task.id}/due`, { day: null })).body.dueAt).toBeNull();
    expect((await admin.post(`/readers/${id}/erase`, { reason: '請求による' })).status).toBe(200);
    expect((await operator.get('/tasks?state=open')).body.data).toEqual([]);
  });
});

describe('many readers', () => {
  const many = (over: object = {}) => ({
    act: 'suspend',
    reason: '大量の誤登録',
    perMinute: null,
    filter: { domain: 'many.example' },
    ...over,
  });

  it('are frozen first, their number is typed, and within the time to undo nothing is done', async () => {
    const ids = await reader(3, { domain: 'many.example' });
    expect((await desk.post('/readers/acts', many())).status).toBe(403);
    expect((await operator.post('/readers/acts', many({ reason: ' ' }))).body.code).toBe('reason.missing');
    expect((await operator.post('/readers/acts', many({ filter: { domain: 'none.example' } }))).body.code).toBe(
      'many.none',
    );
    const { id, total } = (await operator.post('/readers/acts', many())).body as { id: string; total: number };
    expect(total).toBe(3);
    const [late] = await reader(1, { domain: 'many.example' });
    await work();
    expect((await stateOf(ids[0]!)).state).toBe('active');
    expect((await operator.post(`/works/${id}/confirm`, { count: 4 })).body).toMatchObject({
      code: 'work.count-differs',
    });
    const confirmed = await operator.post(`/works/${id}/confirm`, { count: 3 });
    expect(confirmed.body).toMatchObject({ state: 'waiting', act: 'suspend', total: 3 });
    expect(confirmed.body.waitsMs).toBeGreaterThan(10_000);
    expect((await operator.post(`/works/${id}/confirm`, { count: 3 })).body.code).toBe('work.ended');
    await work();
    expect((await stateOf(ids[0]!)).state).toBe('active');
    await operator.post(`/works/${id}/cancel`);
    await work(60_000);
    expect((await stateOf(ids[0]!)).state).toBe('active');

    const again = (await operator.post('/readers/acts', many())).body as { id: string; total: number };
    expect(again.total).toBe(4);
    await operator.post(`/readers/${late}/suspend`, { reason: 'x' });
    await operator.post(`/works/${again.id}/confirm`, { count: 4 });
    await operator.post(`/works/${again.id}/hurry`);
    await work();
    expect((await operator.get(`/works/${again.id}`)).body).toMatchObject({
      state: 'done',
      done: 4,
      result: { acted: 3, 'reader.not-active': 1 },
    });
    for (const one of ids) expect(await lines(one, 'reader.suspend')).toMatchObject([{ reason: '大量の誤登録' }]);
  });

  it('get a topic at a pace: a piece, then a rest, and what is cancelled in it stays as it is', async () => {
    const ids = await reader(4, { domain: 'pace.example' });
    const wish = many({ act: 'topic-add', topic: other, perMinute: 12, filter: { domain: 'pace.example' } });
    expect((await operator.post('/readers/acts', { ...wish, topic: undefined })).body.code).toBe('input.invalid');
    const { id } = (await operator.post('/readers/acts', wish)).body as { id: string };
    await operator.post(`/works/${id}/confirm`, { count: 4 });
    await operator.post(`/works/${id}/hurry`);
    await work();
    const half = (await operator.get(`/works/${id}`)).body;
    expect(half).toMatchObject({ state: 'waiting', done: 2 });
    expect(half.waitsMs).toBeGreaterThan(0);
    await work(11_000);
    await work(11_000);
    expect((await operator.get(`/works/${id}`)).body).toMatchObject({ state: 'done', result: { acted: 4 } });
    const topics = (await desk.get(`/readers/${ids[0]}`)).body.topics as { code: string }[];
    expect(topics.map((t) => t.code).sort()).toEqual([topic, other].sort());
  });
});

describe('many letters', () => {
  const post = async (n: number, mark: string, lost: boolean) => {
    for (let i = 0; i < n; i++)
      await room.db.write((trx) =>
        room.ground.outbox.post(trx, {
          type: 'nl-unsubscribe-complete',
          system: 'nl',
          languages: ['ja'],
          role: 'reader',
          to: `${mark}${i}@${mark}.example`,
          variables: { entry_url: 'https://mail.example.jp/m/' },
          lane: 'transactional',
          dedupeKey: `${mark}:${i}`,
          actor: 'test',
          cause: 'test',
        }),
      );
    if (lost)
      await room.db.write(async (trx) =>
        trx
          .knex('letter')
          .where({ domain: `${mark}.example` })
          .update({ state: 'refused', reason: 'other', final_at: room.clock.now() }),
      );
  };
  const act = async (given: { act: string; filter: object; perMinute?: number | null }) => {
    const frozen = await operator.post('/letters/acts', { reason: '中継サーバーの障害', perMinute: null, ...given });
    if (frozen.status !== 200) return frozen.body;
    const { id, total } = frozen.body as { id: string; total: number };
    await operator.post(`/works/${id}/confirm`, { count: total });
    await operator.post(`/works/${id}/hurry`);
    await work();
    return { total, ...((await operator.get(`/works/${id}`)).body.result as object) };
  };
  const count = async (domain: string) =>
    Number((await room.db.knex('letter').where({ domain }).count('* as n'))[0]!.n);

  it('that failed are sent again once: asked again, nobody gets a second mail', async () => {
    await post(3, 'failed', true);
    const filter = { group: 'lost', domain: 'failed.example' };
    expect(await act({ act: 'resend', filter })).toMatchObject({ total: 3, acted: 3 });
    expect(await count('failed.example')).toBe(6);
    expect(await act({ act: 'resend', filter })).toMatchObject({ total: 3, acted: 0, 'letter.sent-again': 3 });
    expect(await count('failed.example')).toBe(6);
    // The second try fails as well: only it goes again, not the first beside it.
    await room.db.write(async (trx) =>
      trx.knex('letter').where({ domain: 'failed.example' }).update({ state: 'refused', final_at: room.clock.now() }),
    );
    expect(await act({ act: 'resend', filter })).toMatchObject({ total: 6, acted: 3, 'letter.sent-again': 3 });
    expect(await count('failed.example')).toBe(9);
  });

  it('of which nobody knows whether they arrived are left out, and so are those of test keys', async () => {
    await post(2, 'unknown', true);
    const rows = await room.db.knex('letter').where({ domain: 'unknown.example' }).orderBy('id');
    await room.db.write(async (trx) => {
      await trx.knex('letter').where({ id: rows[0].id }).update({ state: 'unknown' });
      await trx.knex('letter').where({ id: rows[1].id }).update({ key_type: 'test' });
    });
    expect(await act({ act: 'resend', filter: { group: 'lost', domain: 'unknown.example' } })).toMatchObject({
      total: 1,
      acted: 0,
      'letter.unknown': 1,
    });
  });

  it('are held, let go and cancelled', async () => {
    await post(3, 'held', false);
    const states = async () =>
      ((await room.db.knex('letter').where({ domain: 'held.example' })) as { state: string }[]).map((l) => l.state);
    const filter = { domain: 'held.example' };
    expect(await act({ act: 'hold', filter })).toMatchObject({ acted: 3 });
    expect(await states()).toEqual(['held', 'held', 'held']);
    expect(await act({ act: 'let-go', filter: { ...filter, group: 'held' } })).toMatchObject({ acted: 3 });
    expect(await states()).toEqual(['waiting', 'waiting', 'waiting']);
    expect(await act({ act: 'cancel', filter })).toMatchObject({ acted: 3 });
    expect(await act({ act: 'cancel', filter })).toMatchObject({ acted: 0, 'letter.gone': 3 });
    expect(await act({ act: 'let-go', filter: { ...filter, group: 'held' } })).toMatchObject({ code: 'many.none' });
  });
});

describe('one letter', () => {
  it('says why it is there, and shows its text without what opens anything', async () => {
    const [id] = (await reader()) as [string];
    await desk.post(`/readers/${id}/links`, { reason: '窓口で' });
    const row = await room.db.knex('letter').where({ type: 'nl-link-reissue' }).orderBy('id', 'desc').first();
    const letter = row.public_id as string;
    expect((await desk.get(`/letters/${letter}`)).body.why).toMatchObject({ kind: 'own', event: null });
    const { text, subject } = (await desk.post(`/letters/${letter}/text`)).body as { text: string; subject: string };
    const links = (await room.letters()).findLast((one) => one.type === 'nl-link-reissue')!.variables;
    expect(subject.length).toBeGreaterThan(3);
    expect(text).toContain('••••••');
    for (const url of Object.values(links).filter((value) => String(value).includes('/change/')))
      expect(text).not.toContain(String(url).split('/').at(-1));
    const lines = await room.db.knex('audit').where({ action: 'letter.read', object: `letter:${letter}` });
    expect(lines).toHaveLength(1);
    const author = await personWith(room, ['author']);
    expect((await author.post(`/letters/${letter}/text`)).status).toBe(403);
  });
});

test('A mail type says which rules send it', async () => {
  const rules = (await admin.get('/mail-types/coe-receipt-reminder')).body.rules as object[];
  expect(rules).toContainEqual(expect.objectContaining({ system: 'ras2', event: 'ras2.coe.issued', how: 'follow-up' }));
  expect((await admin.get('/mail-types/staff-task')).body.rules).toEqual([]);
});

test('A key says whose it is, a team key has guests, and one takes the place of another while both are taken', async () => {
  const made = await admin.post('/keys', {
    name: 'desk key',
    type: 'team',
    system: 'ras2',
    allow: ['guest@example.jp'],
  });
  const { id, key } = made.body as { id: string; key: string };
  const one = async () =>
    ((await admin.get('/keys')).body.data as { id: string; prefix: string }[]).find((k) => k.id === id)!;
  expect(await one()).toMatchObject({ by: '見本 管理', guests: ['g***@example.jp'], expires_at: null });
  expect(key.startsWith(`${(await one()).prefix}-`)).toBe(true);
  expect((await admin.get(`/keys/${id}/guests`)).body).toEqual({ guests: ['guest@example.jp'] });
  expect((await operator.get(`/keys/${id}/guests`)).status).toBe(403);
  expect((await admin.post(`/keys/${id}/guests`, { guests: ['nobody'] })).body).toMatchObject({
    fields: [{ field: 'guests.0' }],
  });
  expect((await admin.post(`/keys/${id}/guests`, { guests: ['other@example.jp'] })).status).toBe(200);
  const { keys } = room.running.parts;
  const may = (email: string) => keys.mayWriteTo({ keyId: id, type: 'team' }, email);
  expect([await may('other@example.jp'), await may('guest@example.jp')]).toEqual([true, false]);

  const next = (await admin.post(`/keys/${id}/rotate`, { hours: 1 })).body as { id: string; key: string };
  expect((await keys.byWhole(next.key))?.keyId).toBe(next.id);
  expect((await keys.byWhole(key))?.keyId).toBe(id);
  expect(await keys.mayWriteTo({ keyId: next.id, type: 'team' }, 'other@example.jp')).toBe(true);
  expect((await admin.post(`/keys/${next.id}/rotate`, { hours: 0 })).status).toBe(200);
  expect(await keys.byWhole(next.key)).toBeNull();
  expect((await admin.post(`/keys/${id}/rotate`, { hours: 1000 })).body.code).toBe('input.invalid');
  room.clock.advance(3_600_000);
  expect(await keys.byWhole(key)).toBeNull();
});
