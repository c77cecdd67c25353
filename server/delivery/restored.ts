/**
 * Notices that the database was restored from a backup: what was sent since then is waiting again in it, and would be sent a second time.
 * Every heartbeat makes the database older, and each machine keeps in a small file how old it has seen it. A database that is younger
 * than that gets all lanes held, before anything leaves, with the reason for staff (architecture, decision 12).
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { growOlder } from '../store/age.ts';
import type { Trx } from '../store/db.ts';
import { holdRestored } from '../store/restored.ts';

/** `folder`: where this machine keeps what it knows. */
export const openMemory = (p: { folder: string; clock: Clock; log: Log }) => {
  const file = join(p.folder, 'age');
  mkdirSync(p.folder, { recursive: true, mode: 0o700 });
  const read = (): number | null => {
    try {
      const age = Number(readFileSync(file, 'utf8'));
      return Number.isSafeInteger(age) ? age : null;
    } catch {
      return null;
    }
  };
  let seen = read();
  return {
    /**
     * Part of a heartbeat. `alone`: nobody else on this machine uses the database; then, on SQLite, one that has lived before and
     * that this machine has never seen came from elsewhere as well. Answers the age to `keep` after the commit.
     */
    async look(trx: Trx, alone: boolean): Promise<number> {
      const age = await growOlder(trx);
      const foreign = seen === null && age > 1 && alone && trx.engine === 'sqlite';
      if (!foreign && age > (seen ?? 0)) return age;
      p.log.error({ seen, found: age }, 'the database was restored from a backup: all lanes are held');
      await holdRestored(trx, { now: p.clock.now(), actor: 'delivery', ages: { seen, found: age } });
      return growOlder(trx, (seen ?? 0) + 1);
    },
    /** Several processes write the one file; it is never half-written, and what it loses is one heartbeat. */
    keep(age: number): void {
      seen = Math.max(age, seen ?? 0);
      try {
        writeFileSync(`${file}.${process.pid}`, String(seen), { mode: 0o600 });
        renameSync(`${file}.${process.pid}`, file);
      } catch (error) {
        p.log.warn({ error: (error as Error).message }, 'the age of the database is not kept');
      }
    },
  };
};
