/** What the database says about itself: version, size, its clock, and the settings on which our promises stand. */

import type { Db } from './db.ts';
import { rawRows } from './dialect.ts';

export type EngineFacts = {
  version: string;
  /** Major and minor as a number: 3.45, 17.2. */
  number: number;
  bytes: number;
  /** Its clock in epoch milliseconds; null when it has none of its own. */
  now: number | null;
  /** Settings that decide whether what was accepted survives a power cut. */
  durable: { setting: string; value: string; want: string; good: boolean }[];
};

const numberOf = (version: string) => Number(/\d+(\.\d+)?/.exec(version)?.[0] ?? 0);

const findSqlite = async (db: Db): Promise<EngineFacts> => {
  const one = async (sql: string) => Object.values((await rawRows<Record<string, unknown>>(db, sql))[0] ?? {})[0];
  const version = String(await one('select sqlite_version()'));
  const bytes = Number(await one('pragma page_count')) * Number(await one('pragma page_size'));
  const journal = String(await one('pragma journal_mode'));
  // Synchronous belongs to a connection: the one that writes is asked.
  const sync = await db.write(async (trx) => {
    const [row] = await rawRows<{ synchronous: number }>(trx, 'pragma synchronous');
    return row!.synchronous;
  });
  return {
    version,
    number: numberOf(version),
    bytes,
    now: null,
    durable: [
      { setting: 'journal_mode', value: journal, want: 'wal', good: journal === 'wal' },
      { setting: 'synchronous', value: String(sync), want: '2 (full)', good: sync >= 2 },
    ],
  };
};

const findPostgres = async (db: Db): Promise<EngineFacts> => {
  const [row] = await rawRows<{ version: string; bytes: number; now: number; commit: string; fsync: string }>(
    db,
    `select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
       extract(epoch from clock_timestamp()) * 1000 as now, current_setting('synchronous_commit') as commit,
       current_setting('fsync') as fsync`,
  );
  const { version, bytes, now, commit, fsync } = row!;
  const kept = ['on', 'local', 'remote_write', 'remote_apply'].includes(commit);
  return {
    version,
    number: numberOf(version),
    bytes: Number(bytes),
    now: Number(now),
    durable: [
      { setting: 'synchronous_commit', value: commit, want: 'on', good: kept },
      { setting: 'fsync', value: fsync, want: 'on', good: fsync === 'on' },
    ],
  };
};

export const findEngineFacts = (db: Db): Promise<EngineFacts> =>
  db.engine === 'sqlite' ? findSqlite(db) : findPostgres(db);
