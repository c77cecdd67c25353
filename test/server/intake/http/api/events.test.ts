/** Reporting events over HTTP: answers, identity, dry runs, batches, bulks, and every kind of bad input. */
import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchAnswer, eventAnswer, problem } from '../../../../../server/contract/api.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { event, type Json, people, type System, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let ras2: System;
beforeAll(async () => {
  app = await testApp();
  ras2 = await systemOf(app);
});
afterAll(() => app.stop());

const count = async (table: string) =>
  Number(((await app.ground.db.knex(table).count('* as n').first()) as { n: number }).n);
const everything = async () =>
  Promise.all(['event', 'case_file', 'letter', 'chain', 'follow_up', 'outcome', 'request_key'].map(count));
const errorsOf = (body: Json) => body.errors as { row: number; field: string; code: string; detail: string }[];
const codes = (body: Json) => errorsOf(body).map((e) => `${e.field} ${e.code}`);
const lettersOf = (body: Json) => body.letters as { id: string; type: string; role: string; language: string }[];

describe('An event that is right', () => {
  it('is answered 202 with the letters it causes, in the languages of their readers', async () => {
    const { status, body, headers } = await ras2.report(
      event('ras2.application.submitted', { id: 'first', subject: 's-1' }),
    );
    expect(status).toBe(202);
    expect(eventAnswer.parse(body)).toMatchObject({
      id: 'first',
      reason: null,
      letters: [
        { type: 'app-complete', role: 'filer', language: 'ja', planned_at: '2025-11-20T10:00:00+09:00' },
        { type: 'app-inquiry-password', role: 'filer', language: 'ja' },
      ],
    });
    expect(headers.get('location')).toBe('/api/v1/events/first');
    expect(headers.get('ratelimit')).toMatch(/^"key";r=\d+;t=\d+$/);
    const seen = await app.letters();
    expect(seen.map((l) => [l.type, l.to])).toEqual([
      ['app-complete', people.filer!.email],
      ['app-inquiry-password', people.filer!.email],
    ]);
  });

  it('never puts the reference number and its password into one letter, thread or variable', async () => {
    const rows = (await app.ground.db
      .knex('letter')
      .whereIn('type', ['app-complete', 'app-inquiry-password'])
      .orderBy('id')) as { type: string; thread_key: string | null; after_letter: number | null; id: number }[];
    const [complete, password] = rows;
    expect(complete!.thread_key).not.toBeNull();
    expect(password!.thread_key).toBeNull();
    expect(password!.after_letter).toBe(complete!.id);
    const [first, second] = await app.letters();
    expect(first!.variables).not.toHaveProperty('inquiry_password');
    expect(second!.variables).not.toHaveProperty('reference');
  });

  it('is taken from the real CloudEvents client, one and several', async () => {
    const plain = event('ras2.application.withdrawn');
    const { recipients: _, ...data } = plain.data as Json;
    const one = HTTP.structured(new CloudEvent({ ...plain, time: '2025-11-20T09:00:00+09:00', data }));
    const single = await ras2.report(one.body as string, '', one.headers as Record<string, string>);
    expect(single.status).toBe(202);
    expect(single.body).toMatchObject({ id: plain.id, letters: [], reason: 'stops-follow-ups' });
    const batch = [event('ras2.application.submitted'), event('ras2.declaration.refused')];
    const several = await ras2.report(batch, '', { 'Content-Type': 'application/cloudevents-batch+json' });
    expect(several.status).toBe(202);
    const answer = batchAnswer.parse(several.body);
    expect(answer.errors).toEqual([]);
    expect(answer.events.map((e) => e.letters.map((l) => l.type))).toEqual([
      ['app-complete', 'app-inquiry-password'],
      ['use-declaration-refused'],
    ]);
  });

  it('keeps characters outside the usual sets: nothing of a name is lost', async () => {
    const name = '髙橋 𠮷野 😀 ①㈱ｱ';
    const sent = event('ras2.application.submitted');
    (sent.data!.recipients as Json).applicant = { ...people.applicant, name };
    expect((await ras2.report(sent)).status).toBe(202);
    const seen = (await app.letters()).filter((l) => l.type === 'app-complete').at(-1)!;
    expect(seen.variables.applicant_name).toBe(name);
  });

  it('writes two languages as one letter when the reader has chosen two', async () => {
    const { body } = await ras2.report(event('ras2.declaration.refused', { language: 'plja,en' }));
    expect(lettersOf(body).map((l) => l.language)).toEqual(['plja,en']);
  });

  it('remembers who is who: later events of the case need not repeat the recipients', async () => {
    await ras2.report(event('ras2.application.submitted', { subject: 'remembered' }));
    const { status, body } = await ras2.report(
      event('ras2.application.provisional-number', { subject: 'remembered', data: { recipients: undefined } }),
    );
    expect(status).toBe(202);
    expect(lettersOf(body).map((l) => l.role)).toEqual(['filer', 'applicant']);
  });
});

