/**
 * On PostgreSQL the tables may belong to a second role: it migrates and purges, and the hub's own role can only add to the audit log.
 * Without one (DATABASE_OWNER_URL is empty) the hub's role does everything, and a changed log is found, not prevented.
 */
import type { KeyRing } from '../lib/seal.ts';
import type { Db } from './db.ts';
import { rawRows } from './dialect.ts';
import { migrate } from './migrate.ts';
import { openDb } from './open.ts';

/** Opens the database as the role that owns it, for one work. `ring`: what lines of the audit log are sealed with. */
export const asOwner = async <T>(url: string, ring: KeyRing, work: (owner: Db) => Promise<T>): Promise<T> => {
  const owner = await openDb(url);
  owner.sealWith(ring);
  try {
    return await work(owner);
  } finally {
    await owner.close();
  }
};

/** What the hub's role may do, statement by statement. docs/operate.md prints how the two roles are made. */
const grantsFor = (role: string): string[] => [
  `grant usage on schema public to ${role}`,
  `grant select, insert, update, delete on all tables in schema public to ${role}`,
  `grant usage, select, update on all sequences in schema public to ${role}`,
  `revoke update, delete, truncate, references, trigger on audit from ${role}`,
  `revoke insert, update, delete, truncate on knex_migrations, knex_migrations_lock from ${role}`,
];

/** Migrates as the owner, and gives the hub's role (that of `hubUrl`) what it needs. Answers the names that ran. */
export const migrateAsOwner = (p: { ownerUrl: string; hubUrl: string; ring: KeyRing }): Promise<string[]> =>
  asOwner(p.ownerUrl, p.ring, async (owner) => {
    const ran = await migrate(owner);
    const role = decodeURIComponent(new URL(p.hubUrl).username);
    await owner.write(async (trx) => {
      // Two processes that start at once would change the same rights at the same moment.
      await trx.knex.raw('select pg_advisory_xact_lock(4207849483)');
      const [quoted] = await rawRows<{ name: string }>(trx, 'select quote_ident(?) as name', [role]);
      for (const statement of grantsFor(quoted!.name)) await trx.knex.raw(statement);
    });
    return ran;
  });

/**
 * What the role of this connection can do to lines of the audit log that are there: null on SQLite, where the file is everybody's who may
 * write it. An owner, a member of the owning role and a superuser can do everything, whatever was granted.
 */
export const auditHold = async (db: Db): Promise<'append-only' | 'changeable' | null> => {
  if (db.engine !== 'postgres') return null;
  const [row] = await rawRows<{ changes: boolean; owns: boolean }>(
    db,
    `select has_table_privilege(current_user, 'audit', 'UPDATE') or has_table_privilege(current_user, 'audit', 'DELETE')
         or has_table_privilege(current_user, 'audit', 'TRUNCATE') as changes,
       pg_has_role(current_user, (select relowner from pg_class where oid = 'audit'::regclass), 'MEMBER') as owns`,
  );
  return row!.changes || row!.owns ? 'changeable' : 'append-only';
};
