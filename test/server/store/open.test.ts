import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMasterKey, openKeyRing } from '../../../server/lib/seal.ts';
import type { Trx } from '../../../server/store/db.ts';
import { isUniqueViolation } from '../../../server/store/dialect.ts';
import { checkKey, isMigrated, migrate } from '../../../server/store/migrate.ts';
import { openDb } from '../../../server/store/open.ts';
import { freshDatabase, testDb } from '../../support/database.ts';
import { until } from '../../support/until.ts';

let t: Awaited<ReturnType<typeof testDb>>;
beforeAll(async () => {
  t = await testDb();
});
afterAll(() => t.close());

const put = (name: string, value = 'x') =>
  t.db.write(async (trx) => void (await trx.knex('meta').insert({ name, value })));
const has = async (name: string) => (await t.db.knex('meta').where({ name })).length === 1;

describe('a write', () => {
  it('is there for every reader once it has resolved', async () => {
    await put('one');
    expect(await has('one')).toBe(true);
  });

  it('that fails undoes only itself, although others share its commit', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) =>
        t.db.write(async (trx) => {
          await trx.knex('meta').insert({ name: `group-${i}`, value: 'x' });
          if (i % 4 === 0) throw new Error('planted');
        }),
      ),
    );
    expect(results.filter((r) => r.status === 'rejected')).toHaveLength(10);
    const rows = (await t.db.knex('meta').where('name', 'like', 'group-%').select('name')) as { name: string }[];
    expect(rows.map((r) => Number(r.name.slice(6)) % 4)).not.toContain(0);
    expect(rows).toHaveLength(30);
  });

  it('that breaks a unique rule says so, and the next one works', async () => {
    await put('twice');
    const error = await put('twice').catch((e: unknown) => e);
    expect(isUniqueViolation(error)).toBe(true);
    await put('after');
    expect(await has('after')).toBe(true);
  });

  it('runs what waits for the commit after it, and never when it was undone', async () => {
    const seen: string[] = [];
    await t.db.write(async (trx) => {
      trx.afterCommit(() => seen.push('committed'));
    });
    await t.db
      .write(async (trx) => {
        trx.afterCommit(() => seen.push('undone'));
        throw new Error('planted');
      })
      .catch(() => {});
    expect(seen).toEqual(['committed']);
  });
});

/** What knex runs statements with. */
type Driver = Record<'run' | 'all' | 'exec', (sql: string, ...rest: unknown[]) => unknown>;

it('a rollback that fails as well (a disk that is away) leaves no lock behind: the next write works, and nothing of the first is there', async () => {
  const place = await testDb(await freshDatabase('sqlite', { migrated: true }));
  const insert = (name: string) => (trx: Trx) =>
    trx
      .knex('meta')
      .insert({ name, value: 'x' })
      .then(() => {});
  let failed = 0;
  const broken = place.db.write(async (trx) => {
    await insert('undone')(trx);
    const client = trx.knex.client as { acquireConnection(): Promise<Driver> };
    const connection = await client.acquireConnection();
    for (const method of ['run', 'all', 'exec'] as const) {
      const real = connection[method].bind(connection);
      connection[method] = (sql, ...rest) => {
        if (!/^rollback;?$/i.test(sql.trim()) || failed++ > 0) return real(sql, ...rest);
        const done = rest.at(-1) as (error: Error) => void;
        return setImmediate(() =>
          done(Object.assign(new Error('SQLITE_IOERR: disk I/O error'), { code: 'SQLITE_IOERR' })),
        );
      };
    }
    throw new Error('planted');
  });
  await expect(broken).rejects.toThrow();
  expect(failed).toBeGreaterThan(0);
  await place.db.write(insert('next'));
  const other = await openDb(place.url);
  // Another process gets the lock, and sees what is on disk.
  await other.write(insert('theirs'));
  const names = (await other.knex('meta').pluck('name')) as string[];
  expect(names.filter((name) => ['undone', 'next', 'theirs'].includes(name)).sort()).toEqual(['next', 'theirs']);
  await other.close();
  await place.close();
});

it('a process that looks is woken by another one that writes', async () => {
  const other = await openDb(t.url);
  let woken = 0;
  const stop = t.db.onWake(() => woken++);
  // PostgreSQL wakes it a first time when it has begun to listen; that is not the other one's doing.
  if (t.db.engine === 'postgres') expect(await until(() => woken > 0)).toBe(true);
  else await new Promise((r) => setTimeout(r, 400));
  const before = woken;
  await other.write(async (trx) => {
    await trx.knex('meta').insert({ name: `wake-${Date.now()}`, value: 'x' });
  });
  other.wake();
  expect(await until(() => woken > before)).toBe(true);
  stop();
  await other.close();
});

it('three processes that read before they write never meet a busy database', async () => {
  await put('counter', '0');
  const handles = await Promise.all([openDb(t.url), openDb(t.url), openDb(t.url)]);
  const add = (db: (typeof handles)[number]) =>
    db.write(async (trx) => {
      const lock =
        trx.engine === 'postgres'
          ? trx.knex('meta').where({ name: 'counter' }).forUpdate()
          : trx.knex('meta').where({ name: 'counter' });
      const { value } = (await lock.first('value')) as { value: string };
      await trx
        .knex('meta')
        .where({ name: 'counter' })
        .update({ value: String(Number(value) + 1) });
    });
  await Promise.all(handles.flatMap((db) => Array.from({ length: 100 }, () => add(db))));
  expect((await t.db.knex('meta').where({ name: 'counter' }).first()).value).toBe('300');
  await Promise.all(handles.map((db) => db.close()));
});

