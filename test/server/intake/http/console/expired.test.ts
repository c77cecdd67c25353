/** Letters that ran out of time while the hub stood still, through HTTP alone: one task in the console, one press, what is still true leaves (A26). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR } from '../../../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { carry } from '../../../../support/postman.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';
import { event, type Json, type System, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let ras2: System;
let desk: Staff;
beforeAll(async () => {
  app = await testApp();
  ras2 = await systemOf(app);
  desk = await personWith(app, ['helpdesk', 'operator']);
});
afterAll(() => app.stop());

const report = async (type: string, subject: string) => {
  const { status, body } = await ras2.report(event(type, { subject }));
  expect([type, status]).toEqual([type, 202]);
  return body;
};
/** States of the receipt numbers of a case, as the API tells its system. */
const numbers = async (subject: string): Promise<string[]> => {
  const { body } = await ras2.get(`/api/v1/cases/ras2/${subject}`);
  return (body.letters as { type: string; state: string }[])
    .filter(({ type }) => type === 'app-receipt-number')
    .map(({ state }) => state)
    .sort();
};
const open = async (): Promise<Json[]> =>
  ((await desk.get('/tasks?state=open&limit=100')).body.data as Json[]).filter(
    ({ kind }) => kind === 'letters-expired',
  );

it('an outage of eighty hours opens one task for all numbers; one act sends those that are still true, once', async () => {
  const cases = ['a', 'b', 'c', 'ended'];
  for (const subject of cases) {
    await report('ras2.application.submitted', subject);
    await report('ras2.application.receipt-number', subject);
  }
  await carry(app);
  // Nobody is there from here on: no clock ticks and nothing is delivered.
  app.clock.advance(23 * HOUR);
  app.clock.advance(80 * HOUR);
  await carry(app);
  await app.running.parts.applications.applyOutcomes();
  for (const subject of cases) expect(await numbers(subject)).toEqual(['expired', 'expired']);
  // The session of before the outage has ended.
  desk = await personWith(app, ['helpdesk', 'operator']);
  const tasks = await open();
  expect(tasks).toMatchObject([{ object: 'expired:ras2:app-receipt-number' }]);
  // What ended meanwhile is not sent any more.
  await report('ras2.application.withdrawn', 'ended');

  const kind = { system: 'ras2', type: 'app-receipt-number' };
  const sent = await desk.post('/letters/send-expired', kind);
  expect([sent.status, sent.body]).toEqual([200, { sent: 6, left: 0 }]);
  expect(await open()).toEqual([]);
  const again = await desk.post('/letters/send-expired', kind);
  expect([again.status, again.body]).toEqual([200, { sent: 0, left: 0 }]);
  const carried = (await carry(app)).filter(({ type }) => !type.startsWith('staff-'));
  expect(carried.map(({ type }) => type)).toEqual(Array(6).fill('app-receipt-number'));
  await app.running.parts.applications.applyOutcomes();
  for (const subject of ['a', 'b', 'c'])
    expect(await numbers(subject)).toEqual(['accepted', 'accepted', 'expired', 'expired']);
  expect(await numbers('ended')).toEqual(['expired', 'expired']);
});

it('is no act of a person who may not write to cases', async () => {
  const auditor = await personWith(app, ['auditor']);
  const refused = await auditor.post('/letters/send-expired', { system: 'ras2', type: 'app-receipt-number' });
  expect(refused.status).toBe(403);
});
