/** What happens in a case over time: order of letters, reminders and what ends them, bounces, corrections, closing, sending again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseFile, letter as letterShape, reportedEvent } from '../../../../server/contract/api.ts';
import type { KeyType } from '../../../../server/contract/codes.ts';
import { HOUR } from '../../../../server/lib/clock.ts';
import { markBounced } from '../../../../server/store/caseLetters.ts';
import { addOutcomes } from '../../../../server/store/outcomes.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { type Carried, carry, type Verdict } from '../../../support/postman.ts';
import { type Event, event, type Json, people, type System, systemOf } from '../../../support/systems.ts';

let app: TestApp;
let ras2: System;
beforeEach(async () => {
  app = await testApp();
  ras2 = await systemOf(app);
});
afterEach(() => app.stop());

const report = async (type: string, subject: string, data: Json = {}, over: Json = {}) => {
  const { status, body } = await ras2.report(event(type, { subject, data, ...over }));
  expect([status, body.errors]).toEqual([202, undefined]);
  return body as {
    id: string;
    letters: { id: string; type: string; role: string; planned_at: string }[];
    reason: string;
  };
};
const turn = (at: string) => app.clock.set(at);
/** A day passes: follow-ups are looked for and everything due is carried. */
const run = async (decide?: (to: string) => Verdict): Promise<Carried[]> => {
  await app.running.parts.applications.postFollowUps();
  return carry(app, decide);
};
const types = (carried: Carried[]) => carried.map((c) => c.type);
const caseOf = async (subject: string) => caseFile.parse((await ras2.get(`/api/v1/cases/ras2/${subject}`)).body);
const tasks = () =>
  app.ground.db.knex('task').orderBy('id') as Promise<{ kind: string; state: string; facts: string }[]>;
const hard =
  (address: string) =>
  (to: string): Verdict =>
    to === address ? { state: 'refused', reason: 'userunknown' } : { state: 'accepted' };
/** Everything that was taken comes back hard, later. */
const bounceLater = async () => {
  await app.ground.db.write(async (trx) => {
    const taken = (await trx.knex('letter').where({ state: 'accepted' }).select('id')) as { id: number }[];
    for (const { id } of taken) {
      await markBounced(trx, id, 'userunknown');
      const happenedAt = app.clock.now();
      await addOutcomes(trx, [{ letterId: id, kind: 'bounced', reason: 'userunknown', reply: null, happenedAt }]);
    }
  });
  await app.running.parts.applications.applyOutcomes();
};

describe('Order within an application', () => {
  it('holds: completion, then password and provisional number, then the number on the next day', async () => {
    await report('ras2.application.submitted', 'o');
    await report('ras2.application.provisional-number', 'o');
    const number = await report('ras2.application.receipt-number', 'o');
    expect(number.letters.map((l) => l.planned_at)).toEqual(Array(2).fill('2025-11-21T09:00:00+09:00'));
    expect(types(await run())).toEqual([
      'app-complete',
      'app-inquiry-password',
      'app-provisional-number',
      'app-provisional-number',
    ]);
    turn('2025-11-21T08:59:59+09:00');
    expect(types(await run())).toEqual([]);
    turn('2025-11-21T09:00:00+09:00');
    expect((await run()).map((c) => `${c.type} ${c.role}`)).toEqual([
      'app-receipt-number filer',
      'app-receipt-number applicant',
    ]);
  });

  it('holds while the first letter waits for its next try: nothing overtakes it', async () => {
    await report('ras2.application.submitted', 'o');
    await report('ras2.application.provisional-number', 'o');
    await app.ground.db.knex('letter').where({ type: 'app-complete' });
    await app.ground.db.write(async (trx) => {
      await trx
        .knex('letter')
        .where({ type: 'app-complete' })
        .update({ state: 'deferred', next_at: app.clock.now() + HOUR });
    });
    expect(types(await run())).toEqual([]);
    app.clock.advance(HOUR);
    expect(types(await run())[0]).toBe('app-complete');
  });

  it('does not make one application wait for another', async () => {
    await report('ras2.application.submitted', 'first');
    await app.ground.db.write(async (trx) => {
      await trx.knex('letter').update({ state: 'deferred', next_at: app.clock.now() + HOUR });
    });
    await report('ras2.application.submitted', 'second');
    expect(types(await run())).toEqual(['app-complete', 'app-inquiry-password']);
  });

  it('sends a number that comes late at once, and never on the day of the application', async () => {
    await report('ras2.application.submitted', 'late', { submitted_at: '2025-11-20T23:59:00+09:00' });
    turn('2025-11-23T23:30:00+09:00');
    const { letters } = await report('ras2.application.receipt-number', 'late');
    expect(letters[0]!.planned_at).toBe('2025-11-23T23:30:00+09:00');
  });

  it('gives one copy to a filer who is the applicant', async () => {
    const self = { recipients: { filer: people.filer, applicant: { ...people.filer, email: 'FILER@example.co.jp' } } };
    await report('ras2.application.submitted', 'self', self);
    const { letters } = await report('ras2.application.provisional-number', 'self', self);
    expect(letters.map((l) => l.role)).toEqual(['filer']);
  });
});