describe('Identity', () => {
  it('answers the same event the same and sends nothing again', async () => {
    const sent = event('ras2.application.submitted');
    const first = await ras2.report(sent);
    const before = await everything();
    const { id, source, ...rest } = sent;
    const again = await ras2.report({ ...rest, source, id });
    expect(again.status).toBe(202);
    expect(again.body).toEqual(first.body);
    expect(await everything()).toEqual(before);
  });

  it('refuses the same identity with another body', async () => {
    const sent = event('ras2.application.submitted');
    await ras2.report(sent);
    const { status, body } = await ras2.report({ ...sent, subject: 'another' });
    expect(status).toBe(409);
    expect(problem.parse(body).code).toBe('event.conflict');
  });

  it('takes the same id of another source as another event', async () => {
    const sent = event('ras2.application.submitted');
    await ras2.report(sent);
    expect((await ras2.report({ ...sent, source: '/elsewhere', subject: 'another' })).status).toBe(202);
    const several = await ras2.get(`/api/v1/events/${sent.id}`);
    expect(several.status).toBe(409);
    expect(several.body.code).toBe('event.several-sources');
    expect((await ras2.get(`/api/v1/events/${sent.id}?source=${encodeURIComponent('/elsewhere')}`)).status).toBe(200);
  });

  it('sends once when the same event arrives many times in the same moment', async () => {
    const sent = event('ras2.application.submitted', { subject: 'crowd' });
    const replies = await Promise.all(Array.from({ length: 20 }, () => ras2.report(sent)));
    expect(new Set(replies.map((r) => r.status))).toEqual(new Set([202]));
    expect(new Set(replies.map((r) => JSON.stringify(r.body))).size).toBe(1);
    const { body } = await ras2.get('/api/v1/cases/ras2/crowd');
    expect((body.letters as Json[]).length).toBe(2);
  });

  it('answers an event that stands twice in one batch twice, and writes it once', async () => {
    const sent = event('ras2.declaration.refused', { subject: 'twin' });
    const { status, body } = await ras2.report([sent, sent]);
    expect(status).toBe(202);
    const [one, two] = body.events as Json[];
    expect(two).toEqual(one);
    expect(((await ras2.get('/api/v1/cases/ras2/twin')).body.letters as Json[]).length).toBe(1);
    const other = await ras2.report([
      event('ras2.declaration.refused', { id: 't' }),
      event('ras2.declaration.refused', { id: 't' }),
    ]);
    expect([other.status, errorsOf(other.body).map((e) => [e.row, e.code])]).toEqual([409, [[1, 'event.conflict']]]);
  });

  it('lets nobody suffer for another: of many at once only the one at fault is refused', async () => {
    const taken = event('ras2.declaration.refused');
    await ras2.report(taken);
    const crowd = Array.from({ length: 24 }, (_, i) =>
      i === 7
        ? { ...taken, subject: 'changed' }
        : i === 13
          ? event('ras2.declaration.refused', { data: { recipients: undefined } })
          : event('ras2.declaration.refused', { subject: `crowd-${i}` }),
    );
    const replies = await Promise.all(crowd.map((one) => ras2.report(one)));
    expect(replies.map((r) => r.status)).toEqual(crowd.map((_, i) => (i === 7 ? 409 : i === 13 ? 422 : 202)));
    for (const [i, reply] of replies.entries()) if (reply.status === 202) expect(reply.body.id).toBe(crowd[i]!.id);
  });

  it('keeps many events of one new case in one case', async () => {
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => ras2.report(event('ras2.application.staff-message', { subject: 'one-case' }))),
    );
    expect(replies.every((r) => r.status === 202)).toBe(true);
    const { body } = await ras2.get('/api/v1/cases/ras2/one-case');
    expect((body.letters as Json[]).length).toBe(12);
  });

  it('wants an Idempotency-Key to agree with the event, in both directions', async () => {
    const sent = event('ras2.application.submitted');
    expect((await ras2.report(sent, '', { 'Idempotency-Key': 'k-1' })).status).toBe(202);
    expect((await ras2.report(sent, '', { 'Idempotency-Key': 'k-1' })).status).toBe(202);
    const otherEvent = await ras2.report(event('ras2.application.submitted'), '', { 'Idempotency-Key': 'k-1' });
    expect([otherEvent.status, otherEvent.body.code]).toEqual([409, 'request-key.conflict']);
    const otherKey = await ras2.report(sent, '', { 'Idempotency-Key': 'k-2' });
    expect([otherKey.status, otherKey.body.code]).toEqual([409, 'request-key.conflict']);
  });
});

