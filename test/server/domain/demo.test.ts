/** The demo: a made-up agency in an empty hub, doors to its people on this machine only, nothing outside, emptied for one's own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillDemo } from '../../../server/cli/demo/fill.ts';
import type { readConfig } from '../../../server/config.ts';
import { verifyCounts } from '../../../server/delivery/expand.ts';
import { openTransport } from '../../../server/delivery/transports/kinds.ts';
import { prepare } from '../../../server/ground.ts';
import { openLog } from '../../../server/lib/log.ts';
import { blindIndex, seal } from '../../../server/lib/seal.ts';
import { randomId48 } from '../../../server/lib/token.ts';
import { findDemo } from '../../../server/store/demo.ts';
import { openTask } from '../../../server/store/tasks.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { firstPerson, staff } from '../../support/staff.ts';

const size = { readers: 300, applications: 12, days: 40, seed: 7 };
let app: TestApp;
let made: Awaited<ReturnType<typeof fillDemo>>;
beforeAll(async () => {
  app = await testApp({ SECOND_FACTOR: 'required' }, '2026-11-20T10:00:00+09:00');
  made = await fillDemo(app.ground, size, () => {});
}, 120_000);
afterAll(() => app.stop());

const shown = async (headers: Record<string, string> = {}) =>
  (await staff(app).call('GET', '/demo', undefined, headers)).body as {
    demo: boolean;
    links: { role: string; token: string }[];
  };
const enterAs = async (role: string) => {
  const { token } = (await shown()).links.find((link) => link.role === role)!;
  const one = staff(app);
  return { one, reply: await one.post('/demo/enter', { token }) };
};

test('fills a story: readers, bulletins that add up, letters with outcomes, cases, and work on the desk', async () => {
  expect(made.readers).toBeGreaterThanOrEqual(300);
  expect(made.bulletins).toBeGreaterThan(6);
  expect(made.cases).toBe(12);
  expect(made.letters).toBeGreaterThan(50);
  expect(await verifyCounts(app.ground.db)).toEqual([]);
  const states = await app.ground.db.knex('bulletin').distinct('state').pluck('state');
  expect(states).toEqual(expect.arrayContaining(['finished', 'draft', 'returned', 'submitted', 'scheduled']));
  const first = (await app.ground.db.knex('bulletin').min('started_at as at').first()) as { at: number };
  expect(app.clock.now() - Number(first.at)).toBeGreaterThan(30 * 86_400_000);
});

test('knows nobody who could exist: every address ends in .example or .test', async () => {
  const domains = [
    ...(await app.ground.db.knex('reader').distinct('domain').pluck('domain')),
    ...(await app.ground.db.knex('letter').distinct('domain').pluck('domain')),
  ] as string[];
  expect(domains.filter((domain) => !/\.(example|test)$/.test(domain))).toEqual([]);
  expect(domains.length).toBeGreaterThan(5);
});

test('every role enters by its link, without a password or an app, and may do what the role may', async () => {
  for (const role of ['author', 'approver', 'operator', 'helpdesk', 'auditor', 'administrator']) {
    const { one, reply } = await enterAs(role);
    expect(reply.status).toBe(200);
    expect((await one.get('/session')).body).toMatchObject({ roles: [role], demo: true, factor: 'none' });
    expect((await one.get('/home')).status).toBe(200);
  }
});

test('the landing page says in one sentence how it is, and the search finds a letter with the task about it', async () => {
  const { db } = app.ground;
  const { public_id: letter } = (await db.knex('letter').first('public_id')) as { public_id: string };
  const task = { kind: 'letter-bounced', object: `letter:${letter}`, facts: '{}', now: app.clock.now() } as const;
  await db.write((trx) => openTask(trx, { ...task, publicId: 'task-of-the-test', again: true }));
  const { one } = await enterAs('operator');
  const { well } = (await one.get('/home')).body as { well: { level: string; points: { what: string; n: number }[] } };
  expect(well.points.find(({ what }) => what === 'tasks')?.n).toBeGreaterThan(0);
  const found = (await one.post('/find', { text: letter })).body;
  expect(found.letters).toMatchObject([{ id: letter }]);
  expect(found.tasks).toMatchObject([{ kind: 'letter-bounced', state: 'open' }]);
});

test('its links are neither shown nor good for a browser that comes over a proxy or by another name', async () => {
  const { token } = (await shown()).links[0]!;
  const ways: Record<string, string>[] = [{ 'x-forwarded-for': '192.0.2.1' }, { forwarded: 'for=192.0.2.1' }];
  for (const headers of ways) {
    expect((await shown(headers)).links).toEqual([]);
    const reply = await staff(app).call('POST', '/demo/enter', { token }, headers);
    expect([reply.status, reply.body.code]).toEqual([403, 'demo.elsewhere']);
  }
  expect((await staff(app).post('/demo/enter', { token: `${token}x` })).body.code).toBe('link.ended');
});

test('nothing of it goes outside, whatever SMTP_URL says', () => {
  const parts = { smtpUrl: 'smtp://127.0.0.1:1', log: openLog('silent', 'test'), postbox: null, tell: () => {} };
  const outside: string[] = [];
  const spy = { name: 'spy', takes: () => true, open: () => outside.push('opened') as never };
  openTransport({ ...parts, demo: true }, [spy]);
  expect(outside).toEqual([]);
  openTransport({ ...parts, demo: false }, [spy]);
  expect(outside).toEqual(['opened']);
});

test('is refused with a relay, in production, and where somebody uses the hub', async () => {
  const over = (settings: Record<string, string>) => ({
    ...app.ground,
    config: { ...app.ground.config, ...settings, production: settings.NODE_ENV === 'production' } as ReturnType<
      typeof readConfig
    >,
  });
  const refusal = (settings: Record<string, string>) =>
    fillDemo(over(settings), size, () => {}).catch((error: { code: string; details: object }) => [
      error.code,
      error.details,
    ]);
  expect(await refusal({ SMTP_URL: 'smtp://relay.example:25' })).toEqual(['demo.refused', { setting: 'SMTP_URL' }]);
  expect(await refusal({ NODE_ENV: 'production' })).toEqual(['demo.refused', { setting: 'NODE_ENV=production' }]);
  expect(await refusal({})).toEqual(['demo.used', {}]);
});

test('emptying is refused once somebody real is in it, and then takes all of it, for one’s own hub to begin', async () => {
  const { db, ring } = app.ground;
  const id = randomId48();
  const email = 'somebody@city.lg.jp';
  const row = { public_id: id, domain: 'city.lg.jp', language: 'ja', state: 'active', actor: 'reader', cause: 'form' };
  await db.write((trx) =>
    trx.knex('reader').insert({
      ...row,
      email: seal(ring, `reader|email|${id}`, email),
      email_index: blindIndex(ring, 'email', email),
      created_at: 1,
      changed_at: 1,
    }),
  );
  const { one } = await enterAs('administrator');
  const refusal = await one.post('/demo/clear');
  expect([refusal.status, refusal.body.code]).toEqual([409, 'demo.real']);
  expect(refusal.body.details).toMatchObject({ readers: 1, operators: 0, bulletins: 0, keys: 0 });
  expect(await findDemo(db)).not.toBeNull();

  await db.write((trx) => trx.knex('reader').where({ public_id: id }).delete());
  const { status, body } = await one.post('/demo/clear');
  expect(status).toBe(200);
  expect(body.first).toEqual(expect.any(String));
  for (const table of ['reader', 'letter', 'bulletin', 'operator', 'case_file', 'audit', 'task', 'topic', 'news'])
    expect([table, await db.knex(table).first()]).toEqual([table, undefined]);
  expect((await shown()).demo).toBe(false);
  expect((await one.get('/session')).status).toBe(401);
  expect((await one.post('/demo/clear')).status).toBe(401);
  await prepare(app.ground);
  const first = await firstPerson(app);
  expect((await first.post('/demo/clear')).body.code).toBe('demo.none');
  expect((await app.running.parts.checklist()).steps).toContainEqual({ name: 'readers', done: false });
});
