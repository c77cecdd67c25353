/** Removes at night what has reached its end and has no row of its own to say so: texts of letters, recipients of old bulletins, closed tasks. */
import { DAY } from '../../lib/clock.ts';
import { type KeyRing, sealJson, unsealJson } from '../../lib/seal.ts';
import type { Db } from '../../store/db.ts';
import {
  endRecipients,
  endTasks,
  endText,
  listRecipientsToEnd,
  listTextsToEnd,
  markRecipientsGone,
} from '../../store/ends.ts';

/** What was written to somebody is kept for so long after it has left (domain.md, decision 36). */
export const KEEP_TEXT = 90 * DAY;
export const KEEP_RECIPIENTS = 365 * DAY;
export const KEEP_TASKS = 365 * DAY;

const MOST = 300;
const PAUSE_MS = 5;
/** Which template it was is no personal data, and the API goes on telling it. */
const STAYS = ['template', 'version'] as const;

/** Again and again until less than a whole piece was left, with a breath between the pieces. */
const inPieces = async (piece: () => Promise<number>): Promise<void> => {
  while ((await piece()) >= MOST) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
};

export const purgeEnds = async (p: { db: Db; ring: KeyRing; now: number }): Promise<void> => {
  await inPieces(async () => {
    const rows = await listTextsToEnd(p.db, { before: p.now - KEEP_TEXT, most: MOST });
    await p.db.write(async (trx) => {
      for (const row of rows) {
        const place = `letter|variables|${row.public_id}`;
        const old = unsealJson<Record<string, unknown>>(p.ring, place, row.variables);
        const kept = Object.fromEntries(STAYS.filter((name) => name in old).map((name) => [name, old[name]]));
        await endText(trx, row.id, sealJson(p.ring, place, kept));
      }
    });
    return rows.length;
  });
  for (const { id } of await listRecipientsToEnd(p.db, p.now - KEEP_RECIPIENTS)) {
    await inPieces(() => p.db.write((trx) => endRecipients(trx, id, MOST)));
    await p.db.write((trx) => markRecipientsGone(trx, id));
  }
  await inPieces(() => p.db.write((trx) => endTasks(trx, { before: p.now - KEEP_TASKS, most: MOST })));
};
