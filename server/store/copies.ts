/**
 * Copies of the whole database while it runs: `VACUUM INTO` on SQLite (one moment, with what still stands in the write-ahead log), `pg_dump` on
 * PostgreSQL (one snapshot). And the way back: a copy opened beside, or put where the settings point to.
 */
import { spawn } from 'node:child_process';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import knexModule from 'knex';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { HubError, refused } from '../lib/errors.ts';
import type { Db, Source } from './db.ts';
import type { Engine } from './dialect.ts';
import { openDb } from './open.ts';
import { listTables } from './schema.ts';
import { DEAD_AFTER, listWorkers } from './workers.ts';

const knex = knexModule.default ?? knexModule;

export const engineOf = (url: string): Engine => (url.startsWith('sqlite:') ? 'sqlite' : 'postgres');
export const fileOf = (url: string): string => url.slice('sqlite:'.length);

/** The programs of PostgreSQL take the password from the environment: on the command line every user of the machine would read it. */
const surroundings = (url: string): NodeJS.ProcessEnv => {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const { PATH } = process.env;
  return {
    PATH,
    PGHOST: searchParams.get('host') ?? decodeURIComponent(hostname),
    PGPORT: searchParams.get('port') ?? (port || '5432'),
    PGUSER: decodeURIComponent(username),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    ...(password ? { PGPASSWORD: decodeURIComponent(password) } : {}),
    ...(searchParams.get('sslmode') ? { PGSSLMODE: searchParams.get('sslmode')! } : {}),
  };
};

/** Throws `backup.program {program, why}`: what the program said, or that it is not installed. */
const runProgram = (program: string, args: readonly string[], url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: surroundings(url), stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
    });
    child.on('error', (error) => reject(refused('backup.program', { program, why: error.message })));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(refused('backup.program', { program, why: said.trim() || `exit ${code}` })),
    );
  });

const vacuumInto = (from: string, to: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const db = new sqlite3.Database(from, sqlite3.OPEN_READONLY, (opened) => {
      if (opened) return void reject(opened);
      db.configure('busyTimeout', 60_000);
      db.run('vacuum into ?', [to], (error: Error | null) => db.close(() => (error ? reject(error) : resolve())));
    });
  });

/** Rows of each table. What only says who works just now is left out. */
export const countTables = async (source: Pick<Source, 'engine' | 'knex'>): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of [...(await listTables(source)).keys()].filter((table) => table !== 'worker').sort()) {
    const [row] = (await source.knex(name).count('* as n')) as [{ n: number }];
    counts[name] = Number(row.n);
  }
  return counts;
};