const returned: Json = { kind: 'correction' };
describe('The reminder of a returned application', () => {
  it('goes once, 7 × 24 hours after the request was sent', async () => {
    await report('ras2.application.returned', 'r', returned);
    turn('2025-11-20T15:00:00+09:00');
    expect(types(await run())).toEqual(['correction-request']);
    turn('2025-11-27T14:59:59+09:00');
    expect(types(await run())).toEqual([]);
    turn('2025-11-27T15:00:00+09:00');
    const [reminder] = await run();
    expect(reminder!.type).toBe('correction-reminder');
    turn('2026-03-01T15:00:00+09:00');
    expect(types(await run())).toEqual([]);
    expect((await caseOf('r')).follow_ups).toMatchObject([
      { state: 'finished', stop_reason: 'all-sent', next_at: null },
    ]);
  });

  it('does not begin before the request was accepted', async () => {
    await report('ras2.application.returned', 'r', returned);
    expect((await caseOf('r')).follow_ups).toMatchObject([{ state: 'waiting', anchor_at: null, next_at: null }]);
    turn('2025-12-20T10:00:00+09:00');
    await app.running.parts.applications.postFollowUps();
    expect((await caseOf('r')).letters.map((l) => l.type)).toEqual(['correction-request']);
  });

  it.each([
    ['ras2.application.resubmitted', {}],
    ['ras2.application.withdrawn', {}],
    ['ras2.application.status-changed', { status: '審査中' }],
    ['ras2.case.closed', { reason: 'withdrawn' }],
  ])('ends with %s', async (type, data) => {
    await report('ras2.application.returned', 'r', returned);
    await run();
    turn('2025-11-27T09:59:00+09:00');
    await report(type, 'r', data);
    turn('2025-12-27T10:00:00+09:00');
    expect(types(await run())).toEqual([]);
    const [chain] = (await caseOf('r')).follow_ups;
    expect([chain!.state, chain!.stop_reason]).toEqual([
      'stopped',
      type === 'ras2.case.closed' ? 'case-closed:withdrawn' : type,
    ]);
  });

  it('is taken back when the answer comes in the second after it was written', async () => {
    await report('ras2.application.returned', 'r', returned);
    await run();
    turn('2025-11-27T10:00:00+09:00');
    await app.running.parts.applications.postFollowUps();
    await report('ras2.application.resubmitted', 'r');
    expect(types(await carry(app))).toEqual([]);
    expect((await caseOf('r')).letters.at(-1)).toMatchObject({ type: 'correction-reminder', state: 'cancelled' });
  });

  it('begins anew with a new return', async () => {
    await report('ras2.application.returned', 'r', returned);
    await run();
    turn('2025-11-26T10:00:00+09:00');
    await report('ras2.application.returned', 'r', { kind: 'documents' });
    await run();
    turn('2025-11-28T10:00:00+09:00');
    expect(types(await run())).toEqual([]);
    turn('2025-12-03T10:00:00+09:00');
    expect(types(await run())).toEqual(['correction-reminder']);
  });
});

