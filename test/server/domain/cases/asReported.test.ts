/** What is in no list and what disagrees is taken as it was reported, with a warning (A20, A16); what is sent again keeps its place (A6). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventAnswer } from '../../../../server/contract/api.ts';
import { localWorker } from '../../../support/agency/hub.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { carry, type Verdict } from '../../../support/postman.ts';
import { event, type Json, people, type System, systemOf } from '../../../support/systems.ts';

let app: TestApp;
let ras2: System;
beforeAll(async () => {
  app = await testApp();
  ras2 = await systemOf(app);
  await app.running.parts.settings.change('ras2', { strict: false }, 'test');
});
afterAll(() => app.stop());

const report = async (type: string, subject: string, data: Json = {}) => {
  const { status, body } = await ras2.report(event(`ras2.${type}`, { subject, data }));
  expect([status, body.errors]).toEqual([202, undefined]);
  return eventAnswer.parse(body);
};
/** Variables of the newest letter. */
const said = async () => (await app.letters()).at(-1)!.variables;

describe('A procedure that is in no list', () => {
  it('is taken with the nearest known where the system is not strict, with its numbers, by a name that is never false', async () => {
    const { letters, warnings } = await report('application.submitted', 'u', { procedure: 'recidence.change' });
    expect(letters.map((l) => l.type)).toEqual(['app-complete', 'app-inquiry-password']);
    expect(warnings).toMatchObject([{ field: 'data.procedure', code: 'procedure.unknown' }]);
    expect(warnings![0]!.detail).toContain('nearest is residence.change');
    // The system has a number for it: a mail that is lost is worse than a general name.
    const numbers = await report('application.provisional-number', 'u');
    expect(numbers.letters.map((l) => l.role)).toEqual(['filer', 'applicant']);
    expect((await said()).procedure_name).toMatchObject({ ja: 'オンラインで行った手続' });
    await report('application.returned', 'u', { procedure: 'recidence.change', limit_mb: undefined });
    expect(await said()).not.toHaveProperty('limit_mb');
    expect(await said()).not.toHaveProperty('residence');
  });

  it('is known by its words, and then has the rules of its code', async () => {
    const { warnings } = await report('application.submitted', 'w', { procedure: '利用申出' });
    expect(warnings![0]!.detail).toContain('nearest is declaration');
    expect(await report('application.provisional-number', 'w')).toMatchObject({
      letters: [],
      reason: 'not-a-residence-application',
    });
    await report('application.returned', 'w', { procedure: '利用申出', kind: 'documents', limit_mb: undefined });
    expect(await said()).toMatchObject({ limit_mb: 20, procedure_name: { ja: '利用申出' } });
  });

  it('is refused where the system is strict, whatever it resembles', async () => {
    await app.running.parts.settings.change('ras2', { strict: true }, 'test');
    for (const procedure of ['recidence.change', 'residence.extention', '利用申出', 'residence']) {
      const { status, body } = await ras2.report(event('ras2.application.submitted', { data: { procedure } }));
      expect([status, body.errors]).toMatchObject([422, [{ field: 'data.procedure', code: 'procedure.unknown' }]]);
    }
    await app.running.parts.settings.change('ras2', { strict: false }, 'test');
  });
});

it.each([
  ['declaration', 'documents', 25, 20],
  ['report', 'correction', 25, 20],
  ['residence.change', 'correction', 100, 25],
  ['residence.change', 'documents', 10, 10],
  ['delivery-method', 'correction', 7, 7],
])('A16: of %s, asked for %s with %i MB, the letter says %i MB', async (procedure, kind, limit_mb, says) => {
  const { warnings = [] } = await report('application.returned', `l-${procedure}-${kind}`, {
    procedure,
    kind,
    limit_mb,
  });
  expect((await said()).limit_mb).toBe(says);
  expect(warnings.map((w) => w.code)).toEqual(says === limit_mb ? [] : ['limit.above-procedure']);
  for (const { detail } of warnings) expect(detail).toMatch(new RegExp(`${limit_mb}.*${says} MB`));
});

it('A6: a number that is sent again leaves at once, before the next number of tomorrow that was reported meanwhile', async () => {
  const gone = (to: string): Verdict =>
    to === people.applicant!.email ? { state: 'refused', reason: 'userunknown' } : { state: 'accepted' };
  const subject = 'again';
  await report('application.submitted', subject);
  await report('application.provisional-number', subject);
  await carry(app, gone);
  await report('application.receipt-number', subject);
  await report('recipient.address-corrected', subject, { role: 'applicant', old: people.applicant!.email });
  expect((await carry(app)).map((c) => `${c.type} ${c.to}`)).toEqual(['app-provisional-number right@example.co.jp']);
  app.clock.set('2025-11-21T09:00:00+09:00');
  const numbers = (await carry(app)).filter((c) => c.type === 'app-receipt-number');
  expect(numbers.map((c) => c.to).sort()).toEqual(['filer@example.co.jp', 'right@example.co.jp']);
});

it('a correction that is reported to several processes at the same moment is taken by each, and is done once', async () => {
  const workers = Array.from({ length: 4 }, () => localWorker(app));
  const first = event('ras2.application.submitted', { subject: 'at-once-0' });
  await ras2.report(first);
  for (let n = 0; n < 5; n++) {
    const subject = `at-once-${n}`;
    if (n > 0) await ras2.report(event('ras2.application.submitted', { subject }));
    const data = { role: 'filer', old: people.filer!.email, new: 'moved@example.co.jp' };
    // With an event that is known already the whole batch is looked at a second time, before the case is locked.
    const batch = [first, event('ras2.recipient.address-corrected', { subject, data })];
    expect(await Promise.all(workers.map((worker) => worker.report('ras2', batch)))).toEqual([[], [], [], []]);
    // Another with an address that no longer stands there is refused, and stays so.
    const late = event('ras2.recipient.address-corrected', { subject, data: { ...data, new: 'other@example.co.jp' } });
    expect((await ras2.report(late)).status).toBe(409);
  }
});
