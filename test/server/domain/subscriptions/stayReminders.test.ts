/** A resident gives the end of the period of stay on the real page; the clock turns; the outbox shows who is reminded and when. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../../../server/lib/clock.ts';
import type { ReaderRow } from '../../../../server/store/readers.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { pathOf, register, visitor } from '../../../support/visitor.ts';

const BEGIN = '2025-11-20T10:00:00+09:00';
let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0' }, BEGIN);
});
afterAll(() => app.stop());

const job = () => app.running.parts.stayReminders.jobs[0]!;
/** What the clock would do at this instant. */
const at = async (instant: string) => {
  app.clock.set(instant);
  if (await job().pending()) await job().run();
};
const fields = (date: string) => {
  const [year, month, day] = date.split('-') as [string, string, string];
  return { year, month, day };
};
let count = 0;
/** A resident whose stay ends on that day. */
const resident = async (stay: string, p: { language?: string; topics?: string[] } = {}): Promise<string> => {
  const email = `stay-${++count}@example.jp`;
  await register(app.url, { email, topics: ['stay-expiry'], more: fields(stay), ...p });
  await app.settle();
  return email;
};
const all = async (email: string) => (await app.letters()).filter((l) => l.to === email);
const reminders = async (email: string) => (await all(email)).filter((l) => l.type === 'nl-period-of-stay-reminder');
const link = async (email: string, name: 'change_url' | 'unsubscribe_url') =>
  pathOf((await all(email)).find((l) => l.variables[name])!.variables[name]);
/** Turns back to the beginning for the next resident: nobody else is due there. */
const again = () => app.clock.set(BEGIN);

describe('The reminder of the period of stay', () => {
  it.each([
    ['ja', '2026-06-30', '2026-03-30', '2026-06-16'],
    ['plja', '2026-05-31', '2026-02-28', '2026-05-17'],
    ['en', '2026-03-01', '2025-12-01', '2026-02-15'],
  ])('goes in %s for %s at 09:00 of %s and of %s, and never again', async (language, stay, first, second) => {
    again();
    const email = await resident(stay, { language });
    for (const [day, before] of [
      [first, 0],
      [second, 1],
    ] as const) {
      await at(`${day}T08:59:59+09:00`);
      expect(await reminders(email)).toHaveLength(before);
      await at(`${day}T09:00:00+09:00`);
      await at(`${day}T09:01:00+09:00`);
      expect(await reminders(email)).toHaveLength(before + 1);
    }
    for (let day = 1; day < 30; day++) {
      app.clock.advance(DAY);
      if (await job().pending()) await job().run();
    }
    const sent = await reminders(email);
    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatchObject({ languages: language, role: 'reader', state: 'waiting' });
    expect(sent[0]!.variables.stay_expires_on).toBe(stay);
  });

  it('does not make up for what had passed when the date was given, but keeps what is still to come', async () => {
    again();
    const [late, tooLate, today] = [
      await resident('2026-01-10'),
      await resident('2025-12-01'),
      await resident('2026-02-20'),
    ];
    await at('2025-11-20T10:01:00+09:00');
    expect([(await reminders(late)).length, (await reminders(today)).length]).toEqual([0, 1]);
    await at('2025-12-27T09:00:00+09:00');
    await at('2026-02-06T09:00:00+09:00');
    expect(await Promise.all([late, tooLate, today].map(async (one) => (await reminders(one)).length))).toEqual([
      1, 0, 2,
    ]);
  });

  it('is one mail after days of silence, waits for the end of the quiet hours, and does not go after the date', async () => {
    again();
    const [missed, over] = [await resident('2026-03-10'), await resident('2026-02-01')];
    await at('2026-03-01T22:00:00+09:00');
    expect(await reminders(missed)).toHaveLength(0);
    await at('2026-03-02T07:59:00+09:00');
    expect(await reminders(missed)).toHaveLength(0);
    await at('2026-03-02T08:00:00+09:00');
    await at('2026-03-10T12:00:00+09:00');
    expect([(await reminders(missed)).length, (await reminders(over)).length]).toEqual([1, 0]);
  });

  it('follows a date that was changed, and is not doubled by saving the page on the same day', async () => {
    again();
    const email = await resident('2026-03-31');
    await at('2025-12-31T09:00:00+09:00');
    expect(await reminders(email)).toHaveLength(1);
    const change = async (topics: string[], stay: string) => {
      const v = visitor(app.url);
      await v.open(await link(email, 'change_url'));
      expect((await v.press('save', { topic: topics, ...fields(stay) })).status).toBe(200);
    };
    await change(['stay-expiry', 'student'], '2026-03-31');
    await at('2025-12-31T09:05:00+09:00');
    expect(await reminders(email)).toHaveLength(1);
    await change(['stay-expiry'], '2027-03-31');
    await at('2026-03-17T09:00:00+09:00');
    expect(await reminders(email)).toHaveLength(1);
    await at('2026-12-31T09:00:00+09:00');
    expect((await reminders(email)).at(-1)!.variables.stay_expires_on).toBe('2027-03-31');
  });

  it('ends with the topic and with the subscription, and the date goes with it', async () => {
    again();
    const [dropped, left] = [await resident('2026-04-30'), await resident('2026-04-30')];
    const v = visitor(app.url);
    await v.open(await link(dropped, 'change_url'));
    await v.press('save', { topic: ['student'] });
    await v.open(await link(left, 'unsubscribe_url'));
    await v.press('unsubscribe');
    await app.settle();
    await at('2026-01-30T09:00:00+09:00');
    expect([(await reminders(dropped)).length, (await reminders(left)).length]).toEqual([0, 0]);
    const rows = ((await app.ground.db.knex('reader').orderBy('id')) as ReaderRow[]).slice(-2);
    expect(rows.map((row) => [row.state, row.stay_expires_on, row.stay_next_at])).toEqual([
      ['active', null, null],
      ['left', null, null],
    ]);
  });

  it('reads dates that were given before there were reminders', async () => {
    again();
    const email = await resident('2026-07-31');
    await app.ground.db.write((trx) =>
      trx.knex('reader').where({ stay_next_at: 0 }).orWhere('state', 'active').update({ stay_next_at: 0 }),
    );
    await at('2025-11-20T10:01:00+09:00');
    expect(await reminders(email)).toHaveLength(0);
    await at('2026-04-30T09:00:00+09:00');
    expect(await reminders(email)).toHaveLength(1);
  });
});