const issued: Json = { issued_on: '2025-11-20' };
describe('Reminders of a certificate', () => {
  const weeks = async (n: number, decide?: (to: string) => Verdict) => {
    const carried: Carried[] = [];
    for (let i = 0; i < n; i++) {
      app.clock.advance(7 * 24 * HOUR);
      carried.push(...(await run(decide)));
    }
    return carried;
  };

  it('come every seven days until three civil months after issue', async () => {
    await report('ras2.coe.issued', 'c', issued);
    await run();
    const reminders = await weeks(20);
    expect(new Set(types(reminders))).toEqual(new Set(['coe-receipt-reminder']));
    expect(reminders).toHaveLength(13);
    expect((await caseOf('c')).follow_ups[0]).toMatchObject({ state: 'finished', next_at: null });
  });

  it.each([
    ['ras2.coe.receipt-registered', {}, 'ras2.coe.receipt-registered'],
    ['ras2.coe.cancelled', {}, 'ras2.coe.cancelled'],
    ['ras2.delivery-method.changed', { method: 'post' }, 'ras2.delivery-method.changed'],
    ['ras2.case.closed', { reason: 'done' }, 'case-closed:done'],
  ])('end with %s', async (type, data, reason) => {
    await report('ras2.coe.issued', 'c', issued);
    await run();
    expect(types(await weeks(2))).toHaveLength(2);
    await report(type, 'c', data);
    expect(types(await weeks(4)).filter((t) => t === 'coe-receipt-reminder')).toEqual([]);
    expect((await caseOf('c')).stop_reason).toBe(reason);
  });

  it('go on when the method is changed to mail', async () => {
    await report('ras2.coe.issued', 'c', issued);
    await run();
    await report('ras2.delivery-method.changed', 'c', { method: 'mail' });
    expect(types(await weeks(1))).toContain('coe-receipt-reminder');
  });

  it('never begin for a certificate by post', async () => {
    const { letters, reason } = await report('ras2.coe.issued', 'c', { ...issued, method: 'post' });
    expect([letters, reason]).toEqual([[], 'delivered-by-post']);
    expect(types(await weeks(4))).toEqual([]);
  });

  it('are one after weeks of silence, and keep their rhythm', async () => {
    await report('ras2.coe.issued', 'c', issued);
    await run();
    turn('2025-12-16T12:00:00+09:00');
    expect(types(await run())).toEqual(['coe-receipt-reminder']);
    turn('2025-12-18T09:59:00+09:00');
    expect(types(await run())).toEqual([]);
    turn('2025-12-18T10:00:00+09:00');
    expect(types(await run())).toEqual(['coe-receipt-reminder']);
    expect((await caseOf('c')).follow_ups[0]!.sent.map((s) => s.n)).toEqual([3, 4]);
  });

  it('are not sent after the limit, not even the one that was due before a long silence', async () => {
    await report('ras2.coe.issued', 'c', issued);
    await run();
    turn('2026-02-21T00:00:00+09:00');
    expect(types(await run())).toEqual([]);
    expect((await caseOf('c')).follow_ups[0]).toMatchObject({ state: 'finished', stop_reason: 'limit' });
  });

  it('repeat the certificate only where the system wants it', async () => {
    await report('ras2.coe.issued', 'c', issued);
    await run();
    app.clock.advance(7 * 24 * HOUR);
    await run();
    await app.running.parts.settings.change('ras2', { reminderRepeatsCertificate: true }, 'test');
    app.clock.advance(7 * 24 * HOUR);
    await run();
    const reminders = (await app.letters()).filter((l) => l.type === 'coe-receipt-reminder');
    expect(reminders.map((l) => 'certificate' in l.variables)).toEqual([false, true]);
    expect(reminders[0]!.variables).toMatchObject({ sent_on: '2025-11-20', stop_on: '2026-02-20' });
  });

  it('stop for good when the certificate itself bounced, and staff get a task', async () => {
    await report('ras2.coe.issued', 'c', issued);
    await run(hard(people.filer!.email));
    expect(types(await weeks(3))).toEqual([]);
    expect((await caseOf('c')).stop_reason).toBe('bounce');
    expect(await tasks()).toMatchObject([{ kind: 'letter-bounced', state: 'open' }]);
  });

  it('stop when a bounce is reported after the certificate was accepted', async () => {
    await report('ras2.coe.issued', 'c', issued);
    await run();
    await bounceLater();
    expect(types(await weeks(2))).toEqual([]);
    expect((await caseOf('c')).stop_reason).toBe('bounce');
  });
});

