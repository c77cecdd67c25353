/** An event of the rulebook, played from its sample: its mails in words and time, at the console's door; and not one row stays. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventShapes } from '../../../../server/contract/events.ts';
import { checkEvent } from '../../../../server/domain/cases/checkEvent.ts';
import { sampleData } from '../../../../server/domain/rulebook/samples.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { personWith, type Staff } from '../../../support/staff.ts';
import type { Json } from '../../../support/systems.ts';

let app: TestApp;
let auditor: Staff;
let author: Staff;
beforeAll(async () => {
  app = await testApp();
  auditor = await personWith(app, ['auditor']);
  author = await personWith(app, ['author']);
});
afterAll(() => app.stop());

/** What events, letters and everything that comes of them leave behind. */
const kept = ['case_file', 'event', 'letter', 'attempt', 'outcome', 'chain', 'follow_up', 'task', 'audit'] as const;
const rows = async () =>
  Promise.all(
    [...kept, 'callback_delivery', 'queue'].map(async (table) => [
      table,
      Number((await app.ground.db.knex(table).count({ n: '*' }))[0]!.n),
    ]),
  );
const sample = async (type: string) => (await auditor.get(`/rulebook/sample/${type}`)).body.data as Json;
const play = (type: string, data: unknown) => auditor.post('/rulebook/play', { type, data });
type Played = {
  letters: { type: string; role: string; language: string; sentAt: number; mail: { subject: string; text: string } }[];
  more: boolean;
  reason: { en: string } | null;
  faults: { field: string; says: { ja: string; en: string } }[];
};

it('shows the mails of an application with roles, languages, times and texts, and those of the next morning', async () => {
  const before = await rows();
  const data = await sample('ras2.application.receipt-number');
  const { status, body } = await play('ras2.application.receipt-number', data);
  const { letters } = body as unknown as Played;
  expect(status).toBe(200);
  expect(letters.map((one) => [one.type, one.role, one.language])).toEqual(
    expect.arrayContaining([
      ['app-receipt-number', 'filer', 'ja'],
      ['app-receipt-number', 'applicant', 'en'],
    ]),
  );
  expect(letters.map((one) => one.sentAt)).toEqual(letters.map((one) => one.sentAt).toSorted((a, b) => a - b));
  const filer = letters.find((one) => one.role === 'filer')!;
  expect(new Date(filer.sentAt).toISOString()).toBe('2025-11-21T00:00:00.000Z');
  expect(filer.mail.text).toContain('SAMPLE-26-000123');
  expect(filer.mail.subject).not.toBe('');
  expect(await rows()).toEqual(before);
});

it('shows reminders at their dates, also those of months later, and says that they go on', async () => {
  const { letters } = (await play('ras2.coe.issued', await sample('ras2.coe.issued'))).body as unknown as Played;
  expect(letters.filter((one) => one.type === 'coe-receipt-reminder').length).toBeGreaterThan(1);
  expect(letters.at(-1)!.sentAt).toBeGreaterThan(app.clock.now() + 14 * 86_400_000);
});

it('plays every event that keys may report from its sample, and keeps nothing of any of them', async () => {
  const before = await rows();
  const bad: unknown[] = [];
  for (const type of Object.keys(eventShapes)) {
    const { status, body } = await play(type, await sample(type));
    const { letters, faults, reason } = body as unknown as Played;
    const silent = letters.length === 0 && reason === null;
    const unread = letters.filter((one) => one.mail === null || one.mail.text === '');
    if (status !== 200 || faults.length > 0 || silent || unread.length > 0) bad.push([type, status, body]);
  }
  expect(bad).toEqual([]);
  expect(await rows()).toEqual(before);
}, 60_000);

it('tells what the system would be told, in its words, and refuses what is no event and who may not look', async () => {
  const data = await sample('ras2.application.submitted');
  const wrong = (await play('ras2.application.submitted', { ...data, submitted_at: 'soon' })).body as unknown as Played;
  expect(wrong.letters).toEqual([]);
  expect(wrong.faults).toMatchObject([{ field: 'data.submitted_at' }]);
  expect(wrong.faults[0]!.says.ja).toMatch(/^data\.submitted_at/);
  expect((await play('ras2.nothing', {})).body).toMatchObject({ faults: [{ field: 'type' }] });
  expect((await play('nl.registered', {})).body).toMatchObject({ faults: [{ field: 'type' }] });
  expect((await auditor.get('/rulebook/sample/constructor')).body.code).toBe('not.found');
  expect((await author.post('/rulebook/play', { type: 'ras2.coe.issued', data })).body.code).toBe('right.missing');
});

it('samples are true whenever they are asked for, and fill every field that is needed', () => {
  for (const now of [Date.parse('2025-11-20T10:00:00+09:00'), Date.parse('2028-02-29T23:59:59+09:00')])
    for (const type of Object.keys(eventShapes)) {
      const system = type.split('.')[0]!;
      const data = sampleData(type, { now, host: 'www.moj.go.jp' });
      const event = { specversion: '1.0', id: '1', source: '/play', type, subject: 's', data };
      const { errors } = checkEvent(event, { system, now, linkHosts: ['www.moj.go.jp'], strict: true });
      expect([type, errors]).toEqual([type, []]);
    }
});
