/** The rate of a key holds over several processes: two parts with a database connection each stand for two of them. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openRates } from '../../../../server/domain/keys/rates.ts';
import type { Db } from '../../../../server/store/db.ts';
import { openDb } from '../../../../server/store/open.ts';
import { testDb } from '../../../support/database.ts';

let place: Awaited<ReturnType<typeof testDb>>;
let other: Db;
let now: number;
const rates = (db: Db, perMinute: number) => openRates({ db, perMinute, now: () => now });

beforeEach(async () => {
  place = await testDb();
  other = await openDb(place.url);
  now = Date.parse('2025-11-20T01:00:00Z');
});
afterEach(async () => {
  await other.close();
  await place.close();
});

it('admits exactly the documented number, whichever process is asked and however many ask at once', async () => {
  const asked = [rates(place.db, 120), rates(other, 120)];
  const answers = await Promise.all(Array.from({ length: 400 }, (_, i) => asked[i % 2]!('k')));
  // What one process still holds of its last block goes back after a second of real time.
  await vi.waitFor(
    async () => {
      now += 1000;
      answers.push(await asked[0]!('k'), await asked[1]!('k'));
      expect(answers.filter((a) => a!.allowed)).toHaveLength(120);
    },
    // Not more looks than the minute has seconds.
    { timeout: 28_000, interval: 500 },
  );
  now += 1000;
  expect((await Promise.all(asked.map((ask) => ask('k')))).map((a) => a!.allowed)).toEqual([false, false]);
  expect(answers.at(-1)).toMatchObject({ limit: 120 });
}, 120_000);

it('keeps keys apart, and begins anew with the next minute', async () => {
  const ask = rates(place.db, 2);
  const elsewhere = rates(other, 2);
  expect([(await ask('a'))!.allowed, (await elsewhere('a'))!.allowed, (await ask('a'))!.allowed]).toEqual([
    true,
    true,
    false,
  ]);
  expect((await ask('b'))!.allowed).toBe(true);
  expect(await ask('a')).toMatchObject({ remaining: 0, resetIn: 60, allowed: false });
  now += 60_000;
  expect(await ask('a')).toMatchObject({ remaining: 1, resetIn: 60, allowed: true });
});

it('gives nothing back into a later minute', async () => {
  const ask = rates(place.db, 600);
  for (let i = 0; i < 4; i++) await ask('k');
  now += 60_000;
  const elsewhere = rates(other, 600);
  await elsewhere('k');
  await new Promise((later) => setTimeout(later, 1300));
  const [row] = (await place.db.knex('token_bucket').where({ name: 'api:k' })) as { used: number }[];
  expect(row!.used).toBeGreaterThanOrEqual(1);
});

it('a key that asks steadily seldom makes anybody write, and in the end has spent just what it asked', async () => {
  let writes = 0;
  const counted: Db = {
    ...place.db,
    write: (work) => {
      writes++;
      return place.db.write(work);
    },
  };
  now = Date.parse('2025-11-20T01:00:00Z');
  const began = Date.now();
  const ask = openRates({ db: counted, perMinute: 6000, now: () => now + Date.now() - began });
  const spent = async () =>
    ((await place.db.knex('token_bucket').where({ name: 'api:k' }).first()) as { used: number }).used;
  let asked = 0;
  for (; Date.now() - began < 3000; asked++) {
    expect((await ask('k'))!.allowed).toBe(true);
    await new Promise((later) => setTimeout(later, 20));
  }
  expect(writes).toBeLessThan(asked / 4);
  // What it did not spend is there for others two seconds later.
  await vi.waitFor(async () => expect(await spent()).toBe(asked), { timeout: 10_000, interval: 100 });
  expect((await ask('k'))!.remaining).toBeGreaterThanOrEqual(6000 - asked - 100);
}, 30_000);

it('counts nothing without a limit', async () => {
  expect(await rates(place.db, 0)('k')).toBeNull();
  expect(await place.db.knex('token_bucket').where({ name: 'api:k' })).toEqual([]);
});