describe('A corrected address', () => {
  const correct = (subject: string, role = 'filer', old = people.filer!.email) =>
    report('ras2.recipient.address-corrected', subject, { role, old, new: 'right@example.co.jp' });

  it('takes over the letters that wait', async () => {
    await report('ras2.application.submitted', 'a');
    await report('ras2.application.receipt-number', 'a');
    await run();
    expect((await correct('a')).reason).toBe('address-changed');
    turn('2025-11-21T09:00:00+09:00');
    expect((await run()).map((c) => `${c.role} ${c.to}`)).toEqual([
      'filer right@example.co.jp',
      `applicant ${people.applicant!.email}`,
    ]);
  });

  it('sends a lost certificate again as it was, and counts its reminders from the new sending', async () => {
    await report('ras2.coe.issued', 'a', issued);
    await run(hard(people.filer!.email));
    turn('2025-11-25T12:00:00+09:00');
    const { letters } = await correct('a');
    expect(letters.map((l) => l.type)).toEqual(['coe-delivery']);
    const [again] = await run();
    expect([again!.to, again!.type]).toEqual(['right@example.co.jp', 'coe-delivery']);
    const coes = (await app.letters()).filter((l) => l.type === 'coe-delivery');
    expect(coes[1]!.variables).toEqual(coes[0]!.variables);
    turn('2025-12-02T11:59:00+09:00');
    expect(types(await run())).toEqual([]);
    turn('2025-12-02T12:00:00+09:00');
    const [reminder] = await run();
    expect([reminder!.type, reminder!.to]).toEqual(['coe-receipt-reminder', 'right@example.co.jp']);
    expect((await tasks()).map((t) => t.state)).toEqual(['closed']);
  });

  it('sends a refused reference letter again with its number, for it never left', async () => {
    await report('ras2.application.submitted', 'a');
    await run(hard(people.filer!.email));
    const { letters } = await correct('a');
    expect(letters.map((l) => l.type)).toEqual(['app-complete', 'app-inquiry-password']);
    expect((await app.letters()).at(-2)).toMatchObject({
      to: 'right@example.co.jp',
      variables: { reference: '123456789012' },
    });
  });

  it('sends a reference letter again that bounced after it was taken, and never the password', async () => {
    await report('ras2.application.submitted', 'a');
    await run();
    await bounceLater();
    const { letters } = await correct('a');
    expect(letters.map((l) => l.type)).toEqual(['app-complete']);
    expect((await app.letters()).at(-1)).toMatchObject({
      to: 'right@example.co.jp',
      variables: { reference: '123456789012' },
    });
    expect((await run()).map((c) => `${c.type} ${c.to}`)).toEqual(['app-complete right@example.co.jp']);
  });

  it('sends the applicant’s receipt again, not the filer’s', async () => {
    await report('ras2.application.submitted', 'a');
    await report('ras2.application.receipt-number', 'a');
    await run();
    turn('2025-11-21T09:00:00+09:00');
    await run(hard(people.applicant!.email));
    const { letters } = await correct('a', 'applicant', people.applicant!.email);
    expect(letters.map((l) => `${l.type} ${l.role}`)).toEqual(['app-receipt-number applicant']);
  });

  it('sends nothing again that had arrived', async () => {
    await report('ras2.coe.issued', 'a', issued);
    await run();
    expect((await correct('a')).letters).toEqual([]);
    expect(types(await run())).toEqual([]);
  });

  it('holds for events that still name the old address', async () => {
    await report('ras2.application.submitted', 'a');
    await correct('a');
    await report('ras2.application.staff-message', 'a');
    expect((await app.letters()).at(-1)!.to).toBe('right@example.co.jp');
  });

  it('answers the same event the same and sends once', async () => {
    await report('ras2.coe.issued', 'a', issued);
    await run(hard(people.filer!.email));
    const sent: Event = event('ras2.recipient.address-corrected', { subject: 'a' });
    const first = await ras2.report(sent);
    const again = await ras2.report(sent);
    expect(again.body).toEqual(first.body);
    expect((first.body.letters as Json[]).length).toBe(1);
    expect((await app.letters()).filter((l) => l.type === 'coe-delivery')).toHaveLength(2);
  });
});

