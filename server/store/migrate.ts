/** Brings the database to the schema of this program, and refuses one that is newer. */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { Knex } from 'knex';
import { HubError } from '../lib/errors.ts';
import { equalBytes, type KeyRing, mac } from '../lib/seal.ts';
import type { Db, Trx } from './db.ts';

const folder = new URL('../../migrations/', import.meta.url);
const names = () =>
  readdirSync(folder)
    .filter((f) => /^\d{4}_\w+\.ts$/.test(f))
    .sort();

const source: Knex.MigrationSource<string> = {
  getMigrations: async () => names(),
  getMigrationName: (name) => name,
  getMigration: (name) => import(new URL(name, folder).href),
};

const readMeta = async (knex: Knex, name: string): Promise<string | null> =>
  ((await knex('meta').where({ name }).first('value')) as { value: string } | undefined)?.value ?? null;

const done = async (knex: Knex): Promise<string[]> => {
  if (!(await knex.schema.hasTable('knex_migrations'))) return [];
  return (await knex('knex_migrations').orderBy('id').select('name')).map((r: { name: string }) => r.name);
};

/** What a migration says of itself: the program before it goes on working beside it, so an upgrade can be taken back. */
type Migration = { olderProgramsWork?: boolean };

/** Name in `meta` under which the newer program notes that older ones may go on. */
const besideOf = (name: string) => `beside:${name}`;

const noteBeside = async (trx: Trx, ran: readonly string[]): Promise<void> => {
  for (const name of ran) {
    const { olderProgramsWork } = (await import(new URL(name, folder).href)) as Migration;
    if (olderProgramsWork) await trx.knex('meta').insert({ name: besideOf(name), value: '1' });
  }
};

/**
 * True when the database has the schema of this program, or more with which it works.
 * Throws `schema.newer` when it has more and the newer program did not say so.
 */
export const isMigrated = async (db: Db): Promise<boolean> => {
  const have = await done(db.knex);
  const ours = names();
  for (const name of have.filter((one) => !ours.includes(one)))
    if ((await readMeta(db.knex, besideOf(name))) === null) throw new HubError('schema.newer', { first: name });
  return ours.every((name) => have.includes(name));
};

/** Runs what is missing; two processes at once take turns. Returns the names that ran. */
export const migrate = async (db: Db): Promise<string[]> => {
  if (await isMigrated(db)) return [];
  const ran: string[] = [];
  // One transaction for all: a start that dies half-way leaves the old schema whole.
  await db.write(async (trx) => {
    // On PostgreSQL the second of two starts waits here and then finds everything done; SQLite has one writer anyway.
    if (trx.engine === 'postgres') await trx.knex.raw('select pg_advisory_xact_lock(4207849483)');
    const [, list] = (await trx.knex.migrate.latest({ migrationSource: source, disableTransactions: true })) as [
      number,
      string[],
    ];
    ran.push(...list);
    await noteBeside(trx, list);
  });
  return ran;
};

/**
 * Refuses a key ring that did not seal this database, before anything is sealed with it; remembers a new database's key.
 * Throws `key.wrong`.
 */
export const checkKey = async (db: Db, ring: KeyRing): Promise<void> => {
  if ((await readMeta(db.knex, 'key_check')) === null)
    await db.write(async (trx) => {
      const nonce = randomBytes(16).toString('hex');
      const value = `${ring.indexKey}:${nonce}:${mac(ring, ring.indexKey, 'check', nonce).toString('hex')}`;
      const facts = [
        { name: 'key_check', value },
        { name: 'schema_epoch', value: '1' },
        { name: 'restore_epoch', value: '1' },
      ];
      // Of several processes that start at once the first one's key stands, and the others are checked against it.
      await trx.knex('meta').insert(facts).onConflict('name').ignore();
    });
  const stored = (await readMeta(db.knex, 'key_check'))!;
  if (!fitsKey(ring, stored)) throw new HubError('key.wrong', { id: stored.split(':')[0] });
};

/** Whether this ring sealed the database of which `check` is the value `key_check`. */
export const fitsKey = (ring: KeyRing, check: string): boolean => {
  const [id = '', nonce = '', expected = ''] = check.split(':');
  if (Number(id) !== ring.indexKey) return false;
  return equalBytes(mac(ring, Number(id), 'check', nonce), Buffer.from(expected, 'hex'));
};

/** The value by which a ring is known as the right one; '' before there is one. */
export const findKeyCheck = async (db: Db): Promise<string> => (await readMeta(db.knex, 'key_check')) ?? '';
/** The newest migration of a database; '' when it has none. */
export const findSchema = async (db: Db): Promise<string> => (await done(db.knex)).at(-1) ?? '';
