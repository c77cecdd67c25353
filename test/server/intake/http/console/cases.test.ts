/** Cases and their letters at the console: what a late event did not send, where a letter goes again, and which settings hold. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { carry } from '../../../../support/postman.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';
import { event, type Json, people, type System, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let desk: Staff;
let ras2: System;
beforeAll(async () => {
  app = await testApp();
  desk = await personWith(app, ['operator', 'helpdesk', 'administrator']);
  ras2 = await systemOf(app);
});
afterAll(() => app.stop());

const caseOf = async (subject: string) => {
  const { data } = (await desk.get('/cases')).body as { data: { id: string; subject: string }[] };
  return (await desk.get(`/cases/${data.find((one) => one.subject === subject)!.id}`)).body;
};

it('a letter that a late event did not bring stands on the case, at both doors', async () => {
  await ras2.report(event('ras2.application.submitted', { subject: 'late', time: '2025-11-20T08:00:00+09:00' }));
  await ras2.report(event('ras2.application.resubmitted', { subject: 'late', time: '2025-11-20T09:30:00+09:00' }));
  const returned = event('ras2.application.returned', { subject: 'late', time: '2025-11-20T09:00:00+09:00' });
  expect((await ras2.report(returned)).body).toMatchObject({ letters: [], reason: 'late' });
  const shown = (await caseOf('late')).events as { type: string; notSent: Json[] }[];
  const resubmitted = { because: { en: 'Handed in again' }, at: Date.parse('2025-11-20T09:30:00+09:00') };
  expect(shown.map((e) => [e.type, e.notSent])).toMatchObject([
    ['ras2.application.returned', [{ type: 'additional-docs-request', role: 'filer', ...resubmitted }]],
    ['ras2.application.resubmitted', []],
    ['ras2.application.submitted', []],
  ]);
  const own = await ras2.get('/api/v1/cases/ras2/late');
  expect(own.body.not_sent).toMatchObject([
    { reported: returned.id, type: 'additional-docs-request', reason: 'late', matters: true },
  ]);
});

it('a letter says where it goes again: to the present address of its case', async () => {
  await ras2.report(event('ras2.application.submitted', { subject: 'moved' }));
  const first = (await carry(app)).findLast((one) => one.type === 'app-complete');
  const change = { role: 'filer', old: people.filer!.email, new: 'right@example.co.jp' };
  await ras2.report(event('ras2.recipient.address-corrected', { subject: 'moved', data: change }));
  const letter = (await desk.get(`/letters/${first!.row.public_id}`)).body;
  expect([letter.to, letter.resendTo]).toEqual(['f***@example.co.jp', 'r***@example.co.jp']);
  const again = await desk.post(`/letters/${first!.row.public_id}/resend`);
  expect([again.status, (await desk.get(`/letters/${again.body.id}`)).body.to]).toEqual([200, 'r***@example.co.jp']);
});

it('the rulebook tells what each event ends, and the settings in force', async () => {
  await app.running.parts.settings.change('ras2', { strict: false, letters: { 'report-result': true } }, 'test');
  const { systems } = (await desk.get('/rulebook')).body as { systems: (Json & { events: Json[]; settings: Json })[] };
  const own = systems.find((one) => one.system === 'ras2')!;
  expect(own.settings).toMatchObject({ strict: false, letters: { 'report-result': true, 'report-due-notice': false } });
  expect(systems.find((one) => one.system === 'ens')!.settings).toMatchObject({ strict: true });
  const withdrawn = own.events.find((one) => one.type === 'ras2.application.withdrawn')!;
  expect(withdrawn.ends).toMatchObject([
    { types: expect.arrayContaining(['app-receipt-number', 'coe-receipt-reminder']), lasts: null },
    { types: expect.arrayContaining(['app-receipt-number']), lasts: ['ras2.application.submitted'] },
  ]);
});
