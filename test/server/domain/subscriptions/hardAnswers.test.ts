/** What the brake adds up: kept as answers come, the same figures as counted one by one, and cheap on a day of very many answers. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brakeFor } from '../../../../server/domain/subscriptions/suspensions/brake.ts';
import { DAY, HOUR, MINUTE } from '../../../../server/lib/clock.ts';
import type { Trx } from '../../../../server/store/db.ts';
import { addHardAnswer, countHardSince, forgetAnswers, usualHards } from '../../../../server/store/hardAnswers.ts';
import { openDb } from '../../../../server/store/open.ts';
import { testDb } from '../../../support/database.ts';

let base: Awaited<ReturnType<typeof testDb>>;
beforeAll(async () => {
  base = await testDb();
});
afterAll(() => base.close());

const midnight = Date.parse('2026-11-20T00:00:00+09:00');
const reason = 'userunknown';
const address = (n: number) => Buffer.from(String(n).padStart(16, '0'));
const answer = (trx: Trx, n: number, now: number, domain = 'gmail.com', domainClass = 'gmail') =>
  addHardAnswer(trx, { domainClass, domain, reason, address: address(n), now });
const place = { domainClass: 'gmail', domain: null };
const counted = (now: number) => base.db.write((trx) => countHardSince(trx, { place, reason, from: now - DAY }));

/** Numbers that look like chance and are the same in every run. */
const dice = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

it('is what counting every answer would give, whoever answers again and whenever, and after a restart', async () => {
  const throws = dice(7);
  const told: { n: number; at: number }[] = [];
  for (let step = 0, now = midnight; step < 300; step++, now += 10 * MINUTE) {
    await base.db.write(async (trx) => {
      for (let k = 0; k < 3; k++) {
        const n = Math.floor(throws() * 120);
        told.push({ n, at: now });
        await answer(trx, n, now);
      }
    });
    const right = new Set(told.filter(({ at }) => at >= now - DAY).map(({ n }) => n)).size;
    expect(await counted(now)).toBe(right);
  }
  const again = await openDb(base.url);
  const last = midnight + 299 * 10 * MINUTE;
  expect(await countHardSince(again, { place, reason, from: last - DAY })).toBe(await counted(last));
  await again.close();
});

it('forgets what staff said was wrong, and keeps what came before', async () => {
  const now = midnight + 5 * DAY;
  const other = { domainClass: 'other', domain: 'a.example.org' };
  const whole = { domainClass: 'other', domain: null };
  const since = (at: typeof other | typeof whole) =>
    base.db.write((trx) => countHardSince(trx, { place: at, reason, from: now - DAY }));
  await base.db.write(async (trx) => {
    for (let n = 0; n < 5; n++) await answer(trx, n, now - 3 * HOUR, 'a.example.org', 'other');
    for (let n = 0; n < 9; n++) await answer(trx, n, now, 'a.example.org', 'other');
    for (let n = 20; n < 24; n++) await answer(trx, n, now, 'b.example.org', 'other');
  });
  expect([await since(other), await since(whole)]).toEqual([9, 13]);
  await base.db.write((trx) => forgetAnswers(trx, { place: other, reason, since: now - HOUR }));
  expect([await since(other), await since(whole)]).toEqual([5, 9]);
});

it('asks what is usual once in an hour', async () => {
  const now = midnight + 9 * DAY;
  const usual = (at: number) =>
    base.db.write((trx) => usualHards(trx, { place, reason, from: at - 29 * DAY, to: at - DAY, now: at }));
  const before = await usual(now);
  expect(before).toBe(120);
  await base.db.write((trx) => answer(trx, 999, now - 2 * DAY));
  expect([await usual(now + MINUTE), await usual(now + HOUR)]).toEqual([120, 121]);
});

it('of two hundred answers a judgement counts none one by one while the day is as usual', async () => {
  const now = midnight + 40 * DAY;
  const asked: string[] = [];
  const listen = ({ sql }: { sql: string }) => asked.push(sql);
  base.db.knex.on('query', listen);
  await base.db.write(async (trx) => {
    trx.knex.on('query', listen);
    for (let n = 0; n < 200; n++) {
      await answer(trx, 5000 + n, now + n * 100);
      // Nobody was tried, so every share is whole: only the house's percent, set beyond it, lets the day pass.
      await brakeFor(trx, { domainClass: 'gmail', domain: 'gmail.com', reason }, { now: now + n * 100, percent: 101 });
    }
  });
  base.db.knex.off('query', listen);
  expect(await counted(now + HOUR)).toBe(200);
  expect(asked.length).toBeGreaterThan(200);
  expect(
    asked.filter((sql) => /from .?(?:letter|hard_answer|bulletin_recipient)/.test(sql) && /count/.test(sql)),
  ).toEqual([]);
});
