/** A database that came back from a backup: every lane is held, with the reason for staff, before anything leaves. */
import { lanes } from '../contract/codes.ts';
import { publicId } from '../lib/token.ts';
import { countRestoration } from './age.ts';
import { appendAudit } from './audit.ts';
import type { Trx } from './db.ts';
import { setHold } from './holds.ts';
import { openTask } from './tasks.ts';

const reason =
  'データベースがバックアップから復元されました。バックアップの後に送ったメールがもう一度送られるおそれがあるため、全車線を保留しました。' +
  '確かめてから、車線ごとに保留を解いてください。 / The database was restored from a backup. What was sent after the backup would be sent ' +
  'again, so all lanes are held. Check, then lift the holds lane by lane.';

/** `seen`: how old this machine has known the database; null when it never has. `found`: how old it is now. */
export const holdRestored = async (
  trx: Trx,
  p: { now: number; actor: string; ages: { seen: number | null; found: number } },
): Promise<void> => {
  const { now, actor, ages } = p;
  for (const lane of lanes) await setHold(trx, { kind: 'lane', target: lane, reason, actor, held_at: now });
  await countRestoration(trx);
  const object = `database:${ages.seen ?? ages.found}`;
  await openTask(trx, { publicId: publicId(), kind: 'database-restored', object, facts: JSON.stringify(ages), now });
  await appendAudit(trx, { at: now, actor, action: 'database.restored', object, after: ages, reason });
};
