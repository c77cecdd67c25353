/**
 * The database's driver in the world: SQLite itself (node:sqlite), called one statement at a time, each when the seed says. It stands where
 * the store asks for `sqlite3`, so everything above it is the real store. Faults come here: a full disk, a database that is away, an
 * answer to a commit that gets lost, a process that dies before it hears.
 */
import { AsyncResource } from 'node:async_hooks';
import fs from 'node:fs';
import Module, { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { here, type Proc, type World } from './world.ts';

type Done = (this: { lastID: number; changes: number }, error: Error | null, rows?: unknown) => void;
type Weather = {
  /** Writes find no room. */
  full: boolean;
  /** Nothing is answered but an error. */
  away: boolean;
  /** Share of commits that are reported as failed; half of them are done all the same. */
  badCommits: number;
};
type Call = {
  proc: Proc;
  sql: string;
  run: () => unknown;
  done: (error: Error | null, value?: unknown) => void;
  /** It has found the lock held, and hears of it when it has waited long enough. */
  waits?: boolean;
};

const fault = (code: string, words: string, sql = '') => Object.assign(new Error(`${code}: ${words}`), { code, sql });
/** SQLite's own errors under the names that the other driver gives them. */
const named = (error: unknown): Error => {
  const e = error as Error & { errcode?: number };
  const names: Record<number, string> = {
    5: 'SQLITE_BUSY',
    6: 'SQLITE_LOCKED',
    13: 'SQLITE_FULL',
    14: 'SQLITE_CANTOPEN',
  };
  const primary = (e.errcode ?? 0) & 0xff;
  const code = names[primary] ?? (primary === 19 ? 'SQLITE_CONSTRAINT' : 'SQLITE_ERROR');
  return Object.assign(e, { code, message: `${code}: ${e.message}` });
};
const isWrite = /^\s*(?:insert|update|delete|replace|begin|create|with[^;]*(?:insert|update|delete))/i;
const isCommit = /(?:^|;\s*)commit\s*;?\s*$/i;

/** How long a writer waits for the lock before it hears that it is busy. */
const BUSY_MS = 10_000;

/** An open database with its compiled statements. */
type Base = { raw: DatabaseSync; statements: Map<string, StatementSync> };
const openBase = (file: string): Base => ({ raw: new DatabaseSync(file, { timeout: 0 }), statements: new Map() });
const prepared = (base: Base, sql: string): StatementSync => {
  let statement = base.statements.get(sql);
  if (!statement) {
    statement = base.raw.prepare(sql);
    base.statements.set(sql, statement);
  }
  return statement;
};

/**
 * The file of all worlds, one after the other. Opening a database and reading its schema costs more than a whole bad day, so what is open is
 * used again: one connection for all who only read, for each of their statements is whole in itself, and one for each who writes.
 */
export const openPlate = (p: { file: string; first: string }) => {
  const admin = openBase(p.file);
  admin.raw.exec(
    `pragma journal_mode = wal; pragma synchronous = off; pragma foreign_keys = off; attach '${p.first}' as first`,
  );
  const tables = admin.raw
    .prepare(`select name from main.sqlite_schema where type = 'table' and name not like 'news_part%'`)
    .all()
    .map((row) => row.name as string);
  const reader = openBase(p.file);
  reader.raw.exec('pragma query_only = on');
  const free: Base[] = [];
  return {
    reader,
    /** A connection that writes. */
    take(): Base {
      const base = free.pop() ?? openBase(p.file);
      if (base.statements.size === 0)
        base.raw.exec('pragma synchronous = off; pragma foreign_keys = on; pragma wal_autocheckpoint = 100000');
      return base;
    },
    giveBack(base: Base): void {
      if (base.raw.isTransaction) base.raw.exec('rollback');
      free.push(base);
    },
    /** Everything is as at first. */
    wipe(): void {
      admin.raw.exec('begin immediate');
      for (const name of tables) {
        prepared(admin, `delete from main.${name}`).run();
        prepared(admin, `insert into main.${name} select * from first.${name}`).run();
      }
      admin.raw.exec('commit');
      admin.raw.exec('pragma wal_checkpoint(truncate)');
    },
    close(): void {
      for (const base of [admin, reader, ...free]) base.raw.close();
    },
  };
};
export type Plate = ReturnType<typeof openPlate>;

/** As Node's FSWatcher, so far as the store uses it. */
type Watcher = { close: () => void; on: () => Watcher };

let disk: ReturnType<typeof openDisk> | null = null;
export const useDisk = (next: ReturnType<typeof openDisk> | null): void => {
  disk = next;
};

/** The one disk of a world. */
export const openDisk = (world: World, plate: Plate) => {
  const weather: Weather = { full: false, away: false, badCommits: 0 };
  const bases = new Map<Proc, Set<Base>>();
  /** Writers that found the lock held. */
  let parked: Call[] = [];
  let calls = 0;
  /** Who wants to know of writes to the log, each in a process of its own. */
  const watchers = new Set<{ proc: Proc; tell: () => void }>();
  const tellWatchers = () => {
    for (const { proc, tell } of watchers) world.event(proc, world.between(0.05, 2), tell);
  };

  const attempt = (call: Call) => {
    calls++;
    const { proc, sql } = call;
    if (weather.away) return call.done(fault('SQLITE_CANTOPEN', 'unable to open database file', sql));
    if (weather.full && (isWrite.test(sql) || isCommit.test(sql)))
      return call.done(fault('SQLITE_FULL', 'database or disk is full', sql));
    const struck = isCommit.test(sql) && world.random() < weather.badCommits;
    if (struck && world.random() < 0.5) return call.done(fault('SQLITE_IOERR', 'disk I/O error', sql));
    let value: unknown;
    try {
      value = call.run();
    } catch (error) {
      const e = named(error) as Error & { code: string };
      if (e.code === 'SQLITE_BUSY') return park(call);
      return call.done(e);
    }
    if (!isCommit.test(sql)) {
      if (/^\s*rollback\s*;?\s*$/i.test(sql)) unpark();
      return call.done(null, value);
    }
    unpark();
    tellWatchers();
    // On disk, and not yet heard: a process may die here, or hear something else.
    world.answer(proc, world.between(0.05, 3), () =>
      struck ? call.done(fault('SQLITE_IOERR', 'disk I/O error')) : call.done(null, value),
    );
  };
  const park = (call: Call) => {
    parked.push(call);
    if (call.waits) return;
    call.waits = true;
    world.answer(call.proc, BUSY_MS, () => {
      if (!parked.includes(call)) return;
      parked = parked.filter((one) => one !== call);
      call.done(fault('SQLITE_BUSY', 'database is locked'));
    });
  };
  /** The lock is free: whoever waits asks again, in an order that the seed gives. */
  const unpark = () => {
    const all = parked;
    parked = [];
    for (const call of all) if (call.proc.alive) world.answer(call.proc, world.between(0.01, 0.5), () => attempt(call));
  };

  return {
    weather,
    get calls() {
      return calls;
    },
    /** Asks for something; the answer comes when the seed says. */
    ask(proc: Proc, call: Omit<Call, 'proc' | 'waits'>): void {
      const whole = { ...call, proc };
      world.answer(proc, world.between(0.02, 0.5), () => attempt(whole));
    },
    reader: plate.reader,
    /** A connection of a process that writes; it falls with the process. */
    writer(proc: Proc): Base {
      const base = plate.take();
      let own = bases.get(proc);
      if (!own) {
        own = new Set();
        bases.set(proc, own);
        proc.onDeath.push(() => {
          parked = parked.filter((call) => call.proc !== proc);
          for (const one of bases.get(proc)!) plate.giveBack(one);
          bases.delete(proc);
          unpark();
        });
      }
      own.add(base);
      return base;
    },
    /** The system tells of each write to the log, a moment later. */
    watch(proc: Proc, heard: () => void): Watcher {
      const watcher = { proc, tell: AsyncResource.bind(heard) };
      watchers.add(watcher);
      proc.onDeath.push(() => watchers.delete(watcher));
      const watched: Watcher = { close: () => void watchers.delete(watcher), on: () => watched };
      return watched;
    },
    closed(proc: Proc, base: Base): void {
      if (bases.get(proc)?.delete(base)) plate.giveBack(base);
    },
    /** The world ends. */
    end(): void {
      for (const own of bases.values()) for (const base of own) plate.giveBack(base);
      bases.clear();
    },
  };
};

/** As node-sqlite3's Database, so far as knex and the store use it. */
class Database {
  private base: Base | null = null;
  private reads = false;
  private readonly file: string;
  private readonly proc: Proc | undefined = here();

  constructor(file: string, _flags: number, done: (error: Error | null) => void) {
    this.file = file;
    process.nextTick(done, null);
  }

  private open(): Base {
    if (!this.base) this.base = this.proc ? (this.reads ? disk!.reader : disk!.writer(this.proc)) : openBase(this.file);
    return this.base;
  }

  private ask(sql: string, run: (base: Base) => unknown, done: (error: Error | null, value?: unknown) => void) {
    if (this.proc) return disk!.ask(this.proc, { sql, run: () => run(this.open()), done });
    let value: unknown;
    try {
      value = run(this.open());
    } catch (error) {
      process.nextTick(done, named(error));
      return;
    }
    process.nextTick(done, null, value);
  }

  private call(how: 'all' | 'run', sql: string, given: unknown, heard: unknown): void {
    const [bindings, done] =
      typeof given === 'function' ? [[], given as Done] : [(given ?? []) as unknown[], heard as Done | undefined];
    const values = bindings.map(bound) as never[];
    const run = (base: Base) => {
      const statement = prepared(base, sql);
      if (how === 'all') return statement.all(...values).map(asBuffers);
      const { lastInsertRowid, changes } = statement.run(...values);
      return { lastID: Number(lastInsertRowid), changes: Number(changes) };
    };
    this.ask(sql, run, (error, value) => {
      if (error) return done?.call({ lastID: 0, changes: 0 }, error);
      if (how === 'all') done?.call({ lastID: 0, changes: 0 }, null, value);
      else done?.call(value as { lastID: number; changes: number }, null);
    });
  }

  all(sql: string, bindings?: unknown, done?: unknown): void {
    this.call('all', sql, bindings, done);
  }
  run(sql: string, bindings?: unknown, done?: unknown) {
    // How a connection is set up is the plate's; that it only reads is its own.
    if (!this.proc || !/^pragma /i.test(sql)) return this.call('run', sql, bindings, done);
    if (/query_only/.test(sql)) this.reads = true;
    this.ask(sql, () => null, bindings as (error: Error | null) => void);
  }
  get(sql: string, done: (error: Error | null, row?: unknown) => void): void {
    this.ask(sql, (base) => prepared(base, sql).get(), done);
  }
  exec(sql: string, done: (error: Error | null) => void): void {
    this.ask(sql, (base) => base.raw.exec(sql), done);
  }
  configure(): void {}
  on(): this {
    return this;
  }
  close(done: (error: Error | null) => void): void {
    if (!this.proc) this.base?.raw.close();
    else if (this.base && !this.reads) disk!.closed(this.proc, this.base);
    process.nextTick(done, null);
  }
}

const bound = (value: unknown): unknown => {
  if (value === undefined) return null;
  return typeof value === 'boolean' || value instanceof Date ? Number(value) : value;
};

const asBuffers = (row: unknown): unknown => {
  const r = row as Record<string, unknown>;
  const plain: Record<string, unknown> = {};
  for (const name in r) {
    const v = r[name];
    plain[name] = v instanceof Uint8Array ? Buffer.from(v.buffer, v.byteOffset, v.byteLength) : v;
  }
  return plain;
};

/** From now on whoever asks for `sqlite3`, or to be told of writes to a file, gets the world's. */
export const takeDriver = (): void => {
  const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = (name, ...rest) =>
    name === 'sqlite3' ? { Database, OPEN_READWRITE: 2, OPEN_CREATE: 4 } : load.call(loader, name, ...rest);
  const watch = fs.watch as (...args: unknown[]) => unknown;
  (fs as { watch: unknown }).watch = (...args: unknown[]) => {
    const proc = here();
    return proc ? disk!.watch(proc, args.at(-1) as () => void) : watch(...args);
  };
  syncBuiltinESMExports();
};
