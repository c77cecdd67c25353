/**
 * Generated from the contract: every event with every role that its system can have, each alone beside those that the event needs. Whom an event
 * does not need it stores or ignores, and never refuses (A12, A13): a case remembers the person for the letter that needs him.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventAnswer } from '../../../../server/contract/api.ts';
import { eventShapes } from '../../../../server/contract/events.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { event, people, type System, systemOf } from '../../../support/systems.ts';

let app: TestApp;
const systems: Record<string, System> = {};
beforeAll(async () => {
  app = await testApp();
  for (const system of ['ras2', 'ras1', 'ens']) systems[system] = await systemOf(app, { system });
});
afterAll(() => app.stop());

const roles = Object.keys(people);
const systemOfType = (type: string) => type.split('.')[0]!;
/** Corrections name one address of a case that stands; reality.test.ts reports them. */
const types = Object.keys(eventShapes).filter((type) => !type.endsWith('address-corrected'));

/** One event for each role, each of a case of its own, and one that names everybody. */
const rows = (type: string) => {
  const needed = Object.fromEntries(eventShapes[type]!.needs.map((role) => [role, people[role]]));
  const named = [...roles.map((role) => ({ [role]: people[role] })), people];
  return named.map((some, i) => event(type, { subject: `${type}-${i}`, data: { recipients: { ...needed, ...some } } }));
};

describe('Every event takes every role', () => {
  it.each(types)('%s', async (type) => {
    const sent = rows(type);
    const { status, body } = await systems[systemOfType(type)]!.report(sent, '?mode=each');
    expect([status, body.errors ?? []]).toEqual([202, []]);
    const answers = (body.events as unknown[]).map((one) => eventAnswer.parse(one));
    expect(answers.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
    // A role more never changes which letters those get who are needed, and nobody is written to twice.
    const usual = answers.map(({ letters }) => letters.map((l) => `${l.type} ${l.role}`));
    const fewest = usual.reduce((least, one) => (one.length < least.length ? one : least));
    for (const letters of usual) {
      expect(new Set(letters).size).toBe(letters.length);
      expect(letters).toEqual(expect.arrayContaining(fewest));
    }
  });

  it('in every combination there are as many reports as events times roles', () => {
    expect(types.length).toBeGreaterThan(50);
    expect(types.flatMap(rows)).toHaveLength(types.length * (roles.length + 1));
  });

  it.each([
    ['filer', 'ras2.declaration.refused', {}],
    ['applicant', 'ras2.application.receipt-number', { filer: people.filer }],
    ['holder', 'ras2.account.id-requested', {}],
  ])('and remembers the %s for the letter that needs him', async (role, type, recipients) => {
    const subject = `kept-${role}`;
    const { report } = systems.ras2!;
    const first = event('ras2.application.status-changed', { subject, data: { recipients: { [role]: people[role] } } });
    expect((await report(first)).body.letters).toEqual([]);
    const { status, body } = await report(event(type, { subject, data: { recipients } }));
    expect([status, (body.letters as { role: string }[]).map((one) => one.role)]).toEqual([
      202,
      [...Object.keys(recipients), role],
    ]);
  });
});