it('heavy work waits while a transaction of its own process keeps the whole database, and not while that one waits for others', async () => {
  const other = await openDb(t.url);
  const gate = (db: typeof other, name: string) => {
    const [begun, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const done = db.write(async (trx) => {
      await trx.knex('meta').insert({ name, value: 'x' });
      begun.resolve();
      await free.promise;
    });
    return { begun: begun.promise, free: free.resolve, done };
  };
  const isSettled = async (db: typeof other) => {
    let yes = false;
    void db.settled().then(() => {
      yes = true;
    });
    await new Promise((r) => setTimeout(r, 50));
    return yes;
  };
  const theirs = gate(other, 'theirs');
  await theirs.begun;
  const ours = gate(t.db, 'ours');
  // SQLite has one writer: ours has not begun. On PostgreSQL nobody waits for the whole database.
  expect(await isSettled(t.db)).toBe(true);
  expect(await isSettled(other)).toBe(t.db.engine === 'postgres');
  theirs.free();
  await ours.begun;
  expect(await isSettled(t.db)).toBe(t.db.engine === 'postgres');
  ours.free();
  await Promise.all([theirs.done, ours.done]);
  expect([await isSettled(t.db), await isSettled(other)]).toEqual([true, true]);
  await other.close();
});

describe('a write inside a write', () => {
  it('is refused at once, and what the outer one did is undone', async () => {
    const inner = () => t.db.write(async (trx) => void (await trx.knex('meta').insert({ name: 'inner', value: '1' })));
    const outer = t.db.write(async (trx) => {
      await trx.knex('meta').insert({ name: 'outer', value: '1' });
      await inner();
    });
    await expect(outer).rejects.toThrow('a write inside a write');
    const batch = t.db.write(async () => t.db.writeAtOnce([`insert into meta (name, value) values ('inner', '1')`]));
    await expect(batch).rejects.toThrow('inside a write');
    expect(await t.db.knex('meta').whereIn('name', ['inner', 'outer'])).toEqual([]);
  });

  it('is refused to what it calls however deep, and a reading of db there is noticed in tests', async () => {
    const deep = async () => (await t.db.knex('meta').first('name')) as object;
    await expect(t.db.write(async () => Promise.all([1, 2].map(deep)))).rejects.toThrow('read with its transaction');
    expect(await deep()).toBeDefined();
  });

  it('is none when it begins after the commit, in a call that waited for it, or beside it', async () => {
    const note = (name: string) =>
      t.db.write(async (trx) => void (await trx.knex('meta').insert({ name, value: '1' })));
    let later: Promise<void> | undefined;
    await t.db.write(async (trx) => {
      trx.afterCommit(() => {
        later = note('later');
      });
    });
    await later;
    await Promise.all([note('beside1'), note('beside2'), note('beside3')]);
    const names = await t.db.knex('meta').whereIn('name', ['later', 'beside1', 'beside2', 'beside3']).pluck('name');
    expect(names.length).toBe(4);
    await t.db.write(async (trx) => void (await trx.knex('meta').whereIn('name', names).delete()));
  });
});

it('a commit tells once which jobs have work, and one that is undone tells nothing', async () => {
  const told: string[] = [];
  t.db.onNudge((job) => void told.push(job));
  await t.db.write(async (trx) => {
    for (const job of ['one', 'two', 'one']) trx.nudge(job);
    expect(told).toEqual([]);
  });
  expect(told).toEqual(['one', 'two']);
  await t.db
    .write(async (trx) => {
      trx.nudge('three');
      throw new Error('undone');
    })
    .catch(() => {});
  expect(told).toEqual(['one', 'two']);
});

describe('the schema', () => {
  it('is brought up once, and a second time does nothing', async () => {
    expect(await migrate(t.db)).toEqual([]);
    expect(await isMigrated(t.db)).toBe(true);
  });

  it('is brought up by two processes at once without a quarrel', async () => {
    const place = await freshDatabase();
    const [a, b] = await Promise.all([openDb(place.url), openDb(place.url)]);
    const ran = await Promise.all([migrate(a), migrate(b)]);
    expect(await isMigrated(a)).toBe(true);
    expect(ran.flat().length).toBeGreaterThan(0);
    expect(new Set(ran.flat()).size).toBe(ran.flat().length);
    await Promise.all([a.close(), b.close()]);
    await place.remove();
  });

  it('that is newer than the program is refused', async () => {
    await t.db.write(
      async (trx) =>
        void (await trx
          .knex('knex_migrations')
          .insert({ name: '9999_future.ts', batch: 99, migration_time: trx.knex.fn.now() })),
    );
    await expect(isMigrated(t.db)).rejects.toThrow('schema.newer');
    // Unless the newer program has noted that this one may go on: an upgrade is taken back then.
    await t.db.write(
      async (trx) => void (await trx.knex('meta').insert({ name: 'beside:9999_future.ts', value: '1' })),
    );
    expect(await isMigrated(t.db)).toBe(true);
    await t.db.write(async (trx) => void (await trx.knex('meta').where({ name: 'beside:9999_future.ts' }).delete()));
    await t.db.write(
      async (trx) => void (await trx.knex('knex_migrations').where({ name: '9999_future.ts' }).delete()),
    );
  });
});

it('a wrong master key is refused before anything is sealed with it', async () => {
  await checkKey(t.db, t.ring);
  await expect(checkKey(t.db, openKeyRing(newMasterKey()))).rejects.toThrow('key.wrong');
});
