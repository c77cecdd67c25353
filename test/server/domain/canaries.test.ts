/** Mails to ourselves: one for each lane and language, by the real claim, in at the real mail door; and what is told when one stays away. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lanes, languages } from '../../../server/contract/codes.ts';
import { openHealth } from '../../../server/domain/health/health.ts';
import { MINUTE } from '../../../server/lib/clock.ts';
import { openLog } from '../../../server/lib/log.ts';
import { liftHold, setHold } from '../../../server/store/holds.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { refusalOf } from '../../support/mailClient.ts';
import { linesOf, withMetrics } from '../../support/metrics.ts';
import { carry } from '../../support/postman.ts';
import { personWith } from '../../support/staff.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({
    ROLES: 'web,intake',
    SMTP_URL: 'smtp://127.0.0.1:9',
    CANARY_MINUTES: '10',
    ...withMetrics,
  });
});
afterAll(() => app.stop());

/** What the clock does in a minute in which something is due. */
const tick = async () => {
  const [job] = app.running.parts.canaries.jobs;
  if (await job!.pending()) await job!.run();
};
const comeIn = (to: string) => refusalOf(app.running.smtpPort!, { from: '', to, raw: 'Subject: x\r\n\r\n' });
const trips = () => linesOf(app, 'fumibako_canary_seconds');

test('every lane and language sends one, which counts when it comes in, and one that stays away is a trouble until a later one is back', async () => {
  let real = 0;
  const told: [string, string, boolean][] = [];
  const health = openHealth({
    ...{ db: app.ground.db, clock: app.clock, log: openLog('silent', 'test'), real: () => real },
    alert: async ({ code, object }, ended) => void told.push([code, object, ended]),
    canaryLate: 5 * MINUTE,
  });
  const pass = (ms: number) => {
    real += ms;
    app.clock.advance(ms);
  };
  const look = async () => {
    await health.look();
    pass(MINUTE);
    await health.look();
  };
  await tick();
  await tick();
  const first = await carry(app);
  expect(first.map(({ row }) => row.languages).sort()).toEqual(lanes.flatMap(() => [...languages]).sort());
  expect(first).toHaveLength(lanes.length * languages.length);
  pass(2000);
  const lost = first.find(({ row }) => row.languages === 'plja')!;
  for (const { to } of first) if (to !== lost.to) expect(await comeIn(to)).toBeNull();
  expect(await comeIn(first[0]!.to)).toBeNull();
  expect(await trips()).toHaveLength(lanes.length * languages.length - 1);
  expect((await trips()).every((line) => line.endsWith(' 2'))).toBe(true);

  await look();
  expect(told).toEqual([]);
  pass(4 * MINUTE);
  await look();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject(['canary-late', expect.stringMatching(/\.plja$/), false]);

  pass(5 * MINUTE);
  await tick();
  for (const { to } of await carry(app)) expect(await comeIn(to)).toBeNull();
  pass(5 * MINUTE);
  await look();
  expect(told.slice(1)).toEqual([[...told[0]!.slice(0, 2), true]]);
});

test('a lane that staff hold sends none, and what is on its way in it is no trouble', async () => {
  const hold = { kind: 'lane', target: 'bulletin', reason: 'test', actor: 'test', held_at: app.clock.now() } as const;
  app.clock.advance(10 * MINUTE);
  await tick();
  await app.ground.db.write((trx) => setHold(trx, hold));
  app.clock.advance(10 * MINUTE);
  await tick();
  expect(await carry(app)).toHaveLength(2 * lanes.length * languages.length - languages.length);
  const free = (await app.ground.db.knex('canary').whereNot({ lane: 'bulletin' })) as { token: string }[];
  for (const { token } of free) expect(await comeIn(`canary+${token}@${app.ground.config.MAIL_DOMAIN}`)).toBeNull();
  const health = openHealth({
    ...{ db: app.ground.db, clock: app.clock, log: openLog('silent', 'test'), alert: null },
    real: () => app.clock.now(),
  });
  for (const wait of [16, 2]) {
    app.clock.advance(wait * MINUTE);
    await health.look();
  }
  expect((await health.state()).troubles).not.toContain('canary-late');
  // Its hold lifted, the next one of the lane counts again.
  await app.ground.db.write((trx) => liftHold(trx, hold));
  await tick();
  for (const wait of [16, 2]) {
    app.clock.advance(wait * MINUTE);
    await health.look();
  }
  expect((await health.state()).troubles).toContain('canary-late');
});

test('they are nobody’s mail: who asks for their type sees them, and neither the list of letters nor what became of a day counts them', async () => {
  const who = await personWith(app, ['operator', 'helpdesk']);
  app.clock.advance(10 * MINUTE);
  await tick();
  await carry(app, (to) => ({ state: to.startsWith('canary+') ? 'accepted' : 'refused' }));
  const home = await who.get('/home');
  const list = await who.get('/letters?group=accepted');
  const newest = (await who.get('/letters?limit=1')).body.data as { type: string }[];
  const asked = await who.get('/letters?group=accepted&type=canary');
  expect(list.body).toEqual({ data: [], next: null });
  // The invitation, not one of the canaries beside it.
  expect(newest.map(({ type }) => type)).toEqual([expect.stringMatching(/^staff-/)]);
  expect((asked.body.data as object[]).length).toBeGreaterThanOrEqual(lanes.length * languages.length);
  const days = home.body.days as { accepted: number }[];
  expect(days.map(({ accepted }) => accepted)).toEqual(days.map(() => 0));
  expect(days).not.toEqual([]);
});

test('what was never ours is refused in the dialogue', async () => {
  expect(await comeIn(`canary+${'a'.repeat(32)}@${app.ground.config.MAIL_DOMAIN}`)).toMatch(/^550 5\.1\.1/);
});
