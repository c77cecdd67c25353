/** Fills tables by the million in seconds: without their indexes, which are built afterwards; beside the hub's own way of writing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Db } from '../../server/store/db.ts';

export type Cell = string | number | Buffer | null;
/** `row` gets the number of the row, from 0. Its cells stand in the order of `columns`. */
export type Table = { name: string; columns: readonly string[]; n: number; row: (n: number) => readonly Cell[] };

const quoted = (name: string) => `"${name}"`;
const ROWS_A_COMMIT = 50_000;
/** Bound values of one statement: many rows go in with one step of the engine. */
const VALUES = 1000;

type Index = { name: string; sql: string };

/** Empty tables, in this order. */
export const fillSqlite = (file: string, tables: readonly Table[]): void => {
  const db = new DatabaseSync(file);
  db.exec(
    // Whoever breaks off begins anew: nothing is kept for a way back.
    'pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -400000; pragma foreign_keys = off; pragma locking_mode = exclusive; pragma temp_store = memory',
  );
  for (const table of tables) {
    const indexes = db
      .prepare(`select name, sql from sqlite_master where type = 'index' and tbl_name = ? and sql is not null`)
      .all(table.name) as Index[];
    for (const { name } of indexes) db.exec(`drop index ${quoted(name)}`);
    const insertOf = (rows: number) => {
      const one = `(${table.columns.map(() => '?').join()})`;
      return db.prepare(
        `insert into ${table.name} (${table.columns.map(quoted).join()}) values ${Array(rows).fill(one).join()}`,
      );
    };
    const many = Math.floor(VALUES / table.columns.length);
    const [insert, insertMany] = [insertOf(1), insertOf(many)];
    for (let from = 0; from < table.n; from += ROWS_A_COMMIT) {
      const to = Math.min(table.n, from + ROWS_A_COMMIT);
      let n = from;
      db.exec('begin');
      for (; n + many <= to; n += many) {
        const cells: Cell[] = [];
        for (let i = 0; i < many; i++) cells.push(...table.row(n + i));
        insertMany.run(...cells);
      }
      for (; n < to; n++) insert.run(...table.row(n));
      db.exec('commit');
    }
    for (const { sql } of indexes) db.exec(sql);
  }
  db.exec('pragma locking_mode = normal; pragma journal_mode = wal');
  db.close();
};

/** Where Debian keeps psql when it is on nobody's path. */
const psql = (): string => {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((v) => `${root}/${v}/bin/psql`).find(existsSync) ?? 'psql';
};

const signs: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
/** As `copy … from stdin` reads it. */
const copied = (cell: Cell): string => {
  if (cell === null) return '\\N';
  if (typeof cell === 'number') return String(cell);
  return typeof cell === 'string'
    ? cell.replace(/[\\\t\n\r]/g, (sign) => signs[sign]!)
    : `\\\\x${cell.toString('hex')}`;
};

const copyIn = async (url: string, table: Table): Promise<void> => {
  const command = `copy ${table.name} (${table.columns.map(quoted).join()}) from stdin`;
  const child = spawn(psql(), [url, '-q', '-v', 'ON_ERROR_STOP=1', '-c', command], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  for (let from = 0; from < table.n; from += 1000) {
    const lines: string[] = [];
    for (let n = from; n < Math.min(table.n, from + 1000); n++) lines.push(table.row(n).map(copied).join('\t'));
    if (!child.stdin.write(`${lines.join('\n')}\n`)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`psql ended with ${code} at ${table.name}`);
};

/** Empty tables, in this order. A first column called `id` must hold the numbers from 1. */
export const fillPostgres = async (db: Db, url: string, tables: readonly Table[]): Promise<void> => {
  for (const { name, ...table } of tables) {
    const { rows } = await db.knex.raw<{ rows: Index[] }>(
      `select i.indexname as name, i.indexdef as sql from pg_indexes i
       where i.tablename = ? and not exists (select 1 from pg_constraint c where c.conname = i.indexname)`,
      [name],
    );
    for (const index of rows) await db.knex.raw(`drop index ${quoted(index.name)}`);
    await copyIn(url, { name, ...table });
    for (const index of rows) await db.knex.raw(index.sql);
    if (table.columns[0] === 'id')
      await db.knex.raw(`select setval(pg_get_serial_sequence(?, 'id'), ?)`, [name, Math.max(1, table.n)]);
  }
  await db.knex.raw('vacuum analyze');
};
