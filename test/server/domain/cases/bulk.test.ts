/** A bulk of 300: 900 mails to the filer, 600 to the applicants, in order per application, none twice, whoever shares an address. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from '../../../support/app.ts';
import { type Carried, carry } from '../../../support/postman.ts';
import { event, type Json, people, type Reply, type System, systemOf } from '../../../support/systems.ts';

let app: TestApp;
let ras2: System;
beforeAll(async () => {
  app = await testApp({ API_RATE_MINUTE: '0' });
  ras2 = await systemOf(app);
});
afterAll(() => app.stop());

const size = 300;
const subjects = Array.from({ length: size }, (_, i) => `B-${String(i).padStart(3, '0')}`);
const applicant = (i: number) => ({ email: `applicant-${i}@example.org`, name: `SAMPLE ${i}` });

describe('A bulk of 300', () => {
  const carried: Carried[] = [];
  let submitted: Json;
  let first: Reply;

  it('is taken in one request, each application with its own letter', async () => {
    submitted = event('ras2.bulk.submitted', {
      subject: 'bulk',
      data: {
        applications: subjects.map((subject, i) => ({
          subject,
          applicant: applicant(i),
          reference: `R${i}`,
          inquiry_password: `p${i}`,
        })),
      },
    });
    first = await ras2.report(submitted);
    expect(first.status).toBe(202);
    const letters = first.body.letters as { type: string; role: string; subject: string }[];
    expect(letters).toHaveLength(size);
    expect(new Set(letters.map((l) => `${l.type} ${l.role}`))).toEqual(new Set(['app-complete filer']));
    expect(letters.map((l) => l.subject)).toEqual(subjects);
  });

  it('is not doubled by repeats, not even by ten at once', async () => {
    const again = await Promise.all(Array.from({ length: 10 }, () => ras2.report(submitted)));
    expect(again.every((r) => r.status === 202 && JSON.stringify(r.body) === JSON.stringify(first.body))).toBe(true);
    const { n } = (await app.ground.db.knex('letter').count('* as n').first()) as { n: number };
    expect(Number(n)).toBe(size);
  });

  it('brings 900 mails to the filer and 600 to the applicants over two days', async () => {
    const numbers = (type: string, data: (i: number) => Json) =>
      subjects.map((subject, i) => event(type, { subject, data: { ...data(i), recipients: undefined } }));
    const batch = { 'Content-Type': 'application/cloudevents-batch+json' };
    for (const events of [
      numbers('ras2.application.provisional-number', (i) => ({ number: `K-${i}` })),
      numbers('ras2.application.receipt-number', (i) => ({ number: `N-${i}`, provisional_number: `K-${i}` })),
    ]) {
      const { status, body } = await ras2.report(events, '', batch);
      expect([status, (body.events as Json[]).length, body.errors]).toEqual([202, size, []]);
    }
    carried.push(...(await carry(app)));
    expect(carried).toHaveLength(3 * size);
    app.clock.set('2025-11-21T09:00:00+09:00');
    carried.push(...(await carry(app)));
    const to = (role: string) => carried.filter((c) => c.role === role);
    expect([to('filer').length, to('applicant').length]).toEqual([3 * size, 2 * size]);
    expect(new Set(to('filer').map((c) => c.to))).toEqual(new Set([people.filer!.email]));
    expect(new Set(to('applicant').map((c) => c.to)).size).toBe(size);
  });

  it('keeps the order of each application, for the filer and for the applicant', () => {
    const byCase = new Map<string, string[]>();
    for (const one of carried) {
      const name = `${one.row.case_id} ${one.role}`;
      byCase.set(name, [...(byCase.get(name) ?? []), one.type]);
    }
    expect(byCase.size).toBe(2 * size);
    for (const [name, types] of byCase)
      expect(types).toEqual([
        ...(name.endsWith('filer') ? ['app-complete'] : []),
        'app-provisional-number',
        'app-receipt-number',
      ]);
  });
});

describe('Who gets copies', () => {
  // Filer, applicant, who gets the provisional number.
  const filer = people.filer!;
  const table: [string, Json, Json | undefined, string[]][] = [
    ['a filer for an applicant', filer, people.applicant, ['applicant', 'filer']],
    ['an applicant who files for himself', people.applicant!, people.applicant, ['filer']],
    ['the same address in capitals', filer, { ...filer, email: filer.email.toUpperCase() }, ['filer']],
    ['an applicant without an address', filer, undefined, ['filer']],
    ['another local part', filer, { ...filer, email: `x${filer.email}` }, ['applicant', 'filer']],
    ['a tag behind a plus', filer, { ...filer, email: filer.email.replace('@', '+x@') }, ['applicant', 'filer']],
  ];
  it.each(table)('%s', async (_, filing, applying, roles) => {
    const recipients = { filer: filing, ...(applying ? { applicant: applying } : {}) };
    const { body } = await ras2.report(event('ras2.application.provisional-number', { data: { recipients } }));
    expect((body.letters as { role: string }[]).map((l) => l.role).sort()).toEqual(roles);
  });

  it('applicants of one bulk who share an address get a mail each', async () => {
    const family = { email: 'family@example.org' };
    await ras2.report(
      event('ras2.bulk.submitted', {
        data: { applications: ['f-1', 'f-2'].map((subject) => ({ subject, applicant: family, reference: subject })) },
      }),
    );
    const roles = [];
    for (const subject of ['f-1', 'f-2']) {
      const { body } = await ras2.report(
        event('ras2.application.provisional-number', { subject, data: { recipients: undefined } }),
      );
      roles.push((body.letters as { role: string }[]).map((l) => l.role));
    }
    expect(roles).toEqual([
      ['filer', 'applicant'],
      ['filer', 'applicant'],
    ]);
  });

  it('an organisation that files a notification for a resident gets the mail, the resident none', async () => {
    const ens = await systemOf(app, { system: 'ens' });
    const { body } = await ens.report(
      event('ens.notice.accepted', { data: { recipients: { filer, applicant: people.applicant } } }),
    );
    expect((body.letters as { role: string }[]).map((l) => l.role)).toEqual(['filer']);
  });
});