describe('A changed address of an account', () => {
  it('is told to both sides, masked to the old one, and later letters go to the new one', async () => {
    await app.running.parts.settings.change('ras2', { letters: { 'ras2-password-expiry-warning': true } }, 'test');
    await report('ras2.account.password-expires', 'u', { expires_on: '2026-01-31' });
    const old = { email: people.holder!.email };
    await report('ras2.account.email-changed', 'u', { recipients: { old, new: { email: 'new@example.org' } } });
    const told = (await app.letters()).filter((l) => l.type === 'ras2-email-changed');
    expect(told.map((l) => [l.to, l.variables.new_address])).toEqual([
      [people.holder!.email, 'n***@example.org'],
      ['new@example.org', 'new@example.org'],
    ]);
    await run();
    turn('2026-01-01T09:00:00+09:00');
    expect((await run()).map((c) => [c.type, c.to])).toEqual([['ras2-password-expiry-warning', 'new@example.org']]);
    turn('2026-01-24T09:00:00+09:00');
    await report('ras2.account.password-changed', 'u', { recipients: { holder: old } });
    expect((await run()).map((c) => [c.type, c.to])).toEqual([['ras2-password-changed', 'new@example.org']]);
  });
});

describe('An applicant whom nobody reaches', () => {
  it('is told to the filer, without the address, once; the filer’s own copy stays', async () => {
    await report('ras2.application.submitted', 'x');
    await report('ras2.application.receipt-number', 'x');
    await run();
    turn('2025-11-21T09:00:00+09:00');
    const carried = await run(hard(people.applicant!.email));
    expect(carried.map((c) => `${c.type} ${c.role} ${c.state}`)).toEqual([
      'app-receipt-number filer accepted',
      'app-receipt-number applicant refused',
      'app-applicant-unreachable filer accepted',
    ]);
    const told = (await app.letters()).at(-1)!;
    expect(JSON.stringify(told.variables)).not.toContain('@');
    expect(told.variables).toMatchObject({ receipt_no: '20251121-000123' });
    expect(await tasks()).toHaveLength(1);
  });

  it('is not told for letters without that rule', async () => {
    await report('ras2.application.result-ready', 'x');
    expect(types(await run(hard(people.filer!.email)))).not.toContain('app-applicant-unreachable');
  });

  it('is told of a provisional number too, with that number', async () => {
    await report('ras2.application.submitted', 'x');
    await report('ras2.application.provisional-number', 'x');
    const carried = await run(hard(people.applicant!.email));
    expect(carried.filter((c) => c.type === 'app-applicant-unreachable').map((c) => c.to)).toEqual([
      people.filer!.email,
    ]);
    expect((await app.letters()).at(-1)!.variables).toMatchObject({ provisional_no: 'K-20251120-000123' });
  });
});

describe('A hard bounce of a procedure’s letter', () => {
  it('puts the newsletter to that address to rest, but never the other way round', async () => {
    const { subscriptions } = app.running.parts;
    await subscriptions.register({
      wish: { email: people.filer!.email, language: 'ja', topics: ['permanent'], stay: null },
      consent: { at: app.clock.now(), terms: 't', screen: 's' },
      origin: { network: '192.0.2.1', nonce: 'n' },
    });
    await app.settle();
    await carry(app);
    await report('ras2.declaration.refused', 'h');
    await run(hard(people.filer!.email));
    const [reader] = (await app.ground.db.knex('reader')) as { state: string; suspended_reason: string }[];
    expect([reader!.state, reader!.suspended_reason]).toEqual(['suspended', 'hard-bounce']);
    await report('ras2.declaration.refused', 'h2');
    expect((await run()).map((c) => c.state)).toEqual(['accepted']);
  });
});

describe('The end of a case', () => {
  it('cancels what waits, refuses what comes later, and says why', async () => {
    await report('ras2.application.submitted', 'e');
    await report('ras2.application.receipt-number', 'e');
    await run();
    expect((await report('ras2.case.closed', 'e', { reason: 'died' })).reason).toBe('case-ends');
    turn('2025-11-22T10:00:00+09:00');
    expect(types(await run())).toEqual([]);
    const late = await report('ras2.application.staff-message', 'e');
    expect([late.letters, late.reason]).toEqual([[], 'case-closed']);
    expect(await caseOf('e')).toMatchObject({ state: 'closed', reason: 'died', next: [] });
  });

  it('reaches what earlier events of the same batch brought, and nothing comes after it', async () => {
    const batch = [
      event('ras2.application.submitted', { subject: 'e' }),
      event('ras2.application.receipt-number', { subject: 'e' }),
      event('ras2.application.returned', { subject: 'e', data: returned }),
      event('ras2.case.closed', { subject: 'e' }),
      event('ras2.application.staff-message', { subject: 'e' }),
    ];
    const { status, body } = await ras2.report(batch);
    expect(status).toBe(202);
    expect((body.events as { reason: string | null }[]).map((e) => e.reason)).toEqual([
      null,
      null,
      null,
      'case-ends',
      'case-closed',
    ]);
    expect(types(await run())).toEqual([]);
    const { letters, follow_ups: followUps } = await caseOf('e');
    expect(new Set(letters.map((l) => l.state))).toEqual(new Set(['cancelled']));
    expect(followUps.map((f) => [f.state, f.stop_reason])).toEqual([['stopped', 'case-closed:done']]);
  });

  it('lets the texts go 90 days later, and not before', async () => {
    await report('ras2.coe.issued', 'e', issued);
    await run();
    const purge = async () =>
      ((await app.ground.db.knex('letter').where({ type: 'coe-delivery' }).first()) as { purge_after: number })
        .purge_after;
    expect(await purge()).toBeGreaterThan(app.clock.now() + 4 * 365 * 24 * HOUR);
    await report('ras2.case.closed', 'e', { reason: 'done' });
    expect(await purge()).toBe(app.clock.now() + 90 * 24 * HOUR);
  });
});

