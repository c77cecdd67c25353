/** The schema, migrated once for each version of the migrations: tests copy it (SQLite) or clone it (PostgreSQL) instead of migrating again. */
import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../server/store/migrate.ts';
import { openDb } from '../../server/store/open.ts';

const migrations = new URL('../../migrations/', import.meta.url);

let known: string | undefined;
/** Changes with every byte of every migration, and with the code that runs them. */
const version = (): string => {
  if (known) return known;
  const hash = createHash('sha256').update(readFileSync(new URL('../../server/store/migrate.ts', import.meta.url)));
  for (const name of readdirSync(migrations).sort()) hash.update(name).update(readFileSync(new URL(name, migrations)));
  known = hash.digest('hex').slice(0, 16);
  return known;
};

const migrated = async (url: string) => {
  const db = await openDb(url);
  await migrate(db).finally(() => db.close());
};

/** Puts a migrated database file there. Several processes may make the template at once: the last one's stands, and they are equal. */
export const copyTemplate = async (file: string): Promise<void> => {
  const template = join(tmpdir(), `fumibako-schema-${version()}.db`);
  if (!existsSync(template)) {
    const making = `${template}.${randomUUID()}`;
    await migrated(`sqlite:${making}`);
    renameSync(making, template);
  }
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(template, file);
};

/** One statement, or several, on the server that the run was given. */
export const onServer = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  return work(client).finally(() => client.end());
};

const urlOf = (name: string): string => {
  const url = new URL(process.env.TEST_DATABASE_URL!);
  url.pathname = `/${name}`;
  return url.href;
};

const makeTemplate = async (client: pg.Client, name: string) => {
  // Whoever comes second waits here, and finds it made.
  await client.query('select pg_advisory_lock(5207849001)');
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount === 0) {
    const making = `${name}_making`;
    await client.query(`drop database if exists ${making} with (force)`);
    await client.query(`create database ${making}`);
    await migrated(urlOf(making));
    await client.query(`alter database ${making} rename to ${name}`);
  }
  await client.query('select pg_advisory_unlock(5207849001)');
};

let made: string | undefined;
/** Makes a migrated database on the server; answers its address. */
export const cloneTemplate = (name: string): Promise<string> =>
  onServer(async (client) => {
    const template = `fumibako_schema_${version()}`;
    if (made !== template) await makeTemplate(client, template);
    made = template;
    await client.query(`create database ${name} template ${template} strategy file_copy`);
    return urlOf(name);
  });

/** Makes an empty one. */
export const emptyDatabase = (name: string): Promise<string> =>
  onServer(async (client) => {
    await client.query(`create database ${name}`);
    return urlOf(name);
  });
