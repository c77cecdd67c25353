/** Rules of the house over real HTTP: everybody responsible sees them, an administrator changes them, the audit log says so. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setHouseRule } from '../../../../../server/store/houseRules.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';

let app: TestApp;
let administrator: Staff;
let approver: Staff;
beforeAll(async () => {
  app = await testApp({ SECOND_FACTOR: 'off' });
  administrator = await personWith(app, ['administrator']);
  approver = await personWith(app, ['approver']);
});
afterAll(() => app.stop());

test('an administrator sees what may be chosen and sets the hold', async () => {
  const { body } = await administrator.get('/house-rules');
  expect(body.data).toContainEqual({
    id: 'holdMinutes',
    value: '2',
    fallback: '2',
    allowed: ['1', '2', '3', '4', '5'],
  });
  expect((await administrator.put('/house-rules/holdMinutes', { value: '5' })).status).toBe(200);
  expect(await app.running.parts.policy.house()).toMatchObject({ holdMs: 300_000 });
});

test('an approver cannot switch four eyes off', async () => {
  expect(await approver.put('/house-rules/fourEyes', { value: 'off' })).toMatchObject({
    status: 403,
    body: { code: 'right.missing' },
  });
  expect(await app.running.parts.policy.house()).toMatchObject({ fourEyes: true });
});

test('a rule or a value that nobody offers is refused', async () => {
  for (const value of ['60', '0'])
    expect((await administrator.put('/house-rules/holdMinutes', { value })).status).toBe(422);
  expect((await administrator.put('/house-rules/constructor', { value: 'on' })).status).toBe(422);
});

test('every change stands in the audit log with what was before', async () => {
  const line = await app.ground.db.knex('audit').where({ action: 'house.rule' }).first();
  expect(line).toMatchObject({ object: 'rule:holdMinutes', before: '{"value":"2"}', after: '{"value":"5"}' });
});

test('a hold of no time that was chosen before it was ended is the usual hold', async () => {
  const change = { value: '0', actor: 'test', changed_at: 1 };
  await app.ground.db.write((trx) => setHouseRule(trx, { name: 'holdMinutes', ...change }));
  expect(await app.running.parts.policy.house()).toMatchObject({ holdMs: 120_000 });
});