describe('Asking about letters', () => {
  const post = (path: string) => ras2.post(path);

  it('shows an event with the states of its letters', async () => {
    const { id } = await report('ras2.application.submitted', 'q');
    await run();
    const { body } = await ras2.get(`/api/v1/events/${id}`);
    expect(reportedEvent.parse(body).letters.map((l) => [l.type, l.state])).toEqual([
      ['app-complete', 'accepted'],
      ['app-inquiry-password', 'accepted'],
    ]);
  });

  it('sends a letter again as it was, as often as it is asked for', async () => {
    const { letters } = await report('ras2.coe.issued', 'q', issued);
    await run();
    const first = await post(`/api/v1/letters/${letters[0]!.id}/resend`);
    const second = await post(`/api/v1/letters/${letters[0]!.id}/resend`);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(letterShape.parse(first.body).id).not.toBe(second.body.id);
    expect(types(await run())).toEqual(['coe-delivery', 'coe-delivery']);
  });

  it('refuses to send again what is on its way, and what has lost its secrets, naming the event', async () => {
    const { id, letters } = await report('ras2.application.submitted', 'q');
    const again = (n: number) => post(`/api/v1/letters/${letters[n]!.id}/resend`);
    const early = await again(0);
    expect([early.status, early.body.code]).toEqual([409, 'letter.not-final']);
    await run();
    const password = await again(1);
    expect([password.status, password.body.code, password.body.detail]).toEqual([
      409,
      'letter.secrets-erased',
      `event ${id}`,
    ]);
    expect((await again(0)).status).toBe(202);
    const rows = (await app.ground.db.knex('letter').whereNotNull('secrets_erased_at')) as { type: string }[];
    expect(rows.map((r) => r.type)).toContain('app-inquiry-password');
    expect(await app.ground.db.knex('letter').whereNotNull('secrets')).toEqual([]);
    expect(JSON.stringify(await app.letters())).not.toContain('xK7-pQ2');
  });

  it('cancels a letter while it waits and not afterwards', async () => {
    await report('ras2.application.submitted', 'q');
    const { letters } = await report('ras2.application.receipt-number', 'q');
    const cancelled = await post(`/api/v1/letters/${letters[0]!.id}/cancel`);
    expect([cancelled.status, cancelled.body.state, cancelled.body.reason]).toEqual([200, 'cancelled', 'by-caller']);
    const again = await post(`/api/v1/letters/${letters[0]!.id}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'letter.gone']);
  });

  it('does not send a link again that has ended', async () => {
    const { letters } = await report('ras2.account.address-entered', 'q');
    await post(`/api/v1/letters/${letters[0]!.id}/cancel`);
    app.clock.advance(25 * HOUR);
    const late = await post(`/api/v1/letters/${letters[0]!.id}/resend`);
    expect([late.status, late.body.code]).toEqual([409, 'letter.link-ended']);
  });

  it('ends the reminders when their first letter is cancelled', async () => {
    const { letters } = await report('ras2.application.returned', 'q', returned);
    await post(`/api/v1/letters/${letters[0]!.id}/cancel`);
    await run();
    expect((await caseOf('q')).follow_ups[0]).toMatchObject({ state: 'stopped', stop_reason: 'cancelled' });
  });

  it('shows nothing of other systems', async () => {
    const { letters } = await report('ras2.application.submitted', 'q');
    const other = await systemOf(app, { system: 'ens' });
    expect((await other.get(`/api/v1/letters/${letters[0]!.id}`)).status).toBe(404);
    expect((await other.post(`/api/v1/letters/${letters[0]!.id}/cancel`)).status).toBe(404);
  });

  it('lists cases page by page with a cursor that nobody can make up', async () => {
    for (let i = 0; i < 5; i++) await report('ras2.declaration.refused', `page-${i}`);
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 5; page++) {
      const { body } = await ras2.get(`/api/v1/cases?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...(body.cases as { subject: string }[]).map((c) => c.subject));
      if (body.next === null) break;
      cursor = String(body.next);
    }
    expect(seen).toEqual(['page-4', 'page-3', 'page-2', 'page-1', 'page-0']);
    expect((await ras2.get('/api/v1/cases?cursor=abc')).body.code).toBe('query.invalid');
  });
});