describe('A dry run', () => {
  it('answers what would happen and stores nothing', async () => {
    const sent = event('ras2.application.submitted', { id: 'dry' });
    const before = await everything();
    const dry = await ras2.report(sent, '?dry_run=true');
    expect(dry.status).toBe(202);
    expect(await everything()).toEqual(before);
    expect(lettersOf(dry.body).every((l) => l.id === null)).toBe(true);
    const real = await ras2.report(sent);
    const without = (body: Json) => lettersOf(body).map(({ id: _, ...letter }) => letter);
    expect(without(dry.body)).toEqual(without(real.body));
  });

  it('finds the same mistakes', async () => {
    const dry = await ras2.report(
      event('ras2.application.submitted', { data: { reference: undefined } }),
      '?dry_run=true',
    );
    expect([dry.status, codes(dry.body)]).toEqual([422, ['data.reference field.missing']]);
  });
});

describe('Batches and bulks', () => {
  it('refuse everything for one bad row, and name the row', async () => {
    const before = await everything();
    const bad = event('ras2.application.submitted', { data: { procedure: 'nonsense' } });
    const { status, body } = await ras2.report([event('ras2.declaration.refused'), bad]);
    expect(status).toBe(422);
    expect(errorsOf(body)).toMatchObject([{ row: 1, field: 'data.procedure', code: 'procedure.unknown' }]);
    expect(await everything()).toEqual(before);
  });

  it('take the good rows and list the bad ones with mode=each, conflicts among them', async () => {
    const taken = event('ras2.declaration.refused');
    await ras2.report(taken);
    const { status, body } = await ras2.report(
      [
        event('ras2.declaration.refused'),
        event('ras2.application.submitted', { data: { reference: 5 } }),
        { ...taken, subject: 'changed' },
        event('ras2.declaration.refused'),
      ],
      '?mode=each',
    );
    expect(status).toBe(202);
    expect((body.events as Json[]).length).toBe(2);
    expect(errorsOf(body).map((e) => [e.row, e.code])).toEqual([
      [1, 'field.type'],
      [2, 'event.conflict'],
    ]);
  });

  it('of a bulk take the applications that are right', async () => {
    const applications = [
      { subject: 'each-1', reference: '1' },
      { subject: 'each-2' },
      { subject: 'each-3', reference: '3', applicant: { email: 'nobody' } },
      { subject: 'each-4', reference: '4' },
    ];
    const sent = event('ras2.bulk.submitted', { data: { applications } });
    const all = await ras2.report(sent);
    expect(all.status).toBe(422);
    expect(errorsOf(all.body).map((e) => [e.row, e.field, e.code])).toEqual([
      [1, 'data.applications.1.reference', 'field.missing'],
      [2, 'data.applications.2.applicant.email', 'address.no-at'],
    ]);
    const each = await ras2.report(sent, '?mode=each');
    expect(each.status).toBe(202);
    expect((each.body.letters as Json[]).map((l) => l.subject)).toEqual(['each-1', 'each-4']);
    expect(errorsOf(each.body).length).toBe(2);
  });

  it('send no inquiry passwords in bulks unless the system has switched them on', async () => {
    const applications = [{ subject: 'pw-1', reference: '1', inquiry_password: 'p' }];
    const off = await ras2.report(event('ras2.bulk.submitted', { data: { applications } }));
    expect(lettersOf(off.body).map((l) => l.type)).toEqual(['app-complete']);
    await app.running.parts.settings.change('ras2', { passwordMailInBulk: true }, 'test');
    const on = await ras2.report(
      event('ras2.bulk.submitted', { data: { applications: [{ ...applications[0], subject: 'pw-2' }] } }),
    );
    expect(lettersOf(on.body).map((l) => l.type)).toEqual(['app-complete', 'app-inquiry-password']);
    await app.running.parts.settings.change('ras2', { passwordMailInBulk: false }, 'test');
  });
});

