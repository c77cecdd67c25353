/** Readers by language and topic over time: kept once a day by a job, today always the present count. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addReaders } from '../../../support/audience.ts';
import { personWith } from '../../../support/staff.ts';

let app: TestApp;
let operator: Awaited<ReturnType<typeof personWith>>;
let topics: { id: number; code: string }[];
beforeAll(async () => {
  app = await testApp({ ROLES: 'web,clock' });
  operator = await personWith(app, ['operator']);
  topics = (await app.ground.db.knex('topic').whereNull('retired_at').orderBy('id').limit(2)) as typeof topics;
});
afterAll(() => app.stop());

type Over = {
  days: { date: string; ja: number; plja: number; en: number }[];
  since: string | null;
  topics: { code: string; now: Record<string, number>; before: number | null }[];
};
const over = async (topic = '') => (await operator.get(`/home/readers${topic && `?topic=${topic}`}`)).body as Over;
const kept = async (day: string) => (await app.ground.db.knex('reader_day').where({ day })) as unknown[];

/** The job has run at this time of the clock, and rests. */
const counted = () =>
  expect
    .poll(
      async () => {
        const job = await app.ground.db.knex('job').where({ name: 'countReaders' }).first();
        return job?.lease_until === 0 && job.last_ended === app.clock.now();
      },
      { timeout: 60_000 },
    )
    .toBe(true);

test('the job keeps each day, the last count of a day stands, and today is counted when it is asked', async () => {
  await counted();
  await addReaders(app.ground, topics[0]!.id, [{ email: 'a@example.jp' }, { email: 'b@example.jp', language: 'en' }]);
  app.clock.advance(31 * 60_000);
  await counted();
  expect(await kept('2025-11-20')).toHaveLength(4);
  app.clock.advance(DAY);
  await counted();
  expect(await kept('2025-11-21')).toHaveLength(4);
  await addReaders(app.ground, topics[1]!.id, [{ email: 'c@example.jp', language: 'plja' }]);
  await addReaders(app.ground, topics[1]!.id, [{ email: 'gone@example.jp', state: 'suspended' }]);
  await operator.signIn(operator.email);
  // A count that was slow is kept for a minute: the question after it gets the new one.
  app.running.parts.audience.forget();
  await expect.poll(async () => (await over()).days.at(-1)?.plja, { timeout: 30_000 }).toBe(1);
  const all = await over();
  expect(all.since).toBe('2025-11-20');
  expect(all.days).toEqual([
    { date: '2025-11-20', ja: 1, plja: 0, en: 1 },
    { date: '2025-11-21', ja: 1, plja: 1, en: 1 },
  ]);
  const of = (code: string) => all.topics.find((t) => t.code === code)!;
  expect(of(topics[0]!.code)).toMatchObject({ now: { ja: 1, plja: 0, en: 1 }, before: 2 });
  expect(of(topics[1]!.code)).toMatchObject({ now: { plja: 1 }, before: null });
});

test('one topic has its own row of days; a topic that does not exist is told', async () => {
  expect((await over(topics[1]!.code)).days).toEqual([{ date: '2025-11-21', ja: 0, plja: 1, en: 0 }]);
  expect((await operator.get('/home/readers?topic=nowhere')).body).toMatchObject({ status: 404, code: 'not.found' });
});
