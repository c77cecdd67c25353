/** Right letters in whatever order reality takes: what ended, what bounced, what came late, whose account it is (cases A1 to A14, A17, A26). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { up } from '../../../../migrations/0100_strict.ts';
import { eventAnswer } from '../../../../server/contract/api.ts';
import { eventShapes } from '../../../../server/contract/events.ts';
import { DAY, HOUR } from '../../../../server/lib/clock.ts';
import { liftHold, setHold } from '../../../../server/store/holds.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { type Carried, carry, type Verdict } from '../../../support/postman.ts';
import { event, type Json, people, type Reply, type System, systemOf } from '../../../support/systems.ts';

let app: TestApp;
let ras2: System;
let ens: System;
let ras1: System;
beforeEach(async () => {
  app = await testApp();
  ras2 = await systemOf(app);
  ens = await systemOf(app, { system: 'ens' });
  ras1 = await systemOf(app, { system: 'ras1' });
});
afterEach(() => app.stop());

type Answer = ReturnType<typeof eventAnswer.parse>;
const post = (type: string, subject: string, data: Json = {}, over: Json = {}): Promise<Reply> =>
  (({ ens, ras1 })[type.split('.')[0] as 'ens'] ?? ras2).report(event(type, { subject, data, ...over }));
const report = async (type: string, subject: string, data: Json = {}, over: Json = {}): Promise<Answer> => {
  const { status, body } = await post(type, subject, data, over);
  expect([status, body.errors]).toEqual([202, undefined]);
  return eventAnswer.parse(body);
};
const turn = (at: string) => app.clock.set(at);
const run = async (decide?: (to: string) => Verdict): Promise<Carried[]> => {
  await app.running.parts.applications.postFollowUps();
  return carry(app, decide);
};
const types = (carried: Carried[]) => carried.map((c) => c.type);
const hard =
  (address: string) =>
  (to: string): Verdict =>
    to === address ? { state: 'refused', reason: 'userunknown' } : { state: 'accepted' };
const letter = (type: string, role = 'filer') =>
  app.ground.db.knex('letter').where({ type, role }).orderBy('id', 'desc').first();
const tasks = async (kind: string) =>
  (await app.ground.db.knex('task').where({ kind })) as { object: string; state: string }[];
const at = (hour: number) => ({ time: `2025-11-20T0${hour}:00:00+09:00` });
const returned: Json = { kind: 'documents' };

describe('What has ended, ends its letters', () => {
  it('A1: a withdrawal cancels the numbers of tomorrow and says so', async () => {
    await report('ras2.application.submitted', 'w');
    await run();
    await report('ras2.application.receipt-number', 'w');
    const answer = await report('ras2.application.withdrawn', 'w');
    expect(answer.cancelled!.map((l) => [l.type, l.role, l.to, l.planned_at])).toEqual([
      ['app-receipt-number', 'filer', 'f***@example.co.jp', '2025-11-21T09:00:00+09:00'],
      ['app-receipt-number', 'applicant', 'a***@example.org', '2025-11-21T09:00:00+09:00'],
    ]);
    expect(answer.left!.map((l) => [l.type, l.to, l.sent_at])).toEqual([
      ['app-complete', 'f***@example.co.jp', '2025-11-20T10:00:00+09:00'],
      ['app-inquiry-password', 'f***@example.co.jp', '2025-11-20T10:00:00+09:00'],
    ]);
    turn('2025-11-21T10:00:00+09:00');
    expect(await run()).toEqual([]);
  });

  it.each([
    ['ras2.coe.issued', {}, 'ras2.coe.cancelled', {}, 'coe-delivery'],
    ['ras2.coe.issued', {}, 'ras2.delivery-method.changed', { method: 'post' }, 'coe-delivery'],
    ['ras2.application.returned', returned, 'ras2.application.withdrawn', {}, 'additional-docs-request'],
  ])('A2, A3: in a held lane, %s is ended by %s %s', async (first, data, ender, ending, type) => {
    const hold = { kind: 'lane', target: 'transactional' } as const;
    await app.ground.db.write((trx) => setHold(trx, { ...hold, reason: 'r', actor: 'test', held_at: 1 }));
    await report(first, 'h', data);
    const answer = await report(ender, 'h', ending);
    expect(answer.cancelled!.map((l) => l.type)).toEqual([type]);
    expect(answer.follow_ups_ended!.length).toBe(1);
    await app.ground.db.write((trx) => liftHold(trx, hold));
    expect(types(await run()).filter((t) => t === type)).toEqual([]);
    const ended = await letter(type);
    expect(ended).toMatchObject({ state: 'cancelled', reason: ender });
    // Nor does anybody send it again by hand.
    const again = await ras2.post(`/api/v1/letters/${ended.public_id}/resend`);
    expect([again.status, again.body.code]).toEqual([409, 'letter.ended']);
  });

  it('A4: an erased account is told nothing of itself', async () => {
    await report('ens.account.registered', 'org', { holder_kind: 'organisation', expires_on: '2026-03-31' });
    const answer = await report('ens.account.erased', 'org');
    expect(answer.cancelled!.map((l) => l.type)).toEqual(['ens-registration-complete']);
    expect(answer.follow_ups_ended!.map((f) => f.type)).toEqual(['ens-password-expiry-warning']);
    for (const day of ['2025-11-21T10:00:00+09:00', '2026-03-01T10:00:00+09:00', '2026-03-24T10:00:00+09:00']) {
      turn(day);
      expect(await run()).toEqual([]);
    }
    // What is reported of it afterwards sends nothing either, until it is registered anew.
    const late = await report('ens.account.password-changed', 'org', { holder_kind: 'organisation' });
    expect([late.letters, late.reason]).toEqual([[], 'has-ended']);
    expect((await report('ens.account.registered', 'org')).letters.length).toBe(1);
  });

  it('A5: a withdrawal ends the reminders of a certificate', async () => {
    await report('ras2.coe.issued', 'c');
    await run();
    expect((await report('ras2.application.withdrawn', 'c')).follow_ups_ended!.map((f) => f.type)).toEqual([
      'coe-receipt-reminder',
    ]);
    turn('2025-11-28T10:00:00+09:00');
    expect(await run()).toEqual([]);
  });

  it('tells what is in flight, and a letter that comes back with a 4xx is not tried again', async () => {
    await report('ras2.application.returned', 'f', returned);
    const { db, clock } = app.ground;
    await db.write((trx) => trx.knex('letter').update({ state: 'sending', lease_token: 1, worker: 'w' }));
    const answer = await report('ras2.application.resubmitted', 'f');
    expect([answer.cancelled, answer.in_flight!.map((l) => l.type)]).toEqual([[], ['additional-docs-request']]);
    await db.write((trx) =>
      trx.knex('letter').update({ state: 'deferred', next_at: clock.now(), lease_token: null, worker: null }),
    );
    expect(await run()).toEqual([]);
    await app.running.parts.applications.cancelEnded();
    expect(await letter('additional-docs-request')).toMatchObject({
      state: 'cancelled',
      reason: 'ras2.application.resubmitted',
    });
    expect((await db.knex('outcome').where({ kind: 'cancelled' })).length).toBe(1);
  });

  it('ends within one batch what came before in it', async () => {
    const { status, body } = await ras2.report([
      event('ras2.application.submitted', { subject: 'b' }),
      event('ras2.application.receipt-number', { subject: 'b' }),
      event('ras2.application.withdrawn', { subject: 'b' }),
    ]);
    expect(status).toBe(202);
    expect((body.events as Answer[])[2]!.cancelled!.map((l) => l.type)).toEqual([
      'app-complete',
      'app-inquiry-password',
      'app-receipt-number',
      'app-receipt-number',
    ]);
    turn('2025-11-21T10:00:00+09:00');
    expect(await run()).toEqual([]);
  });

  it('sends the last of two receipt numbers of one day', async () => {
    await report('ras2.application.submitted', 'n');
    await run();
    await report('ras2.application.receipt-number', 'n', { number: 'first' });
    const second = await report('ras2.application.receipt-number', 'n', { number: 'second' });
    expect(second.cancelled!.length).toBe(2);
    turn('2025-11-21T10:00:00+09:00');
    expect(types(await run())).toEqual(['app-receipt-number', 'app-receipt-number']);
    expect((await app.letters()).at(-1)!.variables).toMatchObject({ receipt_no: 'second' });
  });
});

describe('What did not arrive, is repaired', () => {
  it('A6: a returned request goes again to the corrected address, and seven days count from there', async () => {
    await report('ras2.application.returned', 'a', returned);
    await run(hard(people.filer!.email));
    turn('2025-11-22T10:00:00+09:00');
    const answer = await report('ras2.recipient.address-corrected', 'a');
    expect(answer.letters.map((l) => l.type)).toEqual(['additional-docs-request']);
    expect((await run()).map((c) => `${c.type} ${c.to}`)).toEqual(['additional-docs-request right@example.co.jp']);
    turn('2025-11-29T09:59:00+09:00');
    expect(await run()).toEqual([]);
    turn('2025-11-29T10:00:00+09:00');
    expect((await run()).map((c) => `${c.type} ${c.to}`)).toEqual(['correction-reminder right@example.co.jp']);
  });

  it('goes on with the warnings before a date once the address of one that bounced is right', async () => {
    const data = { holder_kind: 'organisation', expires_on: '2026-01-10' };
    await report('ens.account.registered', 'w', data);
    turn('2025-12-11T10:00:00+09:00');
    const bounced = (await run(hard(people.holder!.email))).map((c) => c.type);
    expect(bounced).toContain('ens-password-expiry-warning');
    await report('ens.recipient.address-corrected', 'w', { role: 'holder', old: people.holder!.email });
    expect(types(await run()).filter((t) => t === 'ens-password-expiry-warning').length).toBe(1);
    turn('2026-01-03T10:00:00+09:00');
    expect((await run()).map((c) => [c.type, c.to])).toEqual([['ens-password-expiry-warning', 'right@example.co.jp']]);
  });

  it('does not send again what ended meanwhile', async () => {
    await report('ras2.application.returned', 'a', returned);
    await run(hard(people.filer!.email));
    await report('ras2.application.resubmitted', 'a');
    expect((await report('ras2.recipient.address-corrected', 'a')).letters).toEqual([]);
  });

  it('names as lost what cannot be sent again', async () => {
    await report('ras2.account.password-reset-requested', 'u', { expires_at: '2025-11-20T11:00:00+09:00' });
    await run(hard(people.holder!.email));
    turn('2025-11-20T12:00:00+09:00');
    const answer = await report('ras2.recipient.address-corrected', 'u', { role: 'holder', old: people.holder!.email });
    expect(answer.lost).toMatchObject([{ type: 'ras2-password-reset-url', reason: 'letter.link-ended' }]);
  });

  it('A7: sends again to the present address', async () => {
    await report('ras2.declaration.refused', 'a');
    await run();
    await report('ras2.recipient.address-corrected', 'a');
    const { body } = await ras2.post(`/api/v1/letters/${(await letter('use-declaration-refused')).public_id}/resend`);
    expect(body.to).toBe('right@example.co.jp');
  });

  it('A8: refuses a correction of an address that does not stand there', async () => {
    await report('ras2.declaration.refused', 'a');
    const { status, body } = await post('ras2.recipient.address-corrected', 'a', { old: 'other@example.co.jp' });
    expect([status, body.code]).toEqual([409, 'address.old-differs']);
    expect(JSON.stringify(body)).toContain('f***@example.co.jp');
    expect((await run()).map((c) => c.to)).toEqual([people.filer!.email]);
  });

  it('A26: an outage of 80 hours opens one task, and one act sends what is still true', async () => {
    for (const subject of ['x', 'y', 'z']) {
      await report('ras2.application.submitted', subject);
      await report('ras2.application.receipt-number', subject);
    }
    await carry(app);
    app.clock.set('2025-11-21T09:00:00+09:00');
    app.clock.advance(80 * HOUR);
    await run();
    expect(await tasks('letters-expired')).toMatchObject([
      { object: 'expired:ras2:app-receipt-number', state: 'open' },
    ]);
    await report('ras2.application.withdrawn', 'z');
    const { applications } = app.running.parts;
    const kind = { system: 'ras2', type: 'app-receipt-number' } as const;
    expect(await applications.sendExpired(kind, 'operator:x')).toEqual({ sent: 4, left: 0 });
    expect(await applications.sendExpired(kind, 'operator:x')).toEqual({ sent: 0, left: 0 });
    expect(types(await run())).toEqual(Array(4).fill('app-receipt-number'));
    expect(await tasks('letters-expired')).toMatchObject([{ state: 'closed' }]);
  });
});

describe('Order within a subject', () => {
  it('A10: a request that arrives after its resubmission sends nothing, and says so', async () => {
    await report('ras2.application.resubmitted', 'o', {}, at(9));
    const late = await report('ras2.application.returned', 'o', returned, at(8));
    expect([late.letters, late.reason]).toEqual([[], 'late']);
    expect(late.not_sent).toMatchObject([
      { type: 'additional-docs-request', event: 'ras2.application.resubmitted', matters: true },
    ]);
    const again = await report('ras2.application.returned', 'o', returned, { time: '2025-11-20T09:30:00+09:00' });
    expect(again.letters.length).toBe(1);
    // One that arrives late ends nothing that happened after it.
    const before = await report('ras2.application.resubmitted', 'o', {}, { time: '2025-11-20T09:20:00+09:00' });
    expect([before.cancelled, before.follow_ups_ended]).toEqual([[], []]);
  });

  it('asks sequence before time, as a number', async () => {
    await report('ras2.application.resubmitted', 'o', {}, { ...at(8), sequence: '10' });
    expect((await report('ras2.application.returned', 'o', returned, { ...at(9), sequence: '9' })).reason).toBe('late');
  });

  it('keeps the order of arrival for equal and for absent times', async () => {
    await report('ras2.application.resubmitted', 'o', {}, at(9));
    expect((await report('ras2.application.returned', 'o', returned, at(9))).letters.length).toBe(1);
    expect((await report('ras2.application.returned', 'o', returned)).letters.length).toBe(1);
  });

  it.each([
    [at(9), at(8)],
    [{}, {}],
  ])('A11: a registration before its certificate is remembered %#', async (first, then) => {
    await report('ras2.coe.receipt-registered', 'c', {}, first);
    const issued = await report('ras2.coe.issued', 'c', {}, then);
    expect(issued.letters.map((l) => l.type)).toEqual(['coe-delivery']);
    await run();
    turn('2025-11-28T10:00:00+09:00');
    expect(await run()).toEqual([]);
  });

  it('lets the provisional number wait for the completion mail, which comes first', async () => {
    const waiting = await report('ras2.application.provisional-number', 'p', { procedure: 'residence.change' });
    expect(waiting.letters).toMatchObject([{ waits_for: 'app-complete' }, { waits_for: 'app-complete' }]);
    expect(await run()).toEqual([]);
    await report('ras2.application.submitted', 'p');
    const carried = types(await run());
    expect([carried[0], [...carried].sort()]).toEqual([
      'app-complete',
      ['app-complete', 'app-inquiry-password', 'app-provisional-number', 'app-provisional-number'],
    ]);
    expect(await tasks('letter-went-alone')).toEqual([]);
  });

  it('lets a completion that is reported late go before the number of tomorrow, and its password with it', async () => {
    await report('ras2.application.receipt-number', 'n', {}, at(9));
    await report('ras2.application.submitted', 'n', {}, at(8));
    expect(types(await run())).toEqual(['app-complete', 'app-inquiry-password']);
    turn('2025-11-21T09:00:00+09:00');
    expect(types(await run())).toEqual(['app-receipt-number', 'app-receipt-number']);
  });

  it('sends it alone after 24 hours, with a task', async () => {
    await report('ras2.application.provisional-number', 'p', { procedure: 'residence.change' });
    app.clock.advance(DAY);
    expect(types(await run())).toEqual(['app-provisional-number', 'app-provisional-number']);
    expect((await tasks('letter-went-alone')).length).toBe(2);
  });

  it('does not let an older event bring an older address back', async () => {
    await report(
      'ras2.application.status-changed',
      'o',
      { recipients: { filer: { email: 'now@example.co.jp' } } },
      at(9),
    );
    await report('ras2.declaration.refused', 'o', { recipients: { filer: { email: 'then@example.co.jp' } } }, at(8));
    expect((await run()).map((c) => c.to)).toEqual(['now@example.co.jp']);
  });
});

describe('People stand above cases', () => {
  it('A9: a changed address of an account reaches every case that names it, and no other', async () => {
    const user = { email: 'user@example.co.jp', language: 'en' };
    await report('ras2.account.registered', 'USER-9', { recipients: { holder: user } });
    // The account carries address and language: the case need not name anybody.
    await report('ras2.coe.issued', 'APP-9', { account: 'USER-9', recipients: {} });
    await report('ras2.coe.issued', 'APP-0', { recipients: { filer: user } });
    await run();
    await report('ras2.application.returned', 'APP-9', { ...returned, recipients: {} });
    const changed = await report('ras2.account.email-changed', 'USER-9', {
      recipients: { old: user, new: { email: 'moved@example.co.jp' } },
    });
    expect(changed.account).toEqual({ cases: 1, letters: 1, follow_ups: 2 });
    expect((await run()).map((c) => `${c.type} ${c.to}`)).toContain('additional-docs-request moved@example.co.jp');
    turn('2025-11-27T10:00:00+09:00');
    expect((await run()).filter((c) => c.type === 'coe-receipt-reminder').map((c) => c.to)).toEqual([
      'moved@example.co.jp',
      'user@example.co.jp',
    ]);
    expect((await letter('additional-docs-request')).languages).toBe('en');
  });

  it('says when no case names the account', async () => {
    const answer = await report('ras2.account.email-changed', 'USER-1');
    expect(answer.account).toEqual({ cases: 0, letters: 0, follow_ups: 0 });
    expect(answer.warnings).toMatchObject([{ code: 'account.no-cases' }]);
  });

  it('warns of a subject that nobody knows, or refuses it', async () => {
    expect((await report('ras2.application.withdrawn', 'none')).warnings).toMatchObject([{ code: 'subject.unknown' }]);
    await report('ras2.declaration.refused', 'd', { recipients: { filer: people.filer } });
    const corrected = await report('ras2.recipient.address-corrected', 'd', { role: 'applicant' });
    expect(corrected.warnings).toMatchObject([{ field: 'data.role', code: 'role.unknown' }]);
    const refused = await ras2.report(event('ras2.application.withdrawn'), '?unknown_subject=refuse');
    expect([refused.status, (refused.body.errors as Json[])[0]!.code]).toEqual([422, 'subject.unknown']);
  });

  it('A17: joins the copies of one address in two roles, languages too', async () => {
    const one = (language: string) => ({ email: 'one@example.co.jp', language });
    const recipients = { filer: one('ja'), applicant: one('en') };
    await report('ras2.application.submitted', 's', { recipients });
    const answer = await report('ras2.application.provisional-number', 's', { recipients });
    expect(answer.letters).toMatchObject([{ role: 'filer', language: 'ja,en', joined: ['applicant'] }]);
  });
});

describe('What cannot be true is refused with its field', () => {
  it.each<[string, string, Json, Json, string, string]>([
    ['A13', 'ras2.coe.issued', { issued_on: '9999-12-31' }, {}, 'data.issued_on', 'date.range'],
    ['A13', 'ras2.coe.issued', { issued_on: '0000-01-01' }, {}, 'data.issued_on', 'date.range'],
    ['A14', 'ras2.coe.issued', { valid_until: '2025-11-01' }, {}, 'data.valid_until', 'date.before-issue'],
    ['A14', 'ras2.coe.issued', { issued_on: '2026-11-20' }, {}, 'data.issued_on', 'date.ahead'],
    ['29 February', 'ras2.coe.issued', { issued_on: '2025-02-29' }, {}, 'data.issued_on', 'date.invalid'],
    ['past', 'ras2.declaration.approved', { valid_until: '2025-11-19' }, {}, 'data.valid_until', 'date.past'],
    [
      'ends before it begins',
      'ras2.maintenance.planned',
      { from: '2025-11-22T02:00:00+09:00', to: '2025-11-22T01:00:00+09:00' },
      {},
      'data.to',
      'instant.end-before-begin',
    ],
    ['clock', 'ras2.declaration.refused', {}, { time: '2025-11-20T10:06:00+09:00' }, 'time', 'time.ahead'],
    ['no offset', 'ras2.declaration.refused', {}, { time: '2025-11-20T09:00:00' }, 'time', 'instant.invalid'],
    [
      'A19',
      'ras2.account.password-reset-requested',
      { url: 'http://www.rasens-immi.moj.go.jp/t' },
      {},
      'data.url',
      'url.not-https',
    ],
    ['A19', 'ras2.account.password-reset-requested', { url: 'https://127.0.0.1/t' }, {}, 'data.url', 'url.host'],
    ['A19', 'ras2.application.staff-message', { text: 'See http://a.example.jp' }, {}, 'data.text', 'url.not-https'],
  ])('%s: %s', async (_, type, data, over, field, code) => {
    const { status, body } = await post(type, 'd', data, over);
    expect([status, (body.errors as Json[]).map((e) => [e.field, e.code])]).toEqual([422, [[field, code]]]);
  });

  it('A13: one bad row is that row’s error', async () => {
    const rows = [event('ras2.coe.issued'), event('ras2.coe.issued', { data: { issued_on: '9999-12-31' } })];
    const { status, body } = await ras2.report(rows, '?mode=each');
    expect([status, (body.events as Json[]).length, (body.errors as Json[]).map((e) => e.row)]).toEqual([202, 1, [1]]);
  });

  it.each<[string, Json, string, string]>([
    ['ras2.account.password-reset-requested', { url: 'https://evil.example/t?k=secret' }, 'data.url', 'evil.example'],
    [
      'ras2.application.staff-message',
      { text: { ja: '次を見る https://evil.example/' } },
      'data.text.ja',
      'evil.example',
    ],
    ['ras2.application.staff-message', { text: 'Open www.evil.example now' }, 'data.text', 'www.evil.example'],
    ['ras2.application.staff-message', { text: 'https://www.moj.go.jp@evil.example/' }, 'data.text', 'evil.example'],
    ['ras2.application.returned', { items: ['写真', 'https://evil.example/a'] }, 'data.items.1', 'evil.example'],
    ['ras2.application.staff-message', { text: '次を開く bit.ly/abc' }, 'data.text', 'bit.ly'],
    ['ras2.application.staff-message', { text: '詳しくは EVIL.COM へ' }, 'data.text', 'evil.com'],
    ['ras2.application.staff-message', { text: 'ｈｔｔｐｓ：//evil.example/' }, 'data.text', 'evil.example'],
    ['ras2.application.staff-message', { text: 'evil.example/path を開く' }, 'data.text', 'evil.example'],
  ])('A19: %s with %j, without a list of the system’s own', async (type, data, field, host) => {
    const { status, body } = await post(type, 'l', data);
    expect([status, body.errors]).toMatchObject([422, [{ field, code: 'url.host' }]]);
    const { detail } = (body.errors as { detail: string }[])[0]!;
    expect(detail).toContain(`(host ${host})`);
    expect(detail).not.toContain('secret');
  });

  it('A19: file names, sizes, dates, mail addresses and the agency’s own links in a text are no foreign links', async () => {
    const text =
      '写真.jpg と form.pdf/photo.jpg、1.5MB/日、平成31.4.1、e.g. and/or No.SAMPLE/2、staff@desk.example.com、https://www.rasens-immi.moj.go.jp/a';
    await report('ras2.application.staff-message', 'l', { text });
    await report('ras2.account.id-requested', 'l', { user_id: 'taro.example.com' });
  });

  it('one fault of a field is told once, with the name that was probably meant', async () => {
    const twice = await post('ras2.account.password-reset-requested', 'l', { url: '//evil.example' });
    expect((twice.body.errors as Json[]).map((e) => e.code)).toEqual(['url.invalid']);
    const slip = await ras2.report({ ...event('ras2.declaration.refused'), type: 'ras2.application.submited' });
    expect((slip.body.errors as Json[])[0]!.detail).toContain('; nearest is ras2.application.submitted');
    const far = await ras2.report({ ...event('ras2.declaration.refused'), type: 'something.else' });
    expect((far.body.errors as Json[])[0]!.detail).not.toContain('nearest');
    const field = await post('ras2.application.returned', 'l', { ...returned, limit_mb: undefined, limit_md: 20 });
    expect((field.body.errors as Json[])[0]!.detail).toContain('; nearest is limit_mb');
    const japanese = await ras2.report(
      { ...event('ras2.declaration.refused'), type: 'ras2.application.submited' },
      '',
      { 'Accept-Language': 'ja' },
    );
    expect((japanese.body.errors as Json[])[0]!.detail).toContain('いちばん近いものは ras2.application.submitted です');
  });

  it('a correction that changes no address says so', async () => {
    await report('ras2.declaration.refused', 'n', { recipients: { filer: people.filer } });
    const { email } = people.filer!;
    const correct = async (subject: string, data: Json) =>
      (await report('ras2.recipient.address-corrected', subject, data)).reason;
    expect(await correct('n', { old: email, new: email })).toBe('address-unchanged');
    expect(await correct('n', { role: 'applicant' })).toBe('address-unchanged');
    // Nobody else with that address was moved by it.
    await report('ras2.application.returned', 'n', { ...returned, recipients: {} });
    expect((await run()).map(({ to }) => to)).toEqual([email, email]);
    expect(await correct('n', {})).toBe('address-changed');
    await report('ras2.declaration.refused', 'n', { recipients: {} });
    expect((await run()).map(({ to }) => to)).toEqual(['right@example.co.jp']);
  });

  it('A18: a letter says of a link what was reported, and nothing else', async () => {
    const reset = 'ras2.account.password-reset-requested';
    const said = async (subject: string, data: Json, type = reset) => {
      await report(type, subject, { valid_hours: undefined, ...data });
      const { variables } = (await app.letters()).at(-1)!;
      return [variables.expires_at, variables.once];
    };
    expect(await said('l1', {})).toEqual([undefined, undefined]);
    expect(await said('l2', { valid_hours: 2, once: true })).toEqual([app.clock.now() + 2 * HOUR, 'yes']);
    expect(await said('l3', { once: false })).toEqual([undefined, undefined]);
    // The one life that the system's own manual gives.
    expect(await said('l4', {}, 'ras2.account.address-entered')).toEqual([app.clock.now() + 24 * HOUR, undefined]);
    // Without a known end it may still go after a day, but not for ever.
    const { deadline_at, expires_at } = await letter('ras2-password-reset-url', 'holder');
    expect([Number(deadline_at) - app.clock.now(), expires_at]).toEqual([3 * DAY, null]);
  });

  it('A19: a system’s own list takes the place of the agency’s', async () => {
    await app.running.parts.settings.change('ras2', { linkHosts: ['apply.example.go.jp'] }, 'test');
    const reset = 'ras2.account.password-reset-requested';
    const refused = await post(reset, 'l', { url: 'https://www.moj.go.jp/t' });
    expect(refused.body.errors).toMatchObject([{ field: 'data.url', code: 'url.host' }]);
    await report(reset, 'l', { url: 'https://apply.example.go.jp/t' });
  });

  it.each<[string, Json, string, string]>([
    ['ras2.application.submitted', { procedure: 'residence.extention' }, 'procedure.unknown', 'residence.extension'],
    ['ras2.application.submitted', { procedure: 'residence.coe-mail' }, 'procedure.unknown', 'residence.coe'],
    ['ras2.delivery-method.refused', { status: 'examinning' }, 'status.unknown', 'examining'],
    ['ens.notice.accepted', { kind: 'spouse' }, 'kind.unknown', 'resident.spouse'],
  ])('A20: %s with %j', async (type, data, code, nearest) => {
    const [name] = Object.keys(data);
    const strict = await post(type, 'k', data);
    expect([strict.status, strict.body.errors]).toMatchObject([422, [{ field: `data.${name}`, code }]]);
    expect((strict.body.errors as { detail: string }[])[0]!.detail).toContain(`nearest is ${nearest}:`);
    const system = type.startsWith('ens.') ? 'ens' : 'ras2';
    await app.running.parts.settings.change(system, { strict: false }, 'test');
    const sent = event(type, { subject: 'k', data });
    const taken = await (system === 'ens' ? ens : ras2).report(sent);
    expect([taken.status, taken.body.warnings]).toMatchObject([202, [{ field: `data.${name}`, code }]]);
    // The same again is answered the same.
    expect((await (system === 'ens' ? ens : ras2).report(sent)).body).toEqual(taken.body);
  });

  it('A20: systems from before go on with warnings, new ones begin strict', async () => {
    expect((await app.running.parts.settings.get('ras1')).strict).toBe(true);
    const after = await app.ground.db.write(async ({ knex }) => {
      await knex('system').where({ code: 'ras2' }).update({ settings: '{"passwordMailInBulk":true}' });
      await up(knex);
      return knex('system').whereIn('code', ['ras2', 'ens']).orderBy('code');
    });
    expect(after.map((row: { settings: string }) => JSON.parse(row.settings))).toEqual([
      { strict: false },
      { passwordMailInBulk: true, strict: false },
    ]);
  });

  it('codes are told in the words of the reader’s language, own words as they are, and no decision', async () => {
    const at = async (status: unknown, subject: string) => {
      await report('ras2.delivery-method.refused', subject, { status });
      return (await app.letters()).at(-1)!.variables.status;
    };
    expect(await at('examining', 'c1')).toMatchObject({ ja: '審査中', en: 'Under examination' });
    expect(await at('審査中', 'c2')).toMatchObject({ ja: '審査中', en: 'Under examination' });
    expect(await at('completed-refused', 'c3')).toEqual(await at('completed', 'c4'));
    expect(await at({ ja: '照会中', en: 'Being asked' }, 'c5')).toEqual({ ja: '照会中', en: 'Being asked' });
    await report('ens.notice.accepted', 'c6', { kind: 'resident.spouse' });
    // The case remembers it for the letter of the next day.
    await report('ens.notice.registered', 'c6');
    expect((await app.letters()).at(-1)!.variables.kind).toMatchObject({ ja: '配偶者に関する届出' });
  });

  it('A12: takes every event with every role', async () => {
    for (const type of Object.keys(eventShapes).filter((t) => !t.endsWith('address-corrected'))) {
      const { status, body } = await post(type, `role-${type}`, { recipients: people });
      expect([type, status, body.errors]).toEqual([type, 202, undefined]);
    }
  });

  it('A16: the limit of files follows the procedure, whatever is asked for, and is not made up', async () => {
    const asked = { ...returned, limit_mb: undefined };
    await report('ras2.application.returned', 'f1', { ...asked, procedure: 'declaration' });
    await report('ras2.application.returned', 'f2', { ...asked, kind: 'correction', procedure: 'residence.change' });
    await report('ras2.application.returned', 'f3', { ...asked, kind: 'correction', procedure: 'report' });
    await report('ras2.application.returned', 'f4', { ...asked, kind: 'correction', procedure: 'delivery-method' });
    const limits = (await app.letters()).map(({ variables: v }) => [v.limit_mb, v.residence]);
    expect(limits).toEqual([
      [20, undefined],
      [25, 'yes'],
      [20, undefined],
      [undefined, undefined],
    ]);
  });
});
