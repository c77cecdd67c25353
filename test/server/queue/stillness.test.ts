/** A hub that nobody asks anything looks seldom for work, and at once after anybody's commit. */
import { afterEach, expect, it, vi } from 'vitest';
import { fixedClock, MINUTE, SECOND, systemClock } from '../../../server/lib/clock.ts';
import { openStillness } from '../../../server/queue/stillness.ts';
import { openDb } from '../../../server/store/open.ts';
import { testDb } from '../../support/database.ts';
import { until } from '../../support/until.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const one of undo.splice(0).reverse()) await one();
});

const opened = async () => {
  const base = await testDb();
  const other = await openDb(base.url);
  undo.push(
    () => base.close(),
    () => other.close(),
  );
  let n = 0;
  const write = () =>
    other.write(async (trx) => void (await trx.knex('meta').insert({ name: `still-${n++}`, value: '1' })));
  return { ...base, write };
};
/** What a clock says that nobody can turn, turned by the test. */
const now = (at: number) => vi.spyOn(systemClock, 'now').mockReturnValue(at);

it('the mark changes with a commit of another process, and stands while people only read', async () => {
  const { db, write } = await opened();
  const first = await db.mark();
  const changed = async (from: string) =>
    until(async () => {
      await write();
      return (await db.mark()) !== from;
    });
  expect(await changed(first)).toBe(true);
  let stands = '';
  const still = async () => {
    stands = await db.mark();
    await db.knex('meta').first();
    return (await db.mark()) === stands;
  };
  expect(await until(still)).toBe(true);
  expect(await changed(stands)).toBe(true);
});

it('a question answered with no is put again after a commit, with the next minute, or after a few seconds', async () => {
  const { db } = await opened();
  let mark = 'a';
  let asked = 0;
  let answer = false;
  const stillness = openStillness({ db: { ...db, mark: async () => mark }, clock: systemClock });
  const ask = async () => {
    const before = asked;
    const said = await stillness.ask('job', async () => {
      asked++;
      return answer;
    });
    expect(said && asked === before).toBe(false);
    return asked > before;
  };
  const real = vi.spyOn(performance, 'now');
  let passed = 0;
  real.mockImplementation(() => passed);
  const start = 1000 * MINUTE + 30 * SECOND;
  const at = async (ms: number) => {
    now(start + ms);
    passed = ms;
    return ask();
  };
  expect(await at(0)).toBe(true);
  expect(await at(1000)).toBe(false);
  mark = 'b';
  expect(await at(2000)).toBe(true);
  expect(await at(3000)).toBe(false);
  expect(await at(12_000)).toBe(true);
  expect(await at(27_000)).toBe(true);
  expect(await at(29_500)).toBe(false);
  expect(await at(30_000)).toBe(true);
  // A clock that was set back is no reason to wait.
  expect(await at(29_000)).toBe(true);
  answer = true;
  expect(await at(45_000)).toBe(true);
  expect(await at(45_100)).toBe(true);
});

it('on a clock that is turned every question is put', async () => {
  const { db } = await opened();
  const stillness = openStillness({ db, clock: fixedClock('2026-11-21T09:00:00+09:00') });
  let asked = 0;
  for (let n = 0; n < 3; n++)
    await stillness.ask('job', async () => {
      asked++;
      return false;
    });
  expect(asked).toBe(3);
});
