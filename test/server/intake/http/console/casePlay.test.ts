/** Cases of test keys in the console: listed apart and marked, and played forward with every mail as it would have left. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR } from '../../../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';
import { event, type Json, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let operator: Staff;
beforeAll(async () => {
  app = await testApp();
  operator = await personWith(app, ['operator']);
});
afterAll(() => app.stop());

const idOf = async (test: boolean, subject: string): Promise<string> => {
  const { body } = await operator.get(`/cases?test=${test}`);
  return String((body.data as Json[]).find((one) => one.subject === subject)?.id ?? '');
};

it('stand apart from those of live keys, and are marked', async () => {
  const type = 'ras2.application.submitted';
  await (await systemOf(app, { type: 'test' })).report(event(type, { subject: 'PLAY-1' }));
  await (await systemOf(app)).report(event(type, { subject: 'LIVE-1' }));
  expect([await idOf(true, 'LIVE-1'), await idOf(false, 'PLAY-1')]).toEqual(['', '']);
  expect((await operator.get(`/cases/${await idOf(true, 'PLAY-1')}`)).body).toMatchObject({ test: true });
});

it('are played to a time: each mail in its languages at its time, again nothing, back refused; a live case never', async () => {
  const { report } = await systemOf(app, { type: 'test' });
  await report(event('ras2.application.receipt-number', { subject: 'PLAY-1' }));
  const id = await idOf(true, 'PLAY-1');
  const to = app.clock.now() + 48 * HOUR;
  const played = await operator.post(`/cases/${id}/play`, { to });
  expect(played.status).toBe(200);
  const letters = played.body.letters as { type: string; language: string; sentAt: number; mail: Json }[];
  const receipt = letters.find((one) => one.type === 'app-receipt-number' && one.language === 'ja,en')!;
  // The next day at 9:00.
  expect(new Date(receipt.sentAt).toISOString()).toBe('2025-11-21T00:00:00.000Z');
  expect(String(receipt.mail.text)).toMatch(/受付番号[\s\S]*The application has been accepted/);
  expect((await operator.post(`/cases/${id}/play`, { to })).body).toMatchObject({ letters: [] });
  expect((await operator.post(`/cases/${id}/play`, { to: to - HOUR })).body.code).toBe('case.cannot-go-back');
  const live = await operator.post(`/cases/${await idOf(false, 'LIVE-1')}/play`, { to });
  expect(live.body.code).toBe('key.not-test');
  const helpdesk = await personWith(app, ['helpdesk']);
  expect((await helpdesk.post(`/cases/${id}/play`, { to })).status).toBe(403);
});