describe('A case of a test key', () => {
  const testKey = (type: KeyType = 'test') => systemOf(app, { type });

  it('is played forward: what would have gone, when and to whom', async () => {
    const test = await testKey();
    await test.report(event('ras2.coe.issued', { subject: 't' }));
    const { body } = await test.post('/api/v1/cases/ras2/t/advance', { to: '2026-03-01T10:00:00+09:00' });
    const letters = body.letters as { type: string; sent_at: string; to: string; outcome: string }[];
    expect(letters.map((l) => l.type)).toEqual(['coe-delivery', ...Array(13).fill('coe-receipt-reminder')]);
    expect(letters.slice(0, 3).map((l) => l.sent_at)).toEqual([
      '2025-11-20T10:00:00+09:00',
      '2025-11-27T10:00:00+09:00',
      '2025-12-04T10:00:00+09:00',
    ]);
    expect(letters.at(-1)).toMatchObject({
      sent_at: '2026-02-19T10:00:00+09:00',
      to: people.filer!.email,
      outcome: 'accepted',
    });
  });

  it('goes on in parts, with events in between that count from the played time', async () => {
    const test = await testKey();
    await test.report(event('ras2.coe.issued', { subject: 't' }));
    const advance = async (to: string) =>
      (
        (await test.post('/api/v1/cases/ras2/t/advance', { to })).body.letters as { type: string; sent_at: string }[]
      ).map((l) => `${l.type} ${l.sent_at.slice(0, 10)}`);
    expect(await advance('2025-11-28T10:00:00+09:00')).toEqual([
      'coe-delivery 2025-11-20',
      'coe-receipt-reminder 2025-11-27',
    ]);
    await test.report(event('ras2.application.returned', { subject: 't' }));
    expect(await advance('2025-12-05T10:00:00+09:00')).toEqual([
      'additional-docs-request 2025-11-28',
      'coe-receipt-reminder 2025-12-04',
      'correction-reminder 2025-12-05',
    ]);
    await test.report(event('ras2.coe.receipt-registered', { subject: 't' }));
    expect(await advance('2026-06-01T10:00:00+09:00')).toEqual([]);
    const back = await test.post('/api/v1/cases/ras2/t/advance', { to: '2026-01-01T10:00:00+09:00' });
    expect([back.status, back.body.code]).toEqual([409, 'case.cannot-go-back']);
  });

  it.each([
    ['perm-fail@simulator.notify', ['coe-delivery refused']],
    ['temp-fail@simulator.notify', ['coe-delivery bounced']],
    ['hard-bounce@simulator.notify', ['coe-delivery bounced']],
    ['complaint@simulator.notify', ['coe-delivery accepted', 'coe-receipt-reminder accepted']],
  ])('with the address %s has the outcome it simulates', async (email, expected) => {
    const test = await testKey();
    await test.report(event('ras2.coe.issued', { subject: 't', data: { recipients: { filer: { email } } } }));
    const { body } = await test.post('/api/v1/cases/ras2/t/advance', { to: '2025-11-27T10:00:00+09:00' });
    expect((body.letters as { type: string; outcome: string }[]).map((l) => `${l.type} ${l.outcome}`)).toEqual(
      expected,
    );
  });

  it('is the only kind that can be played', async () => {
    const live = await testKey('live');
    await live.report(event('ras2.coe.issued', { subject: 't' }));
    const { status, body } = await live.post('/api/v1/cases/ras2/t/advance', { to: '2026-03-01T10:00:00+09:00' });
    expect([status, body.code]).toEqual([403, 'key.not-test']);
  });
});
