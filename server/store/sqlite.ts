/**
 * SQLite behind `Db`: one writer whose transactions begin IMMEDIATE and share commits, three readers apart.
 * Waiting writers run in one transaction, each inside a savepoint: one fsync serves the group, and one that fails undoes only itself.
 */
import { type FSWatcher, watch as watchFile } from 'node:fs';
import { createRequire } from 'node:module';
import type { Knex, knex as Open } from 'knex';
import type { EngineDb, Run, Trx } from './db.ts';

type Waiting = {
  work: (trx: Trx) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};
type RawConnection = {
  run(sql: string, done: (error: (Error & { code?: string }) | null) => void): void;
  exec(sql: string, done: (error: Error | null) => void): void;
  get(sql: string, done: (error: Error | null, row?: { data_version: number }) => void): void;
  configure(name: string, value: number): void;
};
type Transaction = { begin(connection: RawConnection): Promise<void> };
type SqliteClient = new (config: Knex.Config) => { transaction(...args: unknown[]): Transaction };

/** How long one group may gather work before it commits, so that nobody waits long behind others. */
const GROUP_MS = 8;
const GROUP_MOST = 64;
/** However often others write, there is one look in so many milliseconds. */
const WAKE_MS = 50;
/** The log is written before its commit can be seen, so a write is followed by looks so many milliseconds apart. */
const COMMIT_MS = [4, 12, 30, 80];
/** For a write that the system did not tell of, and where it tells of none. */
const POLL_MS = { told: 1000, untold: WAKE_MS };
/** How long a statement waits for a lock that another process holds. */
const BUSY_MS = 10_000;
/**
 * SQLite itself looks again after 1, 2, 5 … 100 ms: whoever has waited longest asks most seldom, and beside processes that write all the
 * time a request waits a quarter of a second. So the writer lets it look for a moment only, and then begins anew.
 */
const LOOK_MS = 4;

const require = createRequire(import.meta.url);
const PlainClient: SqliteClient = require('knex/lib/dialects/sqlite3/index.js');

const execOn = (connection: RawConnection, sql: string) =>
  new Promise<void>((done, fail) => connection.exec(sql, (error) => (error ? fail(error) : done())));

/** Asks again and again for what found the lock held, which has then changed nothing. */
const untilFree = async (ask: () => Promise<void>): Promise<void> => {
  for (const until = performance.now() + BUSY_MS; ; )
    try {
      return await ask();
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY' || performance.now() >= until) throw error;
    }
};

/** A rollback that failed as well (a disk that is away) leaves the connection inside: whoever has it next would hold the lock for ever. */
const beginAnew = async (connection: RawConnection): Promise<void> => {
  try {
    await execOn(connection, 'begin immediate');
  } catch (error) {
    if (!/within a transaction/.test((error as Error).message)) throw error;
    await execOn(connection, 'rollback');
    await execOn(connection, 'begin immediate');
  }
};

/** knex begins DEFERRED, and a transaction that reads before it writes then fails at once when another process writes. */
class ImmediateClient extends PlainClient {
  override transaction(...args: unknown[]): Transaction {
    const transaction = super.transaction(...args);
    transaction.begin = (connection) => untilFree(() => beginAnew(connection));
    return transaction;
  }
}

const pragmas = (reader: boolean) => [
  ...(reader ? [] : ['pragma journal_mode = wal', 'pragma synchronous = full', 'pragma wal_autocheckpoint = 4000']),
  'pragma foreign_keys = on',
  // KiB for each connection, of which a process has five; behind it is the kernel's own cache.
  'pragma cache_size = -32768',
  'pragma temp_store = memory',
  ...(reader ? ['pragma query_only = on'] : []),
];

const prepare =
  (reader: boolean) => (connection: RawConnection, done: (error: Error | null, c: RawConnection) => void) => {
    connection.configure('busyTimeout', BUSY_MS);
    const rest = pragmas(reader);
    const until = performance.now() + BUSY_MS;
    const next = (): void => {
      const sql = rest[0];
      if (sql === undefined) {
        // Every transaction of the writer begins with the lock; readers never wait for it.
        if (!reader) connection.configure('busyTimeout', LOOK_MS);
        done(null, connection);
        return;
      }
      connection.run(sql, (error) => {
        // Two processes that switch one new file to WAL: SQLite refuses one of them at once, without its busy handler.
        if (error?.code === 'SQLITE_BUSY' && performance.now() < until) setTimeout(next, 20);
        else if (error) done(error, connection);
        else {
          rest.shift();
          next();
        }
      });
    };
    next();
  };

/** Calls at each write to the log of this file, by any process. Null where the system cannot tell. */
const watchLog = (file: string, onWrite: () => void): FSWatcher | null => {
  try {
    return watchFile(`${file}-wal`, { persistent: false }, onWrite).on('error', () => {});
  } catch {
    return null;
  }
};

/**
 * Watches pragma data_version on a connection of its own: it changes when another connection has committed. The system says when the log
 * was written, so a quiet hub sleeps, and a commit is seen within milliseconds.
 */
