/** Operations at the console: one letter found, a reader suspended, lifted and erased, switches, tasks, keys, the audit log. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publicId } from '../../../../../server/lib/token.ts';
import { readHeld } from '../../../../../server/store/holds.ts';
import { openTask } from '../../../../../server/store/tasks.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { addReaders, testTopic } from '../../../../support/audience.ts';
import { firstPerson, PASSWORD, personWith, type Staff } from '../../../../support/staff.ts';

let app: TestApp;
let admin: Staff;
let operator: Staff;
let helpdesk: Staff;
let topic: number;
beforeAll(async () => {
  app = await testApp();
  admin = await firstPerson(app);
  operator = await personWith(app, ['operator']);
  helpdesk = await personWith(app, ['helpdesk']);
  topic = await testTopic(app.ground.db);
});
afterAll(() => app.stop());

const SECRET_WORD = 'zebra-content-9';
const post = async (to: string, reference: string) =>
  app.ground.db.write((trx) =>
    app.ground.outbox.post(trx, {
      type: 'staff-contact',
      system: 'ras2',
      languages: ['ja'],
      role: 'filer',
      to,
      variables: { text: [SECRET_WORD] },
      lane: 'transactional',
      dedupeKey: publicId(),
      actor: 'test',
      cause: 'test',
      reference,
    }),
  );
const readerId = async (email: string) => {
  await addReaders(app.ground, topic, [{ email }]);
  return ((await operator.post('/readers/find', { email })).body.reader as { id: string }).id;
};

test('The help desk finds a letter by exact address, reference or id, and sees state but neither address nor content', async () => {
  const mail = (await app.letters()).length;
  const invited = await admin.post('/people', {
    name: '見本',
    email: 'wanted@example.jp',
    language: 'ja',
    roles: ['author'],
    bureaus: [],
  });
  expect(invited.status).toBe(200);
  expect((await app.letters()).length).toBe(mail + 1);
  const found = (await helpdesk.post('/find', { text: 'Wanted@Example.jp ' })).body as {
    letters: { id: string; to: string }[];
  };
  expect(found.letters).toHaveLength(1);
  expect(found.letters[0]!.to).not.toContain('wanted');
  const byId = await helpdesk.post('/find', { text: found.letters[0]!.id });
  expect((byId.body.letters as unknown[]).length).toBe(1);
  const shown = await helpdesk.get(`/letters/${found.letters[0]!.id}`);
  expect(shown.body).toMatchObject({ type: 'staff-invitation', state: 'waiting', tries: [] });
  expect(JSON.stringify(shown.body)).not.toContain('invitation/');
  expect((await helpdesk.post('/find', { text: 'wanted' })).body).toMatchObject({
    letters: [],
    cases: [],
    reader: null,
  });
  expect((await helpdesk.post('/find', { text: '  ' })).body.code).toBe('input.invalid');
});

test('A waiting letter is cancelled with a reason by operators, not by the help desk', async () => {
  const { publicId: target } = await post('cancel@example.jp', 'REF-1');
  expect(JSON.stringify((await helpdesk.get(`/letters/${target}`)).body)).not.toContain(SECRET_WORD);
  expect((await helpdesk.post(`/letters/${target}/cancel`, { reason: 'x' })).status).toBe(403);
  expect((await operator.post(`/letters/${target}/cancel`, { reason: '' })).body.code).toBe('reason.missing');
  expect((await operator.post(`/letters/${target}/cancel`, { reason: 'wrong person' })).body).toMatchObject({
    state: 'cancelled',
  });
  expect((await operator.post(`/letters/${target}/cancel`, { reason: 'again' })).body.code).toBe('letter.gone');
  expect((await helpdesk.post('/find', { text: 'REF-1' })).body.letters).toHaveLength(1);
});

test('A reader is suspended and lifted with a reason; the list names nobody in full', async () => {
  const id = await readerId('tester.long.name@example.jp');
  expect((await operator.post(`/readers/${id}/suspend`, { reason: 'asked by phone' })).body).toMatchObject({
    state: 'suspended',
  });
  const list = (await helpdesk.get('/suspended')).body.data as { id: string; masked: string; reason: string }[];
  expect(list).toMatchObject([{ id, reason: 'by-staff' }]);
  expect(list[0]!.masked).not.toContain('tester.long.name');
  expect((await operator.post(`/readers/${id}/lift`, { reason: ' ' })).body.code).toBe('reason.missing');
  expect((await operator.post(`/readers/${id}/lift`, { reason: 'asked again' })).status).toBe(200);
  expect((await operator.get(`/readers/${id}`)).body).toMatchObject({ state: 'active' });
});

test('An address of a carrier that gives numbers to others is not lifted by staff', async () => {
  const id = await readerId('someone@docomo.ne.jp');
  await operator.post(`/readers/${id}/suspend`, { reason: 'test' });
  expect((await operator.post(`/readers/${id}/lift`, { reason: 'test' })).body.code).toBe('reader.reassigning-carrier');
});

test('An administrator erases a reader for good; operators may not', async () => {
  const id = await readerId('erase@example.jp');
  expect((await operator.post(`/readers/${id}/erase`, { reason: 'asked' })).status).toBe(403);
  expect((await admin.post(`/readers/${id}/erase`, { reason: 'asked' })).status).toBe(200);
  expect((await admin.get(`/readers/${id}`)).body.code).toBe('not.found');
  expect((await operator.post('/readers/find', { email: 'erase@example.jp' })).body).toEqual({ reader: null });
});

test('Delivery is held and released with a reason, and only what exists can be held', async () => {
  const hold = (kind: string, target: string, reason = 'maintenance') =>
    operator.post('/delivery/hold', { kind, target, reason });
  expect((await hold('everything', '*')).body).toMatchObject({
    holds: [{ kind: 'everything', reason: 'maintenance' }],
  });
  expect((await readHeld(app.ground.db)).everything).toBe(true);
  expect((await operator.post('/delivery/release', { kind: 'everything', target: '*' })).body).toMatchObject({
    holds: [],
  });
  expect((await operator.post('/delivery/release', { kind: 'everything', target: '*' })).body.code).toBe(
    'switch.not-on',
  );
  expect((await hold('lane', 'nowhere')).body.fields).toMatchObject([{ code: 'switch.target' }]);
  expect((await hold('system', 'staff')).body.fields).toMatchObject([{ code: 'switch.target' }]);
  expect((await hold('lane', 'bulletin', '')).body.code).toBe('reason.missing');
  expect((await hold('everything', '')).body.code).toBe('input.invalid');
});

test('A task is closed once, with a reason', async () => {
  const id = publicId();
  await app.ground.db.write((trx) =>
    openTask(trx, { publicId: id, kind: 'letter-bounced', object: 'letter:x', facts: '{}', now: app.clock.now() }),
  );
  expect((await helpdesk.get('/tasks?state=open')).body.data).toHaveLength(1);
  expect((await helpdesk.post(`/tasks/${id}/close`, { reason: 'x' })).status).toBe(403);
  expect((await operator.post(`/tasks/${id}/close`, { reason: 'called' })).body).toMatchObject({
    state: 'closed',
    closedReason: 'called',
  });
  expect((await operator.post(`/tasks/${id}/close`, { reason: 'called' })).body.code).toBe('task.closed');
});

test('A key is shown once and asks for the password again when the last time is long ago', async () => {
  const made = await admin.post('/keys', { name: 'sample', type: 'test', system: 'ras2' });
  expect(made.body.key).toContain('sample-');
  expect(JSON.stringify((await admin.get('/keys')).body)).not.toContain(made.body.key as string);
  app.clock.advance(11 * 60_000);
  expect((await admin.post('/keys', { name: 'second', type: 'test', system: 'ras2' })).body.code).toBe('fresh.needed');
  expect((await admin.post(`/keys/${made.body.id as string}/revoke`)).status).toBe(200);
});

test('The audit log is walked page by page, filtered, and verified', async () => {
  const first = (await admin.get('/audit?limit=5')).body as { data: { id: number }[]; next: string };
  const second = (await admin.get(`/audit?limit=5&cursor=${encodeURIComponent(first.next)}`)).body as {
    data: { id: number }[];
  };
  expect(second.data[0]!.id).toBe(first.data[4]!.id - 1);
  const held = (await admin.get('/audit?action=delivery.')).body.data as { action: string; reason: string | null }[];
  expect(held.map((l) => l.action)).toEqual(['delivery.release', 'delivery.hold']);
  expect((await admin.get('/audit/verify')).body).toMatchObject({ broken: null });
  expect((await admin.get('/audit?cursor=made-up')).body.code).toBe('cursor.invalid');
});

test('The audit log is exported by those who may, in pieces that hold the chain, narrowed by day and act', async () => {
  const auditor = await personWith(app, ['auditor']);
  expect((await operator.post('/audit/export', { format: 'csv' })).body.code).toBe('right.missing');
  await admin.post('/session/confirm', { password: PASSWORD });
  await admin.put('/house-rules/fourEyes', { value: 'off' });
  await operator.post('/delivery/hold', {
    kind: 'everything',
    target: '*',
    reason: '=HYPERLINK("https://example.jp")',
  });
  await operator.post('/delivery/release', { kind: 'everything', target: '*' });
  const json = (await auditor.post('/audit/export', { format: 'json' })).body as { text: string; lines: number };
  const lines = json.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; prev_hash: string; hash: string; action: string });
  expect(lines.length).toBe(json.lines);
  expect(lines.map((l) => l.seq)).toEqual(lines.map((_, i) => i + 1));
  expect(lines.slice(1).every((l, i) => l.prev_hash === lines[i]!.hash)).toBe(true);
  expect(lines.at(-1)!.action).toBe('audit.export');
  const csv = (await auditor.post('/audit/export', { format: 'csv', action: 'delivery.' })).body as { text: string };
  expect(csv.text.startsWith('\uFEFFseq,happened_at,actor,action,object,before,after,reason,prev_hash,hash\r\n')).toBe(
    true,
  );
  expect(csv.text).toContain(`"'=HYPERLINK(""https://example.jp"")"`);
  expect(csv.text).not.toContain('house.rule');
  const rest = (await auditor.post('/audit/export', { format: 'csv', after: lines.at(-1)!.seq - 1 })).body;
  expect(rest).toMatchObject({ next: null });
  expect(rest.text).not.toContain('seq,');
  const other = (await auditor.post('/audit/export', { format: 'json', to: '2020-01-01' })).body;
  expect(other).toMatchObject({ text: '', lines: 0 });
  expect((await auditor.get('/audit?from=2025-11-20&to=2025-11-20&action=house')).body.data).toHaveLength(1);
  expect((await auditor.get('/audit?from=2025-11-21')).body.data).toEqual([]);
  await admin.put('/house-rules/fourEyes', { value: 'on' });
});

test('Four eyes are switched off only by an administrator, and the audit log says so', async () => {
  for (const one of [operator, helpdesk, await personWith(app, ['author', 'approver'])])
    expect((await one.put('/house-rules/fourEyes', { value: 'off' })).body.code).toBe('right.missing');
  await admin.post('/session/confirm', { password: PASSWORD });
  await admin.put('/house-rules/fourEyes', { value: 'off' });
  const [line] = (await admin.get('/audit?action=house.rule')).body.data as unknown[];
  expect(line).toMatchObject({ object: 'rule:fourEyes', before: { value: 'on' }, after: { value: 'off' } });
  await admin.put('/house-rules/fourEyes', { value: 'on' });
});

test('No address stands in the audit log', async () => {
  const rows = (await app.ground.db.knex('audit')) as object[];
  expect(JSON.stringify(rows)).not.toContain('@');
});

test('Every mail type is previewed in three languages', async () => {
  const types = (await helpdesk.get('/mail-types')).body.data as { id: string; subject: string }[];
  expect(types.length).toBeGreaterThan(40);
  for (const { id } of types) {
    const { previews } = (await helpdesk.get(`/mail-types/${id}`)).body as {
      previews: Record<string, { subject: string }>;
    };
    expect(Object.keys(previews), id).toEqual(['ja', 'plja', 'en']);
    for (const one of Object.values(previews)) expect(one.subject, id).not.toBe('');
  }
});

test('The landing page counts today', async () => {
  const home = (await helpdesk.get('/home')).body as {
    days: { ended: number }[];
    lanes: { lane: string; waiting: number }[];
  };
  expect(home.days).toHaveLength(14);
  expect(home.days.at(-1)!.ended).toBeGreaterThan(0);
  expect(home.lanes.find((l) => l.lane === 'transactional')!.waiting).toBeGreaterThan(0);
});

test('Settings say where each value comes from and keep secrets closed', async () => {
  const { data } = (await operator.get('/settings')).body as { data: { name: string; value: string; from: string }[] };
  expect(data.find((s) => s.name === 'MASTER_KEY')).toMatchObject({ value: '…', from: 'environment' });
  expect(data.find((s) => s.name === 'MAIL_DOMAIN')).toMatchObject({ from: 'default' });
});
