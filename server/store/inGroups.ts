/** Rows of a job, done in groups of one transaction each. A row that fails is put off, so that none behind it waits for it. */
import { isPassing } from '../lib/passing.ts';
import type { Db, Trx } from './db.ts';

export type Groups<R> = {
  most: number;
  /** The oldest rows that are to be done. */
  list(trx: Trx, limit: number): Promise<readonly R[]>;
  run(trx: Trx, rows: readonly R[]): Promise<void>;
  /** From now on `list` leaves it out for a while. */
  putOff(row: R): Promise<void>;
  /** Which row it is, for the log. */
  name(row: R): string;
  /** The program ends: what is left waits for the next one. */
  ends?: () => boolean;
};

/** A job that finds so many of them leaves the rest to its next turn. */
const MOST_FAULTS = 100;

/** Goes on until nothing is left, or the program ends. Rows that failed are told by one error at the end; faults of the database that pass end it at once. */
export const inGroups = async <R>(db: Db, groups: Groups<R>): Promise<void> => {
  const faults: { name: string; error: Error }[] = [];
  /** Of a group that failed nobody can say which row it was: they are done one by one. */
  let alone = 0;
  while (!groups.ends?.()) {
    const limit = alone > 0 ? 1 : groups.most;
    let rows: readonly R[] = [];
    try {
      await db.write(async (trx) => {
        rows = await groups.list(trx, limit);
        await groups.run(trx, rows);
      });
    } catch (error) {
      if (rows.length === 0 || isPassing(error)) throw error;
      if (rows.length > 1) {
        alone = rows.length;
        continue;
      }
      await groups.putOff(rows[0]!);
      faults.push({ name: groups.name(rows[0]!), error: error as Error });
    }
    if (rows.length < limit || faults.length === MOST_FAULTS) break;
    alone = Math.max(0, alone - 1);
  }
  const [first] = faults;
  if (!first) return;
  const names = faults.slice(0, 10).map((fault) => fault.name);
  const error = new Error(`put off ${faults.length} (${names.join(', ')}): ${first.error.message}`);
  error.stack = first.error.stack;
  throw error;
};
