/** Signing in to the console: links, codes, locks, time-outs, and being asked again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { codeNow, firstPerson, PASSWORD, personWith, type Staff, staff } from '../../../../support/staff.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ SECOND_FACTOR: 'required' });
  await firstPerson(app);
});
afterAll(() => app.stop());
beforeEach(() => app.clock.advance(HOUR));

const enrol = async (one: Staff) => {
  const begun = (await one.post('/session/factor')).body as { secret: string; state: string };
  const done = await one.put('/session/factor', { state: begun.state, code: codeNow(app, begun.secret) });
  return { secret: begun.secret, done, recovery: done.body.recovery as string[] };
};
const lastMail = async (type: string) => (await app.letters()).filter((l) => l.type === type).at(-1);

test('Whoever is more than an author sets up the second factor before anything else', async () => {
  const one = await personWith(app, ['operator']);
  expect((await one.get('/session')).body).toMatchObject({ factor: 'needed' });
  expect((await one.get('/topics')).body).toMatchObject({ code: 'factor.needed', status: 403 });
  const { done, recovery } = await enrol(one);
  expect(done.status).toBe(200);
  expect(new Set(recovery).size).toBe(10);
  expect((await one.get('/topics')).status).toBe(200);
  expect((await one.get('/session')).body).toMatchObject({ factor: 'set', recoveryLeft: 10 });
  expect(await lastMail('staff-security-notice')).toMatchObject({ to: one.email });
});

test('An author, too, sets up the second factor; the session begun without it ends with that', async () => {
  const one = await personWith(app, ['author']);
  expect((await one.get('/bulletins')).body.code).toBe('factor.needed');
  const before = one.cookie();
  await enrol(one);
  expect((await one.get('/bulletins')).status).toBe(200);
  expect(one.cookie()).not.toBe(before);
  expect((await one.call('GET', '/session', undefined, { cookie: before })).body.code).toBe('session.none');
});

test('A code of the app works once, a recovery code works once', async () => {
  const one = await personWith(app, ['helpdesk']);
  const { secret, recovery } = await enrol(one);
  const again = staff(app);
  expect((await again.signIn(one.email)).body.code).toBe('sign-in.code-needed');
  const enrolled = codeNow(app, secret);
  expect((await again.signIn(one.email, enrolled)).body.code).toBe('sign-in.wrong-code');
  app.clock.advance(MINUTE);
  const code = codeNow(app, secret);
  expect((await again.signIn(one.email, code)).status).toBe(200);
  expect((await staff(app).signIn(one.email, code)).body.code).toBe('sign-in.wrong-code');
  expect((await again.signIn(one.email, recovery[0]!.toUpperCase())).status).toBe(200);
  expect((await again.signIn(one.email, recovery[0]!)).body.code).toBe('sign-in.wrong-code');
  expect((await again.get('/session')).body).toMatchObject({ recoveryLeft: 9 });
});

test('Two at the same time with one code: one is let in', async () => {
  const one = await personWith(app, ['helpdesk']);
  const { secret } = await enrol(one);
  app.clock.advance(MINUTE);
  const code = codeNow(app, secret);
  const replies = await Promise.all([staff(app).signIn(one.email, code), staff(app).signIn(one.email, code)]);
  expect(replies.map((r) => r.status).sort()).toEqual([200, 403]);
});

describe('twenty guesses at the same time', () => {
  const codes = (replies: { body: Record<string, unknown> }[]) => {
    const said: Record<string, number> = {};
    for (const { body } of replies) said[String(body.code)] = (said[String(body.code)] ?? 0) + 1;
    return said;
  };
  const atOnce = <T>(work: (i: number) => Promise<T>) => Promise.all(Array.from({ length: 20 }, (_, i) => work(i)));

  test('of a password: five are judged, the others and the right one behind them wait', async () => {
    const one = await personWith(app, ['author']);
    const guess = () => staff(app).post('/session', { email: one.email, password: 'something else entirely' });
    expect(codes(await atOnce(guess))).toEqual({ 'sign-in.wrong': 5, 'sign-in.wait': 15 });
    const early = await staff(app).signIn(one.email);
    expect(early).toMatchObject({ status: 429, body: { code: 'sign-in.wait' } });
    app.clock.advance(5000);
    expect((await staff(app).signIn(one.email)).status).toBe(200);
  });

  test('of a code of the app, when signing in and when asked again', async () => {
    const one = await personWith(app, ['helpdesk']);
    await enrol(one);
    const signIn = await atOnce((i) => staff(app).signIn(one.email, String(100_000 + i)));
    expect(codes(signIn)).toEqual({ 'sign-in.wrong-code': 5, 'sign-in.wait': 15 });
    app.clock.advance(6000);
    expect((await staff(app).signIn(one.email)).body.code).toBe('sign-in.locked');
    app.clock.advance(16 * MINUTE);
    const again = await atOnce((i) => one.post('/session/confirm', { code: String(100_000 + i) }));
    expect(codes(again)).toEqual({ 'confirm.wrong': 5, 'sign-in.locked': 15 });
  });

  test('of the old password, when it is changed', async () => {
    const one = await personWith(app, ['author']);
    const replies = await atOnce((i) =>
      one.put('/session/password', { old: `not my password ${i}`, password: 'another long sentence' }),
    );
    expect(codes(replies)).toEqual({ 'confirm.wrong': 5, 'sign-in.locked': 15 });
  });
});

test('An invitation works once and for 24 hours; looking at it uses nothing up', async () => {
  const { link } = await app.running.parts.operators.people.invite(
    { actor: 'test' },
    { name: '見本 起案', email: 'invited@example.jp', language: 'en', roles: ['author'], bureaus: [] },
  );
  const token = link.split('/').at(-1);
  expect(await lastMail('staff-invitation')).toMatchObject({
    to: 'invited@example.jp',
    languages: 'en',
    variables: { invitation_url: link },
  });
  const one = staff(app);
  expect((await one.post('/invitation', { token })).body).toMatchObject({
    email: 'invited@example.jp',
    needsFactor: true,
  });
  expect((await one.post('/invitation/accept', { token, password: 'password1234', language: 'en' })).body.code).toBe(
    'input.invalid',
  );
  expect((await one.post('/invitation/accept', { token, password: PASSWORD, language: 'en' })).status).toBe(200);
  expect((await one.post('/invitation/accept', { token, password: PASSWORD, language: 'en' })).body.code).toBe(
    'link.ended',
  );
  const late = await app.running.parts.operators.people.invite(
    { actor: 'test' },
    { name: '見本 起案', email: 'late@example.jp', language: 'ja', roles: ['author'], bureaus: [] },
  );
  app.clock.advance(DAY);
  expect((await one.post('/invitation', { token: late.link.split('/').at(-1) })).body.code).toBe('link.ended');
});

test('A password reset answers everybody alike, mails only those who are known, and ends sessions and older links', async () => {
  const one = await personWith(app, ['author']);
  const before = (await app.letters()).length;
  const nobody = await staff(app).post('/password-reset', { email: 'nobody@example.jp' });
  expect((await app.letters()).length).toBe(before);
  const known = await staff(app).post('/password-reset', { email: one.email });
  expect(known).toEqual(nobody);
  await app.settle();
  const first = (await lastMail('staff-password-reset'))!.variables.reset_url as string;
  await staff(app).post('/password-reset', { email: one.email });
  await app.settle();
  const second = (await lastMail('staff-password-reset'))!.variables.reset_url as string;
  const reset = (url: string) =>
    staff(app).post('/password-reset/finish', { token: url.split('/').at(-1), password: 'another long sentence' });
  expect((await reset(second)).status).toBe(200);
  expect((await reset(first)).body.code).toBe('link.ended');
  expect((await one.get('/session')).status).toBe(401);
  expect((await staff(app).signIn(one.email)).body.code).toBe('sign-in.wrong');
});

test('A fourth reset mail within an hour is not sent', async () => {
  const one = await personWith(app, ['author']);
  for (let i = 0; i < 5; i++) await staff(app).post('/password-reset', { email: one.email });
  await app.settle();
  expect((await app.letters()).filter((l) => l.type === 'staff-password-reset' && l.to === one.email)).toHaveLength(3);
});

test('A session ends after 30 idle minutes; a screen that refreshes itself does not keep it alive', async () => {
  const one = await personWith(app, ['author']);
  app.clock.advance(20 * MINUTE);
  expect((await one.get('/session')).status).toBe(200);
  app.clock.advance(20 * MINUTE);
  expect((await one.call('GET', '/session', undefined, { 'x-quiet': '1' })).status).toBe(200);
  app.clock.advance(11 * MINUTE);
  expect((await one.get('/session')).body.code).toBe('session.none');
});

test('A session ends after 12 hours however busy', async () => {
  const one = await personWith(app, ['author']);
  for (let i = 0; i < 35; i++) {
    app.clock.advance(20 * MINUTE);
    expect((await one.get('/session')).status).toBe(200);
  }
  app.clock.advance(20 * MINUTE);
  expect((await one.get('/session')).status).toBe(401);
});

test('A new device is told by mail, a known one is not', async () => {
  const one = await personWith(app, ['author']);
  const notices = async () =>
    (await app.letters()).filter((l) => l.type === 'staff-security-notice' && l.to === one.email).length;
  await staff(app).signIn(one.email);
  expect(await notices()).toBe(0);
  await staff(app, 'another browser').signIn(one.email);
  expect(await notices()).toBe(1);
});

test('Own sessions are listed and ended', async () => {
  const one = await personWith(app, ['author']);
  const other = staff(app);
  await other.signIn(one.email);
  const list = (await one.get('/session/list')).body.data as { id: string; current: boolean }[];
  expect(list.map((s) => s.current).sort()).toEqual([false, true]);
  await one.call('DELETE', `/session/list/${list.find((s) => !s.current)!.id}`);
  expect((await other.get('/session')).status).toBe(401);
  expect((await one.get('/session')).status).toBe(200);
});

test('Acts that weigh ask for the password again after ten minutes', async () => {
  const one = await personWith(app, ['helpdesk']);
  await enrol(one);
  app.clock.advance(11 * MINUTE);
  expect((await one.post('/session/recovery')).body).toMatchObject({
    code: 'fresh.needed',
    details: { factor: 'set' },
  });
  expect((await one.post('/session/confirm', { password: 'wrong password here' })).body.code).toBe('confirm.wrong');
  expect((await one.post('/session/confirm', { password: PASSWORD })).status).toBe(200);
  expect((await one.post('/session/recovery')).body.recovery).toHaveLength(10);
});

test('Another site cannot make the browser act', async () => {
  const one = await personWith(app, ['author']);
  const reply = await one.call('PUT', '/session/choices', { colour: 'dark' }, { 'sec-fetch-site': 'cross-site' });
  expect(reply.body.code).toBe('origin.foreign');
  expect((await one.put('/session/choices', { colour: 'dark' })).status).toBe(200);
  expect((await one.get('/session')).body).toMatchObject({ colour: 'dark' });
});

test('Sessions go after 90 days, people a year after they retired; the audit log stays whole', async () => {
  const left = await personWith(app, ['author']);
  const stays = await personWith(app, ['author']);
  await app.running.parts.operators.people.retire({ actor: 'test' }, left.id, '異動');
  const sessions = async () => (await app.ground.db.knex('operator_session')).length;
  const people = async () => (await app.running.parts.operators.people.list()).map((p) => p.id);
  expect(await sessions()).toBeGreaterThan(0);
  app.clock.advance(91 * DAY);
  await app.running.parts.subscriptions.purge();
  expect(await sessions()).toBe(0);
  expect(await people()).toEqual(expect.arrayContaining([left.id, stays.id]));
  app.clock.advance(275 * DAY);
  await app.running.parts.subscriptions.purge();
  expect(await people()).toContain(stays.id);
  expect(await people()).not.toContain(left.id);
  expect(await app.running.parts.audit.verify()).toMatchObject({ broken: null });
});
