/** A fresh, migrated database for one test file, on the engine that the run asks for (TEST_ENGINE); gone afterwards. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newMasterKey, openKeyRing } from '../../server/lib/seal.ts';
import type { Db } from '../../server/store/db.ts';
import { checkKey, migrate } from '../../server/store/migrate.ts';
import { openDb } from '../../server/store/open.ts';
import { cloneTemplate, copyTemplate, emptyDatabase, onServer } from './templates.ts';

export const engine = process.env.TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite';

/** Where a new database can be opened, and the way to remove it. Nothing is migrated yet, unless `migrated` says so. */
export const freshDatabase = async (
  wanted: 'sqlite' | 'postgres' = engine,
  { migrated = false } = {},
): Promise<{ url: string; folder: string; remove(): Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-db-'));
  if (wanted === 'sqlite') {
    if (migrated) await copyTemplate(join(folder, 'test.db'));
    return {
      url: `sqlite:${folder}/test.db`,
      folder,
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  if (!process.env.TEST_DATABASE_URL)
    throw new Error('PostgreSQL needs TEST_DATABASE_URL; npm test starts a server and sets it');
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  return {
    url: await (migrated ? cloneTemplate(name) : emptyDatabase(name)),
    folder,
    async remove() {
      rmSync(folder, { recursive: true, force: true });
      await onServer((client) => client.query(`drop database ${name} with (force)`));
    },
  };
};

/** Migrated, with a key. `place`: another database than a fresh one of the run's engine. */
export const testDb = async (place?: Awaited<ReturnType<typeof freshDatabase>>) => {
  place ??= await freshDatabase(engine, { migrated: true });
  const db: Db = await openDb(place.url);
  await migrate(db);
  const ring = openKeyRing(newMasterKey());
  await checkKey(db, ring);
  return {
    db,
    ring,
    url: place.url,
    folder: place.folder,
    async close() {
      await db.close();
      await place.remove();
    },
  };
};
