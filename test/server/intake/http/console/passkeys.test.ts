/** Passkeys over real HTTP, with an authenticator in software: what is taken, and every answer that must be refused. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { type How, softPasskey } from '../../../../support/passkey.ts';
import { codeNow, firstPerson, PASSWORD, personWith, type Staff, staff } from '../../../../support/staff.ts';

const here: How = { origin: 'http://localhost:8025', rpId: 'localhost' };
let app: TestApp;
const warnings: string[] = [];
const note = (warning: Error) => warnings.push(warning.message);
beforeAll(async () => {
  process.on('warning', note);
  app = await testApp({ SECOND_FACTOR: 'required', PUBLIC_URL: here.origin });
});
afterAll(() => {
  process.off('warning', note);
  return app.stop();
});
beforeEach(() => app.clock.advance(HOUR));

type Key = ReturnType<typeof softPasskey>;
const begin = async (one: Staff) =>
  ((await one.post('/session/passkeys/begin')).body.options as { challenge: string }).challenge;
const enrol = async (one: Staff, name = '窓口のパソコン', key: Key = softPasskey()) => {
  const response = key.enrol(await begin(one), here);
  return { key, response, reply: await one.post('/session/passkeys', { name, response }) };
};
const passkeysOf = async (one: Staff) =>
  (await one.get('/session/passkeys')).body.data as { id: string; name: string }[];
/** The challenge that the right password brings. */
const challengeOf = async (email: string) => {
  const { body } = await staff(app).signIn(email);
  const { passkey } = body.details as { passkey: string | null };
  return passkey === null ? null : (JSON.parse(passkey) as { challenge: string }).challenge;
};
const enter = (email: string, passkey: object) => staff(app).post('/session', { email, password: PASSWORD, passkey });
const lines = async (action: string, id: string) =>
  ((await app.ground.db.knex('audit').where({ action, object: `operator:${id}` })) as { after: string | null }[])
    .length;

test('A passkey is the second factor: enrolled by name, with recovery codes and a new session, and asked after the password', async () => {
  const one = await personWith(app, ['operator']);
  const before = one.cookie();
  const { key, reply } = await enrol(one);
  expect(reply.status).toBe(200);
  expect(reply.body.recovery).toHaveLength(10);
  expect(one.cookie()).not.toBe(before);
  expect((await one.call('GET', '/session', undefined, { cookie: before })).body.code).toBe('session.none');
  expect((await one.get('/session')).body).toMatchObject({ factor: 'set', recoveryLeft: 10 });
  expect((await one.get('/topics')).status).toBe(200);
  expect(await passkeysOf(one)).toMatchObject([{ name: '窓口のパソコン', usedAt: null }]);

  const challenge = (await challengeOf(one.email))!;
  expect((await enter(one.email, key.signIn(challenge, here))).status).toBe(200);
  expect(await passkeysOf(one)).toMatchObject([{ usedAt: app.clock.now() }]);
  expect(await lines('operator.add-passkey', one.id)).toBe(1);
  const told = (await app.letters()).filter((l) => l.type === 'staff-security-notice' && l.to === one.email);
  expect(told).toHaveLength(1);
});

test('What a passkey signed for another site, another person, another time, or twice opens nothing', async () => {
  const one = await personWith(app, ['helpdesk']);
  const other = await personWith(app, ['helpdesk']);
  const { key } = await enrol(one);
  const { key: theirs } = await enrol(other);
  const refusedWith = async (make: (challenge: string) => object) => {
    const reply = await enter(one.email, make((await challengeOf(one.email))!));
    app.clock.advance(20 * MINUTE);
    return reply.body.code;
  };
  expect(await refusedWith((c) => key.signIn(c, { ...here, origin: 'http://localhost.attacker.example:8025' }))).toBe(
    'sign-in.wrong-code',
  );
  expect(await refusedWith((c) => key.signIn(c, { ...here, rpId: 'attacker.example' }))).toBe('sign-in.wrong-code');
  expect(await refusedWith((c) => key.signIn(c, { ...here, verified: false }))).toBe('sign-in.wrong-code');
  expect(await refusedWith((c) => theirs.signIn(c, here))).toBe('sign-in.wrong-code');
  expect(await refusedWith(() => key.signIn('bm90IG9uZSBvZiBvdXJz', here))).toBe('sign-in.wrong-code');
  const foreign = (await challengeOf(other.email))!;
  expect(await refusedWith(() => key.signIn(foreign, here))).toBe('sign-in.wrong-code');
  app.clock.advance(HOUR);
  const late = (await challengeOf(one.email))!;
  app.clock.advance(6 * MINUTE);
  expect((await enter(one.email, key.signIn(late, here))).body.code).toBe('sign-in.wrong-code');
  app.clock.advance(HOUR);
  const answer = key.signIn((await challengeOf(one.email))!, here);
  expect((await enter(one.email, answer)).status).toBe(200);
  expect((await enter(one.email, answer)).body.code).toBe('sign-in.wrong-code');
  expect(await lines('session.refuse', one.id)).toBeGreaterThanOrEqual(8);
});

test('A counter that does not rise is refused, written down and told: somebody may have copied the device', async () => {
  const one = await personWith(app, ['helpdesk']);
  const { key } = await enrol(one);
  const sign = async (counter: number) =>
    (await enter(one.email, key.signIn((await challengeOf(one.email))!, { ...here, counter }))).status;
  expect(await sign(7)).toBe(200);
  expect(await sign(7)).toBe(403);
  expect(await sign(3)).toBe(403);
  expect(await lines('operator.passkey-copied', one.id)).toBe(2);
  expect(await sign(8)).toBe(200);
});

