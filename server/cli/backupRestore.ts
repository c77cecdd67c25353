/**
 * Restoring a backup: opened beside, brought to the schema of this program, every lane held and erasures made again, and only then put where
 * a hub would find it. PostgreSQL is filled in one transaction and held at once; the hub must not run meanwhile. Where a second role owns
 * the tables (DATABASE_OWNER_URL), it fills them and grants the hub's role what it needs.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { openParts } from '../app.ts';
import type { Config } from '../config.ts';
import { bury } from '../delivery/undertaker.ts';
import { crumbFolder } from '../delivery/worker.ts';
import { closeGround, type Ground, openGround, prepare } from '../ground.ts';
import { loadKeyRing } from '../keys.ts';
import { HubError, refused } from '../lib/errors.ts';
import { growOlder } from '../store/age.ts';
import { identityOf, type Manifest, readBackup } from '../store/backupFile.ts';
import { engineOf, fileOf, fillDatabase, isInUse, placeFile } from '../store/copies.ts';
import { listBulletinLoads, listLetterLoads } from '../store/flow.ts';
import { adoptKeys } from '../store/keptKeys.ts';
import { fitsKey } from '../store/migrate.ts';
import { holdRestored } from '../store/restored.ts';
import { listWorkers } from '../store/workers.ts';

export type Restored = {
  at: number;
  ms: number;
  /** Where the database is that stood there before; null when there was none. */
  aside: string | null;
  replayed: number;
  /** What waits to be sent in the restored state, and may have been sent already. */
  letters: number;
  recipients: number;
};

/** How old this machine has known the database (server/delivery/restored.ts). */
const ageSeen = async (folder: string): Promise<number | null> => {
  const age = Number(await readFile(join(folder, 'age'), 'utf8').catch(() => 'never'));
  return Number.isSafeInteger(age) ? age : null;
};

/** Makes what was restored ready, with nothing able to leave. */
const makeReady = async (ground: Ground, manifest: Manifest) => {
  await prepare(ground);
  const parts = openParts(ground);
  const seen = await ageSeen(crumbFolder(ground.config.DATA_DIR));
  await ground.db.write(async (trx) => {
    const found = await growOlder(trx);
    await holdRestored(trx, { now: ground.clock.now(), actor: 'restore', ages: { seen, found } });
    // So that this machine's delivery knows it, and does not hold again what somebody has lifted.
    await growOlder(trx, (seen ?? 0) + 1);
  });
  // Whoever was sending when the backup was made is not there any more: what they held is given back at once.
  const crumbs = crumbFolder(ground.config.DATA_DIR);
  for (const worker of await listWorkers(ground.db)) await bury({ ...ground, crumbFolder: crumbs }, worker.id);
  const replayed = await parts.persons.replay(manifest.at);
  const letters = (await listLetterLoads(ground.db, ground.clock.now())).reduce((n, load) => n + load.waiting, 0);
  const recipients = (await listBulletinLoads(ground.db)).reduce((n, load) => n + load.waiting, 0);
  return { replayed, letters, recipients };
};

const withGround = async <T>(config: Config, run: (ground: Ground) => Promise<T>): Promise<T> => {
  const ground = await openGround({ ...config, REDIS_URL: '' });
  try {
    return await run(ground);
  } finally {
    await closeGround(ground);
  }
};

/** Everything that can be known before the first byte is changed. */
const open = async (config: Config, wish: { file: string; identityFile: string | undefined }, copy: string) => {
  const identityFile = wish.identityFile ?? config.BACKUP_IDENTITY_FILE;
  if (!identityFile) throw refused('backup.no-identity');
  const identity = identityOf(await readFile(identityFile, 'utf8'));
  const manifest = await readBackup(wish.file, identity, copy);
  if (manifest.engine !== engineOf(config.DATABASE_URL))
    throw refused('restore.other-engine', { engine: manifest.engine });
  const ring = loadKeyRing(config);
  adoptKeys(ring, manifest.keptKeys);
  if (!fitsKey(ring, manifest.keyCheck)) throw refused('restore.other-key');
  return manifest;
};

/**
 * Errors: `restore.in-use`, `restore.there {database}`, `restore.other-key`, `restore.other-engine {engine}`, `restore.newer`,
 * `backup.no-identity`, `backup.key-wrong`, `backup.damaged {why}`, `backup.not-ours`, `backup.program {program, why}`. After any of them
 * the database is what it was.
 */
export const restore = async (
  config: Config,
  wish: { file: string; identityFile: string | undefined; replace: boolean },
): Promise<Restored> => {
  const began = performance.now();
  const url = config.DATABASE_URL;
  if (await isInUse(url, Date.now())) throw refused('restore.in-use');
  const sqlite = engineOf(url) === 'sqlite';
  if (sqlite && !wish.replace && existsSync(fileOf(url))) throw refused('restore.there', { database: fileOf(url) });
  // On the same disk, so that the last step is a rename.
  const near = sqlite ? dirname(resolve(fileOf(url))) : resolve(config.DATA_DIR);
  await mkdir(near, { recursive: true, mode: 0o700 });
  const beside = await mkdtemp(join(near, '.restore-'));
  try {
    const copy = join(beside, 'copy.db');
    const manifest = await open(config, wish, copy);
    if (!sqlite) await fillDatabase(copy, config.DATABASE_OWNER_URL || url, wish.replace);
    const ready = await withGround(sqlite ? { ...config, DATABASE_URL: `sqlite:${copy}` } : config, (ground) =>
      makeReady(ground, manifest),
    ).catch((error: unknown) => {
      if (error instanceof HubError && error.code === 'schema.newer') throw refused('restore.newer', error.details);
      throw error;
    });
    const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');
    const aside = sqlite ? await placeFile(copy, fileOf(url), { replace: wish.replace, stamp }) : null;
    await withGround(config, (ground) => openParts(ground).audit.goOnFromHere(manifest.audit?.seq ?? 0));
    return { at: manifest.at, ms: Math.round(performance.now() - began), aside, ...ready };
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
};
