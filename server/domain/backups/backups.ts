/**
 * Backups: a copy of the database while it runs, closed for a public key, opened again before it counts as made, kept as long as the
 * settings say; and the drill, which restores one beside and counts. What they came to is kept for health, metrics and the command line.
 */
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Clock, DAY, HOUR } from '../../lib/clock.ts';
import { HubError, isHubError, refused } from '../../lib/errors.ts';
import type { KeyRing } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { type AuditMark, HEAD } from '../../store/auditChain.ts';
import { hashFile, identityOf, type Manifest, makePair, readBackup, writeBackup } from '../../store/backupFile.ts';
import { checkWhole, countTables, engineOf, makeCopy, openCopy, placeBeside, readDump } from '../../store/copies.ts';
import type { Db } from '../../store/db.ts';
import { findKept, keep } from '../../store/keptFacts.ts';
import { findKeptKeys } from '../../store/keptKeys.ts';
import { findKeyCheck, findSchema, fitsKey } from '../../store/migrate.ts';

export type BackupParts = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  /** DATABASE_URL. */
  url: string;
  /** Where backups of the schedule go, and where a command looks; '' when no schedule is wished. */
  folder: string;
  /** Public key, age1…; '' when there is none. */
  recipient: string;
  /** File with the private key, for drills; '' when it is not on this machine. */
  identityFile: string;
  /** For how many days backups are kept. */
  days: number;
};

/** What came of backups and drills, for health and metrics. Times are the hub's clock. */
export type BackupState = {
  /** Since when a schedule was wished. */
  since: number;
  last: { at: number; file: string; bytes: number; ms: number } | null;
  /** Why the last try failed; null when it did not. */
  failed: string | null;
};
export type DrillState = { at: number; file: string; ms: number; failed: string | null };
export const BACKUP_STATE = 'backup_state';
export const DRILL_STATE = 'drill_state';
/** A backup a day; this long after the last one it is late. */
export const BACKUP_LATE = 26 * HOUR;
const DRILL_EVERY = 7 * DAY;

const NAME = /^fumibako-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.age$/;
const nameFor = (at: number) => `fumibako-${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z.age`;
/** When a backup was made, by its name; null for a file of somebody else. */
const madeAt = (name: string): number | null => {
  const [, y, mo, d, h, mi, s] = NAME.exec(name) ?? [];
  return y ? Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) : null;
};

const why = (error: unknown): string =>
  isHubError(error) ? [error.code, error.details.why].filter(Boolean).join(': ') : (error as Error).message;

const makeFolder = async (folder: string): Promise<void> =>
  void (await mkdir(folder, { recursive: true, mode: 0o700 }));

