/** People of the console: invite, change, retire, and nobody locks out the last administrator. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../../../../../server/store/audit.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { firstPerson, personWith, type Staff, staff } from '../../../../support/staff.ts';

let app: TestApp;
let admin: Staff;
beforeAll(async () => {
  app = await testApp();
  admin = await firstPerson(app);
});
afterAll(() => app.stop());

const newcomer = { name: '見本 新人', email: 'new@example.jp', language: 'ja', roles: ['author'], bureaus: [] };
const me = async () => (await admin.get('/session')).body.id as string;

test('Somebody is invited by mail, listed, and cannot be invited twice', async () => {
  const reply = await admin.post('/people', newcomer);
  expect(reply.body).toMatchObject({ name: '見本 新人', state: 'invited', roles: ['author'], lastSeenAt: null });
  expect((await app.letters()).at(-1)).toMatchObject({ type: 'staff-invitation', to: 'new@example.jp' });
  const twice = await admin.post('/people', { ...newcomer, email: 'NEW@example.jp' });
  expect(twice.body.fields).toEqual([{ field: 'email', code: 'person.known' }]);
  expect(((await admin.get('/people')).body.data as unknown[]).length).toBe(2);
});

test('An answer never holds the link of the invitation', async () => {
  const reply = await admin.post('/people', { ...newcomer, email: 'secret@example.jp' });
  expect(JSON.stringify(reply.body)).not.toContain('invitation');
});

test('Wrong fields are all told at once', async () => {
  const reply = await admin.post('/people', {
    name: ' ',
    email: 'nowhere',
    language: 'ja',
    roles: [],
    bureaus: ['mars'],
  });
  expect((reply.body.fields as { field: string }[]).map((f) => f.field).sort()).toEqual([
    'bureaus',
    'email',
    'name',
    'roles',
  ]);
});

test('A change of roles works at once and stands in the audit log with before and after', async () => {
  const one = await personWith(app, ['author']);
  expect((await one.get('/people')).status).toBe(403);
  await admin.put(`/people/${one.id}`, { name: '見本 職員', roles: ['auditor'], bureaus: [] });
  expect((await one.get('/people')).status).toBe(200);
  const [line] = await listAudit(app.ground.db, { object: `operator:${one.id}`, limit: 1 });
  expect(line).toMatchObject({
    action: 'operator.change',
    before: '{"roles":["author"],"bureaus":[]}',
    after: '{"roles":["auditor"],"bureaus":[]}',
  });
});

test('The last administrator cannot be retired or lose the role; with a second one it works', async () => {
  const id = await me();
  expect((await admin.post(`/people/${id}/retire`, { reason: 'leaves' })).body.code).toBe('person.last-administrator');
  const change = { name: '見本 管理', roles: ['author'], bureaus: [] };
  expect((await admin.put(`/people/${id}`, change)).body.code).toBe('person.last-administrator');
  const second = await personWith(app, ['administrator']);
  expect((await second.put(`/people/${id}`, change)).status).toBe(200);
  expect((await second.put(`/people/${id}`, { ...change, roles: ['administrator', 'author'] })).status).toBe(200);
  expect((await admin.post(`/people/${second.id}/retire`, { reason: 'leaves' })).status).toBe(200);
});

test('Two administrators who retire each other at the same time leave one behind', async () => {
  const second = await personWith(app, ['administrator']);
  const id = await me();
  const replies = await Promise.all([
    second.post(`/people/${id}/retire`, { reason: 'both' }),
    admin.post(`/people/${second.id}/retire`, { reason: 'both' }),
  ]);
  expect(replies.filter((r) => r.status === 200)).toHaveLength(1);
  const left = replies[0]!.status === 200 ? second : admin;
  expect((await left.get('/people')).status).toBe(200);
  if (left === second) {
    const { link } = await app.running.parts.operators.people.inviteAgain({ actor: 'test' }, id);
    admin = staff(app);
    await admin.post('/invitation/accept', {
      token: link.split('/').at(-1),
      password: 'a sentence that is long',
      language: 'ja',
    });
  }
});

test('A retired person is out at once and can be invited again', async () => {
  const one = await personWith(app, ['author']);
  expect((await admin.post(`/people/${one.id}/retire`, { reason: '' })).body.code).toBe('reason.missing');
  await admin.post(`/people/${one.id}/retire`, { reason: 'moved to another office' });
  expect((await one.get('/session')).status).toBe(401);
  expect((await staff(app).signIn(one.email)).body.code).toBe('sign-in.wrong');
  expect((await admin.post(`/people/${one.id}/invite`)).body).toMatchObject({ state: 'invited' });
});

test('An administrator ends the sessions of somebody else', async () => {
  const one = await personWith(app, ['author']);
  expect((await admin.get(`/people/${one.id}/sessions`)).body.data).toHaveLength(1);
  expect((await admin.post(`/people/${one.id}/end-sessions`)).body).toEqual({ ended: 1 });
  expect((await one.get('/session')).status).toBe(401);
});