test('An enrolment is refused for another origin, without finger or PIN, a second time, and for a passkey that is known', async () => {
  const one = await personWith(app, ['author']);
  const other = await personWith(app, ['author']);
  const add = (by: Staff, response: object) => by.post('/session/passkeys', { name: 'key', response });
  const key = softPasskey();
  for (const wrong of [{ origin: 'http://localhost:8026' }, { rpId: 'example.jp' }, { verified: false }])
    expect((await add(one, key.enrol(await begin(one), { ...here, ...wrong }))).body.code).toBe('passkey.wrong');
  expect((await add(one, key.enrol(await begin(other), here))).body.code).toBe('passkey.wrong');
  const late = key.enrol(await begin(one), here);
  app.clock.advance(6 * MINUTE);
  expect((await add(one, late)).body.code).toBe('passkey.wrong');
  const { response, reply } = await enrol(one, 'key', key);
  expect(reply.status).toBe(200);
  expect((await add(one, response)).body.code).toBe('passkey.wrong');
  expect((await enrol(other, 'key', key)).reply.body.code).toBe('passkey.known');
});

test('A passkey is renamed and removed by its owner alone; the last one stays while a second factor is required', async () => {
  const one = await personWith(app, ['author']);
  const other = await personWith(app, ['author']);
  const { key } = await enrol(one);
  await enrol(other);
  const [mine] = await passkeysOf(one);
  expect((await other.put(`/session/passkeys/${mine!.id}`, { name: 'mine now' })).body.code).toBe('not.found');
  expect((await other.call('DELETE', `/session/passkeys/${mine!.id}`)).body.code).toBe('not.found');
  expect((await one.put(`/session/passkeys/${mine!.id}`, { name: '  ' })).body.code).toBe('input.invalid');
  expect((await one.put(`/session/passkeys/${mine!.id}`, { name: '古い携帯電話' })).status).toBe(200);
  expect((await one.call('DELETE', `/session/passkeys/${mine!.id}`)).body.code).toBe('passkey.last');
  app.clock.advance(MINUTE);
  const begun = (await one.post('/session/factor')).body as { secret: string; state: string };
  await one.put('/session/factor', { state: begun.state, code: codeNow(app, begun.secret) });
  const challenge = (await challengeOf(one.email))!;
  expect((await one.call('DELETE', `/session/passkeys/${mine!.id}`)).status).toBe(200);
  expect(await passkeysOf(one)).toEqual([]);
  expect((await enter(one.email, key.signIn(challenge, here))).body.code).toBe('sign-in.wrong-code');
  expect(await challengeOf(one.email)).toBe(null);
  expect(await lines('operator.remove-passkey', one.id)).toBe(1);
});

test('Who lost the device signs in with a recovery code; an administrator removes every passkey, and so does retiring', async () => {
  const one = await personWith(app, ['helpdesk']);
  const { reply } = await enrol(one);
  expect((await staff(app).signIn(one.email, (reply.body.recovery as string[])[0])).status).toBe(200);
  const admin = await firstPerson(app);
  await enrol(admin);
  expect((await admin.post(`/people/${one.id}/reset-factor`, { reason: '携帯電話をなくした' })).status).toBe(200);
  const again = staff(app);
  expect((await again.signIn(one.email)).status).toBe(200);
  expect((await again.get('/session')).body).toMatchObject({ factor: 'needed', recoveryLeft: 0 });
  await enrol(again);
  expect((await admin.post(`/people/${one.id}/retire`, { reason: '異動' })).status).toBe(200);
  const left = await app.ground.db
    .knex('passkey')
    .whereIn('operator_id', app.ground.db.knex('operator').where({ public_id: one.id }).select('id'));
  expect(left).toEqual([]);
});

test('Adding and removing ask for the password again after ten minutes; a recovery code serves as well', async () => {
  const one = await personWith(app, ['author']);
  const codes = (await enrol(one)).reply.body.recovery as string[];
  app.clock.advance(11 * MINUTE);
  expect((await enrol(one)).reply.body.code).toBe('fresh.needed');
  const [mine] = await passkeysOf(one);
  expect((await one.call('DELETE', `/session/passkeys/${mine!.id}`)).body).toMatchObject({
    code: 'fresh.needed',
    details: { factor: 'set' },
  });
  expect((await one.post('/session/confirm', { code: codes[0] })).status).toBe(200);
  expect((await one.post('/session/confirm', { code: codes[0] })).body.code).toBe('confirm.wrong');
  expect((await enrol(one)).reply.status).toBe(200);
});

test('A passkey confirms once more, too: a challenge made for it, good once, and nobody else’s', async () => {
  const one = await personWith(app, ['author']);
  const other = await personWith(app, ['author']);
  const { key } = await enrol(one);
  const { key: theirs } = await enrol(other);
  app.clock.advance(11 * MINUTE);
  const asked = async (by: Staff) => {
    const { body } = await by.post('/session/confirm/ways');
    expect(body.app).toBe(false);
    return (JSON.parse(body.passkey as string) as { challenge: string }).challenge;
  };
  const confirm = (passkey: object) => one.post('/session/confirm', { passkey });
  expect((await confirm(theirs.signIn(await asked(one), here))).body.code).toBe('confirm.wrong');
  expect((await confirm(key.signIn(await asked(other), here))).body.code).toBe('confirm.wrong');
  expect((await one.post('/session/recovery')).body.code).toBe('fresh.needed');
  const answer = key.signIn(await asked(one), here);
  expect((await confirm(answer)).status).toBe(200);
  expect((await one.post('/session/recovery')).status).toBe(200);
  expect((await confirm(answer)).body.code).toBe('confirm.wrong');
});

test('Nothing of all this makes Node warn operators of what is experimental', () => {
  expect(warnings.filter((text) => text.includes('Web Crypto'))).toEqual([]);
});