/** `pg_dump` and the counts see the same moment, whatever is written meanwhile. */
const dumpCounted = async (url: string, file: string): Promise<Record<string, number>> => {
  const client = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  try {
    return await client.transaction(
      async (trx) => {
        const { rows } = (await trx.raw('select pg_export_snapshot() as id')) as { rows: [{ id: string }] };
        const ways = ['--format=custom', '--no-owner', '--no-privileges', `--snapshot=${rows[0].id}`];
        await runProgram('pg_dump', [...ways, `--file=${file}`], url);
        return countTables({ engine: 'postgres', knex: trx });
      },
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  } finally {
    await client.destroy();
  }
};

/**
 * Writes a copy to `file`, which must not be there; only we can read it. Answers its rows, table by table, where the copy itself cannot be
 * counted without a server (PostgreSQL), else null.
 */
export const makeCopy = async (url: string, file: string): Promise<Record<string, number> | null> => {
  await writeFile(file, '', { mode: 0o600, flag: 'wx' });
  if (engineOf(url) === 'postgres') return dumpCounted(url, file);
  await vacuumInto(fileOf(url), file);
  return null;
};

/** SQLite looks through every page; PostgreSQL has done so when it wrote the rows. Throws `backup.damaged {why}`. */
export const checkWhole = async (source: Source): Promise<void> => {
  if (source.engine !== 'sqlite') return;
  const [row] = (await source.knex.raw('pragma integrity_check')) as [{ integrity_check: string }];
  if (row.integrity_check !== 'ok') throw refused('backup.damaged', { why: row.integrity_check });
};

/** Whether a dump of PostgreSQL can be read to its end, without a server. Throws `backup.program`. */
export const readDump = (file: string, url: string): Promise<void> =>
  runProgram('pg_restore', ['--file=/dev/null', file], url);

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** Beside a database there may be its write-ahead log, which belongs to it alone. */
const companions = (file: string) => [`${file}-wal`, `${file}-shm`];

/**
 * Puts a SQLite file where the database stands. One that is there is put aside, under the name that is answered. Throws `restore.there`
 * when there is one and `replace` was not said.
 */
export const placeFile = async (
  from: string,
  to: string,
  p: { replace: boolean; stamp: string },
): Promise<string | null> => {
  const there = await exists(to);
  if (there && !p.replace) throw refused('restore.there', { database: to });
  const aside = there ? `${to}.before-restore-${p.stamp}` : null;
  if (aside) await rename(to, aside);
  for (const name of companions(to))
    if (await exists(name)) await rename(name, `${aside ?? `${to}.before-restore-${p.stamp}`}${name.slice(to.length)}`);
  await rename(from, to);
  return aside;
};

const tablesThere = async (url: string): Promise<boolean> => {
  const client = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  try {
    return await client.schema.hasTable('meta');
  } finally {
    await client.destroy();
  }
};

/** Fills a PostgreSQL database from a dump, in one transaction. Throws `restore.there` as placeFile does. */
export const fillDatabase = async (file: string, url: string, replace: boolean): Promise<void> => {
  if (!replace && (await tablesThere(url)))
    throw refused('restore.there', { database: new URL(url).pathname.slice(1) });
  const clean = replace ? ['--clean', '--if-exists'] : [];
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  await runProgram(
    'pg_restore',
    [
      ...clean,
      '--no-owner',
      '--no-privileges',
      '--single-transaction',
      '--exit-on-error',
      `--dbname=${database}`,
      file,
    ],
    url,
  );
};

/**
 * A place beside for a drill: a file in `folder`, or a database of its own on the same server. `fill` brings the copy in; `remove` takes
 * the place away. Throws `backup.no-room {why}` when the role may make no database.
 */
export const placeBeside = async (url: string, folder: string, name: string) => {
  if (engineOf(url) === 'sqlite') {
    const file = join(folder, `${name}.db`);
    return {
      url: `sqlite:${file}`,
      fill: (copy: string) => rename(copy, file),
      remove: async () => {
        for (const one of [file, ...companions(file)]) await rm(one, { force: true });
      },
    };
  }
  const onServer = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await onServer(`create database ${name}`).catch((error: Error) => {
    throw new HubError('backup.no-room', { why: error.message }, [], error);
  });
  const beside = new URL(url);
  beside.pathname = `/${name}`;
  return {
    url: beside.href,
    fill: (copy: string) => fillDatabase(copy, beside.href, false),
    remove: () => onServer(`drop database if exists ${name} with (force)`),
  };
};
export type Beside = Awaited<ReturnType<typeof placeBeside>>;

/** A copy beside, to look at and to make ready: nobody else uses it. */
export const openCopy = (url: string): Promise<Db> => openDb(url);

/** Whether processes of a hub use the database at `url`; false where none can be opened. By the beats of delivery and of the clock. */
export const isInUse = async (url: string, real: number): Promise<boolean> => {
  if (engineOf(url) === 'sqlite' && !(await exists(fileOf(url)))) return false;
  let db: Db | null = null;
  try {
    db = await openDb(url);
    const workers = await listWorkers(db);
    return workers.some((worker) => real - worker.beat_at < DEAD_AFTER);
  } catch {
    // Damaged, empty or away: nobody can use it.
    return false;
  } finally {
    await db?.close();
  }
};
