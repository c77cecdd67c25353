/** A follow-up that names days, whose day passed while the hub stood still: it is held, staff are asked, and nothing of it is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { daysLate } from '../../../../server/domain/cases/lateFollowUps.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { carry } from '../../../support/postman.ts';
import { personWith } from '../../../support/staff.ts';
import { event, type System, systemOf } from '../../../support/systems.ts';

const TYPE = 'ens-password-expiry-warning';
let app: TestApp;
let ens: System;
beforeAll(async () => {
  app = await testApp();
  ens = await systemOf(app, { system: 'ens' });
});
afterAll(() => app.stop());

/** Their warnings are due on 2025-12-11 and 2026-01-03 at nine in Japan. */
const registered = (subject: string) =>
  ens.report(
    event('ens.account.registered', { subject, data: { holder_kind: 'organisation', expires_on: '2026-01-10' } }),
  );
const follow = async (at: string) => {
  app.clock.set(at);
  await app.running.parts.applications.postFollowUps();
  return (await carry(app)).filter((one) => one.type === TYPE);
};
const warnings = async () =>
  (await app.ground.db.knex('letter').where({ type: TYPE }).orderBy('id').select('public_id', 'state', 'reason')) as {
    public_id: string;
    state: string;
    reason: string | null;
  }[];
const task = () => app.ground.db.knex('task').where({ kind: 'letters-late' }).first();

it('leaves at any hour of its own day, and is held from the next day on', async () => {
  await personWith(app, ['operator']);
  await registered('in-time');
  await carry(app);
  expect(await follow('2025-12-11T23:30:00+09:00')).toHaveLength(1);
  expect(await task()).toBeUndefined();
  expect(await follow('2026-01-05T08:00:00+09:00')).toEqual([]);
  expect((await warnings()).at(-1)).toMatchObject({ state: 'held', reason: 'day-passed' });
  const asked = (await task())!;
  expect(asked).toMatchObject({ state: 'open', object: `late:ens:${TYPE}` });
  expect(JSON.parse(asked.facts)).toEqual({ system: 'ens', type: TYPE, days: 2 });
});

it('is told to staff by mail, and leaves when they let it go', async () => {
  const [notice] = app.running.parts.taskNotices.jobs;
  await notice!.run();
  const told = (await app.letters()).filter((one) => one.type === 'staff-task');
  expect(told.map((one) => JSON.stringify(one.variables)).join()).toContain('送る日が過ぎたメール');
  const held = (await warnings()).at(-1)!;
  await app.running.parts.letters.letGo('test', held.public_id);
  expect((await carry(app)).filter((one) => one.type === TYPE)).toHaveLength(1);
});

it('is ended while it is held by what ends its kind', async () => {
  app.clock.set('2026-01-05T09:00:00+09:00');
  await registered('changed');
  await carry(app);
  expect(await follow('2026-01-08T09:00:00+09:00')).toEqual([]);
  await ens.report(event('ens.case.closed', { subject: 'changed' }));
  expect((await warnings()).filter((one) => one.state === 'held')).toEqual([]);
});

it('knows what is late: days of a date, never a reminder counted from a sending, never minutes around midnight', () => {
  const at = (text: string) => Date.parse(text);
  const date = { from: 'date', dates: [], stopAt: 0 } as const;
  const due = (text: string) => ({ n: 1, dueAt: at(text), nextAt: at(text) });
  expect(daysLate(date, due('2026-03-01T23:50:00+09:00'), at('2026-03-02T00:04:00+09:00'))).toBe(0);
  expect(daysLate(date, due('2026-03-01T23:50:00+09:00'), at('2026-03-02T00:06:00+09:00'))).toBe(1);
  expect(daysLate(date, due('2026-02-27T09:00:00+09:00'), at('2026-03-01T00:00:00+09:00'))).toBe(2);
  expect(daysLate(date, due('2026-03-01T09:00:00+09:00'), at('2026-03-01T23:59:59+09:00'))).toBe(0);
  const sending = { from: 'sending', everyDays: 7, times: null, stopAt: null } as const;
  expect(daysLate(sending, due('2026-01-01T09:00:00+09:00'), at('2026-03-01T00:00:00+09:00'))).toBe(0);
});