/** A folder for what lies open for a moment; gone afterwards, whatever happens. */
const inside = async <T>(folder: string, run: (beside: string) => Promise<T>): Promise<T> => {
  await makeFolder(folder);
  const beside = await mkdtemp(join(folder, '.open-'));
  try {
    return await run(beside);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
};

export type Drilled = {
  file: string;
  at: number;
  ms: number;
  tables: number;
  rows: number;
  /** Tables that count otherwise than the backup says. */
  differ: { table: string; wanted: number; found: number }[];
};

const isExact = ({ engine, exact }: Manifest): boolean => engine === 'sqlite' || exact === true;

/** Counts a copy that is open, and compares, table by table. */
const compare = async (copy: Db, manifest: Manifest): Promise<Pick<Drilled, 'tables' | 'rows' | 'differ'>> => {
  await checkWhole(copy);
  const found = await countTables(copy);
  const differ = Object.entries(manifest.counts)
    .map(([table, wanted]) => ({ table, wanted, found: found[table] ?? -1 }))
    .filter((one) => (isExact(manifest) ? one.found !== one.wanted : one.found < 0));
  return { tables: Object.keys(found).length, rows: Object.values(found).reduce((a, b) => a + b, 0), differ };
};

export const openBackups = (p: BackupParts) => {
  /** `counts`: of a dump, which cannot be counted without a server. */
  const describe = async (
    copy: string,
    at: number,
    counted: Db,
    counts: Manifest['counts'] | null,
  ): Promise<Manifest> => ({
    format: 1,
    at,
    engine: engineOf(p.url),
    schema: await findSchema(counted),
    keyCheck: await findKeyCheck(counted),
    keptKeys: await findKeptKeys(counted),
    counts: counts ?? (await countTables(counted)),
    exact: true,
    audit: (await findKept<AuditMark>(counted, HEAD)) ?? null,
    bytes: (await stat(copy)).size,
    sha256: await hashFile(copy),
  });

  /** Opens what was just written with a key that lives only now, and looks whether all of it is there. */
  const prove = async (file: string, identity: string, beside: string): Promise<void> => {
    const copy = join(beside, 'opened');
    const manifest = await readBackup(file, identity, copy);
    if (!fitsKey(p.ring, manifest.keyCheck)) throw refused('backup.damaged', { why: 'the check of the key' });
    if (manifest.engine === 'postgres') return readDump(copy, p.url);
    const opened = await openCopy(`sqlite:${copy}`);
    try {
      const { differ } = await compare(opened, manifest);
      if (differ.length > 0) throw refused('backup.damaged', { why: `${differ[0]!.table} counts otherwise` });
    } finally {
      await opened.close();
    }
  };

  const write = async (folder: string): Promise<{ file: string; at: number; bytes: number; ms: number }> => {
    if (p.recipient === '') throw refused('backup.no-recipient');
    const began = performance.now();
    const at = p.clock.now();
    const file = resolve(folder, nameFor(at));
    await inside(folder, async (beside) => {
      const copy = join(beside, 'copy');
      const sqlite = engineOf(p.url) === 'sqlite';
      const counted = await makeCopy(p.url, copy);
      const opened = sqlite ? await openCopy(`sqlite:${copy}`) : p.db;
      const manifest = await describe(copy, at, opened, counted).finally(() => (sqlite ? opened.close() : undefined));
      const { identity, recipient } = await makePair();
      const part = join(beside, 'part');
      await writeBackup({
        manifest,
        copy,
        file: part,
        recipients: [p.recipient, recipient],
      });
      await prove(part, identity, beside);
      await rename(part, file);
      const of = await open(folder, 'r');
      await of.sync().finally(() => of.close());
    });
    return { file, at, bytes: (await stat(file)).size, ms: Math.round(performance.now() - began) };
  };

  const state = async (): Promise<BackupState | null> => findKept<BackupState>(p.db, BACKUP_STATE);

  /** Files of ours in a folder, newest first. */
  const files = async (folder = p.folder): Promise<{ file: string; at: number }[]> => {
    const names = await readdir(folder).catch(() => [] as string[]);
    return names
      .flatMap((name) => {
        const at = madeAt(name);
        return at === null ? [] : [{ file: join(folder, name), at }];
      })
      .sort((a, b) => b.at - a.at);
  };

  /** Those past their end go; the newest stays, however old it is. */
  const end = async (folder: string): Promise<number> => {
    const old = (await files(folder)).slice(1).filter(({ at }) => at < p.clock.now() - p.days * DAY);
    for (const { file } of old) await rm(file);
    return old.length;
  };

  const make = async (actor: string, folder: string) => {
    const now = p.clock.now();
    const before = (await state()) ?? { since: now, last: null, failed: null };
    try {
      const made = await write(folder);
      const last = { at: made.at, file: made.file, bytes: made.bytes, ms: made.ms };
      await p.db.write(async (trx) => {
        await keep(trx, BACKUP_STATE, { ...before, last, failed: null } satisfies BackupState);
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'backup.make',
          object: 'backup',
          after: { bytes: made.bytes },
        });
      });
      return { ...made, ended: await end(folder) };
    } catch (error) {
      await p.db.write((trx) => keep(trx, BACKUP_STATE, { ...before, failed: why(error) } satisfies BackupState));
      throw error;
    }
  };

  const readIdentity = async (file: string): Promise<string> => {
    if (file === '') throw refused('backup.no-identity');
    return identityOf(await readFile(file, 'utf8'));
  };

  /** Restores a backup beside, counts, and takes it away again. */
  const tryOut = async (file: string, identityFile: string): Promise<Drilled> => {
    const began = performance.now();
    const identity = await readIdentity(identityFile);
    return inside(resolve(file, '..'), async (beside) => {
      const copy = join(beside, 'copy');
      const manifest = await readBackup(file, identity, copy);
      if (!fitsKey(p.ring, manifest.keyCheck)) throw refused('restore.other-key');
      if (manifest.engine !== engineOf(p.url)) throw refused('restore.other-engine', { engine: manifest.engine });
      const place = await placeBeside(p.url, beside, `fumibako_drill_${Date.now().toString(36)}`);
      try {
        await place.fill(copy);
        const opened = await openCopy(place.url);
        try {
          const compared = await compare(opened, manifest);
          return { file, at: manifest.at, ms: Math.round(performance.now() - began), ...compared };
        } finally {
          await opened.close();
        }
      } finally {
        await place.remove();
      }
    });
  };

  const drill = async (actor: string, wish: { file?: string; identityFile?: string } = {}): Promise<Drilled> => {
    const file = wish.file ?? (await files())[0]?.file;
    if (!file) throw refused('backup.none', { folder: p.folder });
    const now = p.clock.now();
    const note = (drilled: DrillState) =>
      p.db.write(async (trx) => {
        await keep(trx, DRILL_STATE, drilled);
        const after = { ms: drilled.ms, ...(drilled.failed ? { failed: drilled.failed } : {}) };
        await appendAudit(trx, { at: now, actor, action: 'backup.drill', object: 'backup', after });
      });
    try {
      const drilled = await tryOut(file, wish.identityFile ?? p.identityFile);
      const [first] = drilled.differ;
      if (first)
        throw new HubError('backup.damaged', { why: `${first.table} has ${first.found} rows, not ${first.wanted}` });
      await note({ at: now, file, ms: drilled.ms, failed: null });
      return drilled;
    } catch (error) {
      // A key that was not given says nothing of the backup.
      if (!isHubError(error) || error.code !== 'backup.no-identity')
        await note({ at: now, file, ms: 0, failed: why(error) });
      throw error;
    }
  };

  return {
    /**
     * Makes one in a folder (that of the settings unless told). Errors: `backup.no-recipient`, `backup.no-folder`,
     * `backup.recipient-malformed`, `backup.program {program, why}`, `backup.damaged {why}`.
     */
    async make(actor: string, to: string | null) {
      const folder = to ?? p.folder;
      if (folder === '') throw refused('backup.no-folder');
      await makeFolder(folder);
      return make(actor, folder);
    },
    drill,
    files,
    async state(): Promise<{ backup: BackupState | null; drill: DrillState | null }> {
      return { backup: await state(), drill: await findKept<DrillState>(p.db, DRILL_STATE) };
    },
    readIdentity: (file: string | undefined) => readIdentity(file ?? p.identityFile),
    /** Every night, where a folder and a public key are set. */
    async nightly(): Promise<void> {
      if (p.folder === '' || p.recipient === '') return;
      await make('clock', p.folder);
    },
    /** Once a week, where the private key is on this machine. */
    async weekly(): Promise<void> {
      if (p.folder === '' || p.identityFile === '') return;
      const last = await findKept<DrillState>(p.db, DRILL_STATE);
      if (last && last.failed === null && p.clock.now() - last.at < DRILL_EVERY - HOUR) return;
      if ((await files()).length > 0) await drill('clock');
    },
  };
};
export type Backups = ReturnType<typeof openBackups>;