describe('Bad input', () => {
  const cases: [string, () => unknown, number, string[]][] = [
    [
      'an unknown event',
      () => event('ras2.declaration.refused', { type: 'ras2.application.eaten' }),
      422,
      ['type event.unknown'],
    ],
    ['no type at all', () => ({ ...event('ras2.declaration.refused'), type: undefined }), 422, ['type field.missing']],
    [
      'a wrong language',
      () => event('ras2.declaration.refused', { language: 'fr' }),
      422,
      ['data.recipients.filer.language language.unknown', 'data.recipients.applicant.language language.unknown'],
    ],
    [
      'three languages',
      () => event('ras2.declaration.refused', { language: 'ja,plja,en' }),
      422,
      ['data.recipients.filer.language language.unknown', 'data.recipients.applicant.language language.unknown'],
    ],
    [
      'a missing variable',
      () => event('ras2.account.registered', { data: { user_id: undefined } }),
      422,
      ['data.user_id field.missing'],
    ],
    [
      'a surplus variable',
      () => event('ras2.account.registered', { data: { user_name: 'x' } }),
      422,
      ['data.user_name field.unknown'],
    ],
    [
      'a name in the envelope that CloudEvents does not know',
      () => event('ras2.account.registered', { favourite_colour: 'red' }),
      422,
      ['favourite_colour extension.name'],
    ],
    [
      'another version',
      () => event('ras2.account.registered', { dataschema: 'https://example.jp/v2' }),
      422,
      ['dataschema dataschema.unknown'],
    ],
    [
      'another specversion',
      () => event('ras2.account.registered', { specversion: '0.3' }),
      422,
      ['specversion specversion.unknown'],
    ],
    [
      'nobody to write to',
      () => event('ras2.account.registered', { data: { recipients: {} } }),
      422,
      ['data.recipients.holder recipient.missing'],
    ],
    [
      'an unknown role',
      () => event('ras2.account.registered', { data: { recipients: { holder: people.holder, owner: people.filer } } }),
      422,
      ['data.recipients.owner field.unknown'],
    ],
    [
      'HTML in a name',
      () =>
        event('ras2.account.registered', {
          data: { recipients: { holder: { email: 'a@example.jp', name: '<b>x</b>' } } },
        }),
      422,
      ['data.recipients.holder.name text.html'],
    ],
    [
      'HTML that is left open',
      () => event('ras2.account.registered', { data: { user_id: 'x<img src=y onerror=z' } }),
      422,
      ['data.user_id text.html'],
    ],
    [
      'a line break in a number',
      () => event('ras2.account.registered', { data: { user_id: 'a\nb' } }),
      422,
      ['data.user_id text.newline'],
    ],
    [
      'a control character',
      () => event('ras2.account.registered', { data: { user_id: 'a\u0007b' } }),
      422,
      ['data.user_id text.control'],
    ],
    [
      'half of a surrogate pair in a name',
      () =>
        event('ras2.account.registered', {
          data: { recipients: { holder: { email: 'a@example.jp', name: 'x\ud842' } } },
        }),
      422,
      ['data.recipients.holder.name text.surrogate'],
    ],
    [
      'half of a surrogate pair in the id',
      () => event('ras2.account.registered', { id: 'x\ud842' }),
      422,
      ['id text.surrogate'],
    ],
    [
      'a header in an address',
      () =>
        event('ras2.account.registered', {
          data: { recipients: { holder: { email: 'a@example.jp\r\nBcc: b@example.jp' } } },
        }),
      422,
      ['data.recipients.holder.email address.control'],
    ],
    [
      'two addresses in one',
      () =>
        event('ras2.account.registered', { data: { recipients: { holder: { email: 'a@example.jp,b@example.jp' } } } }),
      422,
      ['data.recipients.holder.email address.two-at'],
    ],
    [
      'an address over 60 characters',
      () =>
        event('ras2.account.registered', {
          data: { recipients: { holder: { email: `${'a'.repeat(50)}@example.co.jp` } } },
        }),
      422,
      ['data.recipients.holder.email address.too-long'],
    ],
    [
      'a link that has ended',
      () =>
        event('ras2.account.address-entered', {
          data: { valid_hours: undefined, expires_at: '2025-11-20T09:00:00+09:00' },
        }),
      422,
      ['data.expires_at link.ended'],
    ],
    [
      'two ends of a link',
      () => event('ras2.account.address-entered', { data: { expires_at: '2025-11-21T09:00:00+09:00' } }),
      422,
      ['data.valid_hours link.two-ends'],
    ],
    [
      'a script for a link',
      () => event('ras2.account.address-entered', { data: { url: 'javascript:alert(1)' } }),
      422,
      ['data.url url.invalid'],
    ],
    [
      'a date that is none',
      () => event('ras2.declaration.approved', { data: { valid_until: '2025-02-30' } }),
      422,
      ['data.valid_until date.invalid'],
    ],
    [
      'an instant without an offset',
      () => event('ras2.account.password-changed', { data: { changed_at: '2025-11-20T10:00:00' } }),
      422,
      ['data.changed_at instant.invalid'],
    ],
    [
      'a clock that is years ahead',
      () => event('ras2.account.password-changed', { data: { changed_at: '2031-01-01T00:00:00Z' } }),
      422,
      ['data.changed_at instant.ahead'],
    ],
    [
      'a certificate with other letters than ASCII',
      () => event('ras2.coe.issued', { data: { certificate: '証明書' } }),
      422,
      ['data.certificate certificate.not-ascii'],
    ],
    [
      'words that lack the language of the letter',
      () => event('ras2.application.staff-message', { language: 'plja', data: { text: { ja: '見本' } } }),
      422,
      ['data.text variable.invalid'],
    ],
    [
      'a word that is none of the allowed',
      () => event('ras2.case.closed', { data: { reason: 'bored' } }),
      422,
      ['data.reason field.value'],
    ],
    [
      'an empty name',
      () => event('ras2.account.registered', { data: { user_id: '' } }),
      422,
      ['data.user_id field.empty'],
    ],
    [
      'a name without end',
      () => event('ras2.account.registered', { data: { user_id: 'x'.repeat(5000) } }),
      422,
      ['data.user_id field.too-long'],
    ],
    [
      'fewer than nobody',
      () => event('ras2.bulk.finished', { data: { counts: { accepted: -1, failed: 0 } } }),
      422,
      ['data.counts.accepted field.too-small'],
    ],
    [
      'data that are no JSON',
      () => event('ras2.declaration.refused', { datacontenttype: 'text/xml' }),
      422,
      ['datacontenttype datacontenttype.unknown'],
    ],
    [
      'one application twice in a bulk',
      () =>
        event('ras2.bulk.submitted', {
          data: {
            applications: [
              { subject: 'same', reference: '1' },
              { subject: 'same', reference: '2' },
            ],
          },
        }),
      422,
      ['data.applications.1.subject subject.twice'],
    ],
    ['an array of arrays', () => [[1]], 422, [' event.not-object']],
    ['a word instead of an event', () => '"event"', 422, [' event.not-object']],
  ];
  it.each(cases)('%s is refused by name', async (_, make, status, expected) => {
    const before = await everything();
    const reply = await ras2.report(make());
    expect([reply.status, codes(reply.body)]).toEqual([status, expected]);
    expect(problem.parse(reply.body).type).toBe(
      `${app.url.replace('127.0.0.1', 'localhost')}/problems/${String(reply.body.code)}`,
    );
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await everything()).toEqual(before);
  });

  it('refuses a time ahead of our clock, which would order events wrongly', async () => {
    const { status, body } = await ras2.report(event('ras2.declaration.refused', { time: '2031-01-01T00:00:00Z' }));
    expect([status, (body.errors as Json[])[0]]).toMatchObject([422, { field: 'time', code: 'time.ahead' }]);
  });

  it('is told all at once: nobody sends an event ten times to learn ten mistakes', async () => {
    const sent = event('ras2.application.submitted', {
      specversion: '2',
      data: {
        procedure: 'x',
        submitted_at: 'yesterday',
        reference: undefined,
        extra: 1,
        recipients: { filer: { email: 'a' } },
      },
    });
    const { body } = await ras2.report(sent);
    expect(codes(body).sort()).toEqual([
      'data.extra field.unknown',
      'data.procedure procedure.unknown',
      'data.recipients.filer.email address.no-at',
      'data.reference field.missing',
      'data.submitted_at instant.invalid',
      'specversion specversion.unknown',
    ]);
    expect(errorsOf(body).every((e) => e.detail.length > 5)).toBe(true);
  });

  it('that is not JSON is 400, over 1 MB 413, of another kind 415', async () => {
    expect((await ras2.report('{"specversion":')).body).toMatchObject({ status: 400, code: 'body.not-json' });
    const large = event('ras2.application.staff-message', { data: { text: 'x'.repeat(5_000_000) } });
    expect((await ras2.report(large)).body).toMatchObject({ status: 413, code: 'body.too-large' });
    const xml = await ras2.report('<a/>', '', { 'Content-Type': 'text/xml' });
    expect(xml.body).toMatchObject({ status: 415, code: 'body.type' });
    const latin = new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x7d]);
    const response = await fetch(`${app.url}/api/v1/events`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ras2.key}` },
      body: latin,
    });
    expect(await response.json()).toMatchObject({ status: 400, code: 'body.not-utf8' });
    const none = await ras2.report({}, '', { 'Content-Type': 'application/cloudevents-batch+json' });
    expect(none.body).toMatchObject({ status: 400, code: 'body.not-batch' });
    expect((await ras2.report(event('ras2.declaration.refused'), '?mode=some')).body).toMatchObject({
      status: 400,
      code: 'query.invalid',
    });
  });

  it('at the wrong place is 404, with the wrong method 405 with the right ones', async () => {
    const there = await fetch(`${app.url}/api/v1/events`, { method: 'DELETE' });
    expect([there.status, there.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await there.json()).toMatchObject({ code: 'method.not-allowed' });
    expect((await ras2.post('/api/v1/nowhere')).body).toMatchObject({ status: 404, code: 'not.found' });
  });

  it('of another system is 403, whatever the row', async () => {
    const other = await ras2.report(event('ens.notice.registered'));
    expect([other.status, other.body.code]).toEqual([403, 'system.other']);
    const batch = await ras2.report([event('ras2.declaration.refused'), event('ras1.account.id-confirmed')]);
    expect([batch.status, errorsOf(batch.body)[0]!.row]).toEqual([403, 1]);
    const read = await ras2.get('/api/v1/cases/ens/x');
    expect(read.status).toBe(403);
  });
});

describe('Keys', () => {
  const without = (headers: Record<string, string>) =>
    fetch(`${app.url}/api/v1/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify(event('ras2.declaration.refused')),
    });

  it('are needed, must be known, and end when they are revoked', async () => {
    const none = await without({});
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="fumibako"']);
    expect(await none.json()).toMatchObject({ code: 'key.missing' });
    expect((await without({ Authorization: 'Bearer nonsense' })).status).toBe(401);
    const short = await systemOf(app);
    expect((await short.report(event('ras2.declaration.refused'))).status).toBe(202);
    await app.running.parts.keys.revoke(short.id, 'test');
    const revoked = await short.report(event('ras2.declaration.refused'));
    expect([revoked.status, revoked.body.code]).toEqual([401, 'key.unknown']);
  });

  it('are nowhere in the database in clear', async () => {
    const [row] = (await app.ground.db.knex('api_key')) as { hash: Buffer; secret: Buffer }[];
    const secret = ras2.key.slice(-36);
    expect(row!.secret.includes(secret)).toBe(false);
    expect(JSON.stringify(await app.ground.db.knex('api_key'))).not.toContain(secret);
  });

  it('of the team type write only to their list and to active operators', async () => {
    const team = await systemOf(app, { type: 'team', allow: ['Filer@Example.co.jp'] });
    const good = event('ras2.declaration.refused', { data: { recipients: { filer: people.filer } } });
    expect((await team.report(good)).status).toBe(202);
    const bad = await team.report(event('ras2.application.submitted'));
    expect(codes(bad.body)).toEqual(['data.recipients.applicant.email address.not-in-team']);
  });

  it('of the test type live in a world of their own', async () => {
    const test = await systemOf(app, { type: 'test' });
    const sent = event('ras2.declaration.refused', { subject: 'apart' });
    expect((await ras2.report(sent)).status).toBe(202);
    expect((await test.report({ ...sent, source: sent.source })).status).toBe(202);
    expect((await test.get('/api/v1/cases/ras2/apart')).body).toMatchObject({ test: true });
    expect((await ras2.get('/api/v1/cases/ras2/apart')).body).toMatchObject({ test: false });
  });

  it('leave no trace when they try an address that only simulates', async () => {
    const sent = event('ras2.declaration.refused', {
      subject: 'simulated',
      data: { recipients: { filer: { email: 'simulate-delivered@notifications.service.gov.uk' } } },
    });
    const before = await count('letter');
    const { status, body } = await ras2.report(sent);
    expect(status).toBe(202);
    expect(lettersOf(body)).toHaveLength(1);
    expect(await count('letter')).toBe(before);
    expect((await ras2.get(`/api/v1/letters/${lettersOf(body)[0]!.id}`)).status).toBe(404);
  });
});

describe('The rate of a key', () => {
  it('is counted exactly, told in headers, and 429 says when to come back', async () => {
    const small = await testApp({ API_RATE_MINUTE: '5' });
    try {
      const system = await systemOf(small);
      const replies = [];
      for (let i = 0; i < 7; i++) replies.push(await system.get('/api/v1/rulebook'));
      expect(replies.map((r) => r.status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
      expect(replies[0]!.headers.get('ratelimit')).toMatch(/^"key";r=4;t=(59|60)$/);
      expect(replies[5]!.headers.get('ratelimit-policy')).toBe('"key";q=5;w=60');
      expect(Number(replies[5]!.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(replies[5]!.body).toMatchObject({ status: 429, code: 'rate.exceeded' });
    } finally {
      await small.stop();
    }
  });
});