const watch = (readers: Knex, file: string, onChange: () => void): (() => void) => {
  let seen = -1;
  let connection: RawConnection | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  /** How many looks the last write has had. */
  let looks = COMMIT_MS.length;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** A look is planned that the last write will have. */
  let soon = false;
  const plan = (ms: number) => {
    if (timer) clearTimeout(timer);
    timer = stopped ? null : setTimeout(look, ms).unref();
  };
  const log = watchLog(file, () => {
    looks = 0;
    if (soon) return;
    soon = true;
    plan(Math.max(COMMIT_MS[0]!, lookedAt + WAKE_MS - performance.now()));
  });
  const rest = log ? POLL_MS.told : POLL_MS.untold;
  const look = () => {
    soon = false;
    looks++;
    lookedAt = performance.now();
    plan((log && COMMIT_MS[looks]) || rest);
    connection?.get('pragma data_version', (error, row) => {
      if (error || !row || row.data_version === seen) return;
      if (seen !== -1) onChange();
      seen = row.data_version;
    });
  };
  void readers.client.acquireConnection().then((c: RawConnection) => {
    if (stopped) return readers.client.releaseConnection(c);
    connection = c;
    look();
  });
  return () => {
    stopped = true;
    log?.close();
    if (timer) clearTimeout(timer);
    if (connection) readers.client.releaseConnection(connection);
    connection = null;
  };
};

/**
 * Runs what waits in one transaction; nobody is answered before the commit. The first one needs no savepoint: when it fails, nothing
 * else has been done yet. That matters because each statement holds the lock for a turn of a busy event loop.
 */
const runGroup = async (writer: Knex, queue: Waiting[], run: Run, onLock: () => void) => {
  const taken: { waiting: Waiting; answer: () => void }[] = [];
  try {
    await writer.transaction(async (trx) => {
      onLock();
      const began = performance.now();
      do {
        const waiting = queue.shift()!;
        const entry = { waiting, answer: () => {} };
        const first = taken.push(entry) === 1;
        if (!first) await trx.raw('savepoint one');
        try {
          const { value, calls } = await run('sqlite', trx, waiting.work);
          entry.answer = () => {
            for (const call of calls) call();
            waiting.resolve(value);
          };
        } catch (error) {
          if (first) throw error;
          await trx.raw('rollback to one');
          entry.answer = () => waiting.reject(error);
        }
        if (!first) await trx.raw('release one');
      } while (queue.length > 0 && taken.length < GROUP_MOST && performance.now() - began < GROUP_MS);
    });
  } catch (error) {
    // Nothing of the group is on disk. When it could not even begin, the first in line hears why.
    const victims = taken.length > 0 ? taken.map((t) => t.waiting) : queue.splice(0, 1);
    for (const waiting of victims) waiting.reject(error);
    return;
  }
  for (const { answer } of taken) answer();
};

/** A whole transaction in one call to the library, on the writer's connection; waits for the group that has it. */
const runAtOnce = async (writer: Knex, statements: readonly string[]): Promise<void> => {
  const connection: RawConnection = await writer.client.acquireConnection();
  try {
    await untilFree(() => execOn(connection, ['begin immediate', ...statements, 'commit'].join(';\n')));
  } catch (error) {
    // It may not even have begun.
    await execOn(connection, 'rollback').catch(() => {});
    throw error;
  } finally {
    await writer.client.releaseConnection(connection);
  }
};

/** Opens the file (made when missing). The first connection is tried at once, so that a wrong path fails here. */
export const openSqlite = async (knex: typeof Open, file: string, run: Run): Promise<EngineDb> => {
  const open = (reader: boolean, max: number) =>
    knex({
      client: (reader ? PlainClient : ImmediateClient) as unknown as typeof Knex.Client,
      connection: { filename: file },
      useNullAsDefault: true,
      pool: { min: 1, max, afterCreate: prepare(reader) },
      acquireConnectionTimeout: 60_000,
    });
  const writer = open(false, 1);
  await writer.raw('select 1');
  const readers = open(true, 4);
  const queue: Waiting[] = [];
  const wakers = new Set<() => void>();
  let running = false;
  /** Stands while a group has the lock. */
  let locked: Promise<void> | null = null;
  let unwatch: (() => void) | null = null;
  const wakeAll = () => {
    for (const run of wakers) run();
  };
  const drain = async () => {
    running = true;
    while (queue.length > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      await runGroup(writer, queue, run, () => {
        locked = promise;
      });
      locked = null;
      resolve();
    }
    running = false;
  };
  return {
    kind: 'db',
    engine: 'sqlite',
    knex: readers,
    write: <T>(work: (trx: Trx) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
        if (!running) void drain();
      }),
    writeAtOnce: (statements) => runAtOnce(writer, statements),
    async settled() {
      // Those who waited may find that the next group has begun.
      while (locked) await locked;
    },
    wake: wakeAll,
    onWake(run) {
      wakers.add(run);
      unwatch ??= watch(readers, file, wakeAll);
      return () => {
        wakers.delete(run);
        if (wakers.size === 0) {
          unwatch?.();
          unwatch = null;
        }
      };
    },
    async close() {
      unwatch?.();
      while (running) await new Promise((r) => setTimeout(r, 5));
      await readers.destroy();
      await writer.destroy();
    },
  };
};
