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

it('an address that bounced is corrected at the desk: the letter goes again, its task closes, and staff read why', async () => {
  await ras2.report(event('ras2.application.submitted', { subject: 'bounce' }));
  const refuse = { state: 'refused', reason: 'userunknown' } as const;
  const refused = await carry(app, (to) => (to === people.filer!.email ? refuse : { state: 'accepted' }));
  const first = refused.find((one) => one.to === people.filer!.email && one.type === 'app-complete')!;
  const task = async () =>
    ((await desk.get('/tasks?state=open')).body.data as { object: string }[]).map((t) => t.object);
  const object = `letter:${first.row.public_id}`;
  expect(await task()).toContain(object);
  expect((await desk.get(`/letters/${first.row.public_id}`)).body.why).toMatchObject({
    kind: 'event',
    event: { type: 'ras2.application.submitted', says: { en: expect.any(String) } },
  });
  const own = await caseOf('bounce');
  expect(own.addresses).toContainEqual({ role: 'filer', to: expect.stringContaining('***@') });
  const correct = (body: object) =>
    desk.post(`/cases/${own.id}/correct-address`, { role: 'filer', reason: '電話', ...body });
  expect((await correct({ email: 'nobody' })).body).toMatchObject({ fields: [{ field: 'email' }] });
  expect((await correct({ email: people.filer!.email })).body).toMatchObject({ fields: [{ code: 'address.same' }] });
  expect((await correct({ email: 'x@example.jp', reason: '' })).body.code).toBe('reason.missing');
  expect((await correct({ email: 'right@desk.example' })).body).toMatchObject({ lost: 0 });
  expect(await task()).not.toContain(object);
  const again = (await carry(app)).find((one) => one.to === 'right@desk.example' && one.type === first.type)!;
  expect([again.type, again.state]).toEqual([first.type, 'accepted']);
  expect((await desk.get(`/letters/${again.row.public_id}`)).body.why).toMatchObject({
    kind: 'again',
    letter: first.row.public_id,
  });
});

it('staff stop the reminders of a case, close it, and both are refused the second time', async () => {
  await ras2.report(event('ras2.coe.issued', { subject: 'chain' }));
  await carry(app);
  const own = await caseOf('chain');
  const chain = (own.followUps as { id: string; state: string }[]).find((one) => one.state !== 'stopped')!;
  const stop = () => desk.post(`/cases/${own.id}/stop-chain`, { chain: chain.id, reason: '本人の希望' });
  expect((await stop()).body.followUps).toContainEqual(
    expect.objectContaining({ id: chain.id, state: 'stopped', stopReason: 'by-staff' }),
  );
  expect((await stop()).body.code).toBe('chain.ended');
  expect((await desk.post(`/cases/${own.id}/close`, { reason: '取り下げ' })).body.state).toBe('closed');
  expect((await desk.post(`/cases/${own.id}/close`, { reason: 'x' })).body.code).toBe('case.closed');
  const closed = (await desk.get('/cases?state=closed&system=ras2')).body.data as { id: string }[];
  expect(closed.map((one) => one.id)).toEqual([own.id]);
  expect((await desk.get('/cases?system=ens')).body.data).toEqual([]);
});

it('what a callback tells is shown to whoever looks after the receivers', async () => {
  const target = await desk.post('/callbacks', { system: 'ras2', url: 'https://receiver.example.jp/hook' });
  expect(target.status).toBe(200);
  await ras2.report(event('ras2.application.submitted', { subject: 'told' }));
  await carry(app);
  const { data } = (await desk.get(`/callbacks/${target.body.id}/deliveries`)).body as { data: { id: string }[] };
  const told = (await desk.get(`/callbacks/deliveries/${data[0]!.id}`)).body as { body: string; tries: object[] };
  expect(JSON.parse(told.body)).toMatchObject({ type: 'letter.outcome', data: { subject: 'told' } });
  expect((await desk.get('/callbacks/deliveries/nobody')).status).toBe(404);
});
