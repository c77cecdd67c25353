/** Token buckets that all processes draw on: exact within a second, and not fooled by a clock that was wrong for a while. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookIntoBucket, takeFromBucket } from '../../../server/store/buckets.ts';
import type { Db } from '../../../server/store/db.ts';
import { openDb } from '../../../server/store/open.ts';
import { testDb } from '../../support/database.ts';

let base: Awaited<ReturnType<typeof testDb>>;
let others: Db[];
beforeAll(async () => {
  base = await testDb();
  others = [base.db, await openDb(base.url), await openDb(base.url)];
});
afterAll(async () => {
  await Promise.all(others.slice(1).map((db) => db.close()));
  await base.close();
});

/** Takes at most `wanted` of 10 a second; answers how many it got. */
const take = (db: Db, name: string, second: number, wanted: number) =>
  db.write(async (trx) => {
    const count = Math.min(wanted, await lookIntoBucket(trx, { name, second, perSecond: 10 }));
    if (count > 0) await takeFromBucket(trx, { name, second, count });
    return count;
  });

describe('a token bucket', () => {
  it('gives ten a second to all processes together, and saves nothing up', async () => {
    for (const second of [100, 101, 107]) {
      const got = await Promise.all(Array.from({ length: 12 }, (_, n) => take(others[n % 3]!, 'shared', second, 3)));
      expect(got.reduce((sum, n) => sum + n, 0)).toBe(10);
    }
  });

  it('lets a machine whose clock is a little behind draw on the later second', async () => {
    expect(await take(base.db, 'behind', 200, 6)).toBe(6);
    expect(await take(base.db, 'behind', 195, 6)).toBe(4);
    expect(await take(base.db, 'behind', 195, 6)).toBe(0);
    expect(await take(base.db, 'behind', 201, 6)).toBe(6);
  });

  it('does not stand still after a clock that ran an hour ahead was put right', async () => {
    expect(await take(base.db, 'ahead', 4000, 10)).toBe(10);
    expect(await take(base.db, 'ahead', 400, 10)).toBe(10);
    expect(await take(base.db, 'ahead', 400, 10)).toBe(0);
    expect(await take(base.db, 'ahead', 401, 10)).toBe(10);
  });
});
