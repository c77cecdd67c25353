/** Removes what need not be kept: old requests, tokens, forms, uses, and readers a year after they left. */
import type { Db } from '../../store/db.ts';
import { type Purgeable, purgeable, purgeRows } from '../../store/purge.ts';
import { purgeEnds } from './ends.ts';
import type { Parts } from './parts.ts';

const MOST = 300;
const PAUSE_MS = 5;

const purgeTable = async (db: Db, table: Purgeable, now: number): Promise<void> => {
  for (;;) {
    const gone = await db.write((trx) => purgeRows(trx, table, now, MOST));
    if (gone < MOST) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};

export const purge = async (p: Pick<Parts, 'db' | 'clock' | 'ring'>): Promise<void> => {
  const now = p.clock.now();
  for (const table of Object.keys(purgeable) as Purgeable[]) await purgeTable(p.db, table, now);
  await purgeEnds({ db: p.db, ring: p.ring, now });
};
