/**
 * Opens the database: one writer and a few readers on SQLite, one pool on PostgreSQL.
 * `Db` reads and opens write transactions; `Trx` is a transaction. They are different types, so that code below a
 * transaction cannot open another one by mistake (on SQLite that would wait for itself).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import knexModule from 'knex';
import pg from 'pg';
import { isFull } from '../lib/passing.ts';
import type { KeyRing } from '../lib/seal.ts';
import type { Db, EngineDb, Run, Trx } from './db.ts';
import { openSqlite } from './sqlite.ts';

export type { Db, Source, Trx } from './db.ts';

const knex = knexModule.default ?? knexModule;

// PostgreSQL gives bigint as text; all our bigints are counts, times and 48-bit ids, which a double holds exactly.
pg.types.setTypeParser(20, Number);

/** The builder prints what it throws as well: whoever catches it says it in a sentence of ours, so that line is left out. */
const ownWords = {
  warn: (message: string) => {
    if (!/^Acquire connection error/.test(message)) process.emitWarning(message);
  },
};

/** Reading beside a transaction is no disaster, so production does not stop for it. */
const watchful = process.env.NODE_ENV === 'test';

/**
 * What both engines share: the calls after a commit, the nudges, and who is inside a write. Work that a transaction has begun and not waited
 * for is outside again as soon as the transaction ends.
 */
const openAround = () => {
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const nudged: ((job: string) => void)[] = [];
  const full: (() => void)[] = [];
  const noteFull = (error: unknown): never => {
    if (isFull(error)) for (const tell of full) tell();
    throw error;
  };
  let ring: KeyRing | null = null;
  const isInside = () => inside.getStore()?.open === true;
  const run: Run = async (engine, knexTrx, work) => {
    const calls: (() => void)[] = [];
    const jobs = new Set<string>();
    const trx: Trx = {
      kind: 'trx',
      engine,
      knex: knexTrx,
      ring,
      afterCommit: (call) => void calls.push(call),
      nudge: (job) => void jobs.add(job),
    };
    const here = { open: true };
    const value = await inside
      .run(here, () => work(trx))
      .finally(() => {
        here.open = false;
      });
    for (const job of jobs) calls.push(() => nudged.forEach((tell) => void tell(job)));
    return { value, calls };
  };
  /** The engine's own ways, refused inside a write. */
  const guard = (db: EngineDb): Db => ({
    ...db,
    get knex() {
      if (watchful && isInside()) throw new Error('db is read inside a write: read with its transaction');
      return db.knex;
    },
    write: (work) =>
      isInside()
        ? Promise.reject(new Error('a write inside a write would wait for itself: pass the transaction on'))
        : db.write(work).catch(noteFull),
    writeAtOnce: (statements) =>
      isInside()
        ? Promise.reject(new Error('writeAtOnce inside a write would wait for itself'))
        : db.writeAtOnce(statements).catch(noteFull),
    sealWith(given) {
      ring = given;
    },
    onNudge: (tell) => void nudged.push(tell),
    onFull: (tell) => void full.push(tell),
  });
  return { run, guard };
};

const openPostgres = (url: string, run: Run): EngineDb => {
  const pool = knex({
    client: 'pg',
    // A process that stands still in the middle of a transaction must not hold its locks for ever: its rows are freed without it.
    connection: { connectionString: url, idle_in_transaction_session_timeout: 20_000 },
    pool: {
      min: 0,
      max: 10,
      // Compiling a plan took a second where running it took a tenth: our statements are short. And a bitmap reads all that an index
      // holds: of a bulletin whose rows are younger than the planner's figures that is thousands of dead rows for a few living ones.
      afterCreate: (connection: pg.Client, done: (error: Error | null, connection: pg.Client) => void) =>
        connection.query('set jit = off; set enable_bitmapscan = off', (error) => done(error ?? null, connection)),
    },
    acquireConnectionTimeout: 15_000,
    log: ownWords,
  });
  const events = new EventEmitter();
  events.setMaxListeners(0);
  let listener: pg.Client | null = null;
  let closed = false;
  let waking = false;
  let wakeAgain = false;
  /** One at a time: a thousand commits in a moment are one or two calls, and the last of them is never left out. */
  const wake = () => {
    if (closed) return;
    if (waking) {
      wakeAgain = true;
      return;
    }
    waking = true;
    const done = () => {
      waking = false;
      if (!wakeAgain) return;
      wakeAgain = false;
      wake();
    };
    pool.raw('notify fumibako').then(done, done);
  };
  const listen = async () => {
    if (closed) return;
    const client = new pg.Client({ connectionString: url });
    const again = () => {
      if (listener === client) listener = null;
      client.end().catch(() => {});
      if (!closed) setTimeout(listen, 500).unref();
    };
    client.on('error', again);
    client.on('notification', () => events.emit('wake'));
    try {
      await client.connect();
      await client.query('listen fumibako');
      listener = client;
      events.emit('wake');
    } catch {
      again();
    }
  };
  return {
    kind: 'db',
    engine: 'postgres',
    knex: pool,
    async write(work) {
      const { value, calls } = await pool.transaction((trx) => run('postgres', trx, work));
      for (const call of calls) call();
      return value;
    },
    // Statements sent together without bound values are one transaction.
    writeAtOnce: async (statements) => void (await pool.raw(statements.join(';\n'))),
    settled: async () => {},
    wake,
    onWake(run) {
      if (!listener && events.listenerCount('wake') === 0) void listen();
      events.on('wake', run);
      return () => void events.off('wake', run);
    },
    async close() {
      closed = true;
      await listener?.end().catch(() => {});
      await pool.destroy();
    },
  };
};

/** The file is for the service's user alone, wherever it lies; what SQLite lays beside it (-wal, -shm) gets the same rights. */
const keepPrivate = (file: string): void => {
  try {
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    const { mode, uid } = statSync(file);
    if ((mode & 0o077) !== 0 && uid === process.getuid?.()) chmodSync(file, 0o600);
  } catch {
    // A place that takes no file: the database says so when it is opened, in a sentence of its own.
  }
};

/** `url`: 'sqlite:FILE' or 'postgres://…'. Makes the folder of the file; does not migrate. */
export const openDb = async (url: string): Promise<Db> => {
  const { run, guard } = openAround();
  if (!url.startsWith('sqlite:')) return guard(openPostgres(url, run));
  const file = url.slice('sqlite:'.length);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  keepPrivate(file);
  return guard(await openSqlite(knex, file, run));
};
