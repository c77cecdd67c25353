/** Tasks in hand, limits of carriers, what came back for a letter: by the console's doors and by the command line, with rights and audit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blindIndex, seal } from '../../../../../server/lib/seal.ts';
import { publicId, randomId48 } from '../../../../../server/lib/token.ts';
import { insertDeliveries } from '../../../../../server/store/callbacks.ts';
import { ensureQueue, findQueue } from '../../../../../server/store/queues.ts';
import { openTask } from '../../../../../server/store/tasks.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

type Limit = {
  id: string;
  connections: number | null;
  ratePerSecond: number | null;
  waiting: number;
  endsAt: number | null;
  changedBy: string | null;
};

let app: TestApp;
let operator: Staff;
let colleague: Staff;
let helpdesk: Staff;
beforeAll(async () => {
  app = await testApp();
  operator = await personWith(app, ['operator']);
  colleague = await personWith(app, ['operator']);
  helpdesk = await personWith(app, ['helpdesk']);
});
afterAll(() => app.stop());

const audit = (action: string) => app.ground.db.knex('audit').where({ action }).orderBy('seq');

describe('a task', () => {
  it('is taken by one person at a time, put back, and closed with what was done', async () => {
    const id = publicId();
    await app.ground.db.write((trx) =>
      openTask(trx, { publicId: id, kind: 'letter-bounced', object: 'letter:x', facts: '{}', now: app.clock.now() }),
    );
    const taken = await operator.post(`/tasks/${id}/take`);
    expect(taken.body).toMatchObject({
      id,
      state: 'open',
      takenAt: app.clock.now(),
      takenBy: expect.stringMatching(/^operator:/),
    });
    expect((await operator.post(`/tasks/${id}/take`)).status).toBe(200);
    expect((await colleague.post(`/tasks/${id}/take`)).body).toMatchObject({ code: 'task.taken' });
    expect((await colleague.post(`/tasks/${id}/put-back`)).body).toMatchObject({ code: 'task.taken' });
    expect((await helpdesk.post(`/tasks/${id}/take`)).body).toMatchObject({ code: 'right.missing' });
    expect((await operator.post(`/tasks/${id}/put-back`)).body).toMatchObject({ takenBy: null, takenAt: null });
    expect((await colleague.post(`/tasks/${id}/take`)).status).toBe(200);
    const closed = await colleague.post(`/tasks/${id}/close`, { reason: '電話で新しいアドレスを聞いた' });
    expect(closed.body).toMatchObject({ state: 'closed', closedReason: '電話で新しいアドレスを聞いた' });
    expect((await operator.post(`/tasks/${id}/take`)).body).toMatchObject({ code: 'task.closed' });
    expect((await operator.post('/tasks/nobody/take')).body).toMatchObject({ code: 'not.found' });
    expect(await audit('task.take')).toHaveLength(3);
    expect(await audit('task.put-back')).toHaveLength(1);
  });
});

describe('the limit of a carrier', () => {
  const shown = async (id: string) =>
    ((await operator.get('/limits')).body.data as Limit[]).find((limit) => limit.id === id)!;
  const queueOf = (lane: 'transactional' | 'emergency', domainClass: string) =>
    app.ground.db.write((trx) => ensureQueue(trx, { lane, domainClass, now: app.clock.now() }));

  it('is changed for queues that are there and for those to come, and reset; both are audited', async () => {
    const { db } = app.ground;
    await queueOf('transactional', 'docomo');
    expect(await shown('docomo:usual')).toMatchObject({ connections: 4, ratePerSecond: 10, changedBy: null });
    const set = { connections: 12, ratePerSecond: 50, reason: '携帯会社との取り決め' };
    expect((await operator.put('/limits/docomo:usual', set)).status).toBe(200);
    expect(await shown('docomo:usual')).toMatchObject({
      connections: 12,
      ratePerSecond: 50,
      changedBy: expect.stringMatching(/^operator:/),
    });
    expect(await findQueue(db, 'transactional:-:docomo')).toMatchObject({ connections: 12, rate_per_second: 50 });

    // Emergencies have none until one has been agreed, and theirs is their own.
    await queueOf('emergency', 'docomo');
    expect(await findQueue(db, 'emergency:-:docomo')).toMatchObject({ connections: null, rate_per_second: null });
    await operator.put('/limits/au:emergency', { connections: null, ratePerSecond: 500, reason: '緊急時の取り決め' });
    await queueOf('emergency', 'au');
    expect(await findQueue(db, 'emergency:-:au')).toMatchObject({ connections: null, rate_per_second: 500 });
    await queueOf('transactional', 'au');
    expect(await findQueue(db, 'transactional:-:au')).toMatchObject({ connections: 4, rate_per_second: 10 });

    expect((await operator.post('/limits/docomo:usual/reset')).status).toBe(200);
    expect(await findQueue(db, 'transactional:-:docomo')).toMatchObject({ connections: 4, rate_per_second: 10 });
    expect((await operator.post('/limits/docomo:usual/reset')).body).toMatchObject({ code: 'limit.not-set' });
    const [first] = await audit('limit.set');
    expect(first).toMatchObject({ object: 'limit:docomo:usual', reason: '携帯会社との取り決め' });
    expect(JSON.parse(first.before)).toEqual({ connections: 4, ratePerSecond: 10 });
    expect(await audit('limit.reset')).toHaveLength(1);
  });

  it('refuses what makes no sense, and who may not', async () => {
    const reason = 'x';
    const put = async (id: string, body: object) =>
      (await operator.put(`/limits/${id}`, { connections: 1, ratePerSecond: 1, reason, ...body })).body;
    expect(await put('docomo:usual', { reason: ' ' })).toMatchObject({ code: 'reason.missing' });
    expect(await put('docomo:usual', { connections: 0 })).toMatchObject({
      fields: [{ field: 'connections', code: 'limit.value' }],
    });
    expect(await put('nowhere:usual', {})).toMatchObject({ fields: [{ code: 'limit.domain' }] });
    expect(await put('other:usual', {})).toMatchObject({ fields: [{ code: 'limit.domain' }] });
    expect(await put('docomo:sometimes', {})).toMatchObject({ fields: [{ code: 'limit.kind' }] });
    expect((await helpdesk.get('/limits')).body).toMatchObject({ code: 'right.missing' });
    expect(
      (await helpdesk.put('/limits/docomo:usual', { connections: 1, ratePerSecond: 1, reason })).body,
    ).toMatchObject({ code: 'right.missing' });
  });

  it('tells when what waits will have left', async () => {
    const { db, ring } = app.ground;
    const queue = await queueOf('transactional', 'softbank');
    const now = app.clock.now();
    const email = 'someone@softbank.ne.jp';
    const rows = Array.from({ length: 25 }, () => {
      const id = publicId();
      return {
        public_id: id,
        type: 'coe-reference',
        revision: 'r',
        system: 'ras2',
        role: 'applicant',
        languages: 'ja',
        recipient: seal(ring, `letter|recipient|${id}`, email),
        recipient_index: blindIndex(ring, 'email', email),
        domain: 'softbank.ne.jp',
        variables: seal(ring, `letter|variables|${id}`, '{}'),
        message_id: `<${id}@mail.example.jp>`,
        dedupe_key: id,
        queue_id: queue,
        state: 'waiting',
        next_at: now,
        deadline_at: now + 1e8,
        created_at: now,
        actor: 'test',
        cause: 'test',
        purge_after: now + 1e9,
      };
    });
    const columns = Object.keys(await db.knex('letter').columnInfo());
    await db.write((trx) =>
      trx
        .knex('letter')
        .insert(rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name))))),
    );
    expect(await shown('softbank:usual')).toMatchObject({ waiting: 25, endsAt: now + 3000 });
    expect(await shown('other:usual')).toMatchObject({ endsAt: null });
    const board = (await operator.get('/delivery')).body as {
      lanes: { lane: string; waiting: number; ageMs: number }[];
    };
    expect(board.lanes.find((lane) => lane.lane === 'transactional')).toMatchObject({
      // And the invitations of the three people here.
      waiting: 25 + 3,
      ageMs: 0,
    });
  });
});

describe('a suspended reader of a carrier', () => {
  it('is not lifted by staff, whatever the reason', async () => {
    const { db, ring } = app.ground;
    const id = randomId48();
    const email = 'someone@docomo.ne.jp';
    await db.write((trx) =>
      trx.knex('reader').insert({
        public_id: id,
        email: seal(ring, `reader|email|${id}`, email),
        email_index: blindIndex(ring, 'email', email),
        domain: 'docomo.ne.jp',
        language: 'ja',
        state: 'suspended',
        suspended_reason: 'hard-bounce',
        suspended_at: app.clock.now(),
        created_at: 1,
        changed_at: 1,
        actor: 'test',
        cause: 'test',
      }),
    );
    const list = (await helpdesk.get('/suspended')).body.data as { id: string; masked: string }[];
    expect(list.find((r) => r.id === String(id))).toMatchObject({ masked: 's***@docomo.ne.jp' });
    const lifted = await operator.post(`/readers/${id}/lift`, { reason: '本人の依頼' });
    expect(lifted.body).toMatchObject({ code: 'reader.reassigning-carrier', details: { domain: 'docomo.ne.jp' } });
    expect((await helpdesk.post(`/readers/${id}/lift`, { reason: 'x' })).body).toMatchObject({ code: 'right.missing' });
  });
});

it('says of each target how many outcomes it was not told yet', async () => {
  const now = app.clock.now();
  const admin = await personWith(app, ['administrator']);
  const add = async (url: string) => String((await admin.post('/callbacks', { system: 'ras2', url })).body.id);
  const [busy, idle] = [await add('https://one.example.jp/hook'), await add('https://two.example.jp/hook')];
  const letter = (await app.ground.db.knex('letter').first('id')) as { id: number };
  const target = (await app.ground.db.knex('callback').where({ public_id: busy }).first('id')) as { id: number };
  const row = (state: 'waiting' | 'done') => ({
    public_id: publicId(),
    callback_id: target.id,
    letter_id: letter.id,
    body: Buffer.from(''),
    state,
    attempts: 0,
    created_at: now,
    next_at: now + 60_000,
    deadline_at: now + 120_000,
    lease_until: 0,
    done_at: null,
    last_status: null,
    last_error: null,
    purge_after: now + 120_000,
  });
  await app.ground.db.write((trx) => insertDeliveries(trx, [row('waiting'), row('waiting'), row('done')]));
  const waiting = async () =>
    new Map(
      ((await admin.get('/callbacks')).body.data as { id: string; waiting: number }[]).map((c) => [c.id, c.waiting]),
    );
  expect([(await waiting()).get(busy), (await waiting()).get(idle)]).toEqual([2, 0]);
  await admin.post(`/callbacks/${busy}/remove`);
  expect((await waiting()).get(busy) ?? 0).toBe(0);
});
