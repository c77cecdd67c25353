/** Delivery stops a bulletin by itself: the state, its line in the history and the audit log, and the task that tells staff why. */
import { publicId } from '../lib/token.ts';
import { appendAudit } from './audit.ts';
import { insertBulletinEvent } from './bulletinEvents.ts';
import { findBulletinById, moveBulletin } from './bulletins.ts';
import type { Trx } from './db.ts';
import { openTask } from './tasks.ts';

/**
 * Stops a bulletin that is being sent, for a reason that staff will read. `facts`: the figures behind it, without personal data.
 * False when it was not being sent.
 */
export const pauseBulletin = async (
  trx: Trx,
  p: { id: number; reason: string; facts: Record<string, string | number>; now: number },
): Promise<boolean> => {
  const row = await findBulletinById(trx, p.id);
  if (!row || !(await moveBulletin(trx, p.id, ['sending'], { state: 'paused', reason: p.reason, changed_at: p.now })))
    return false;
  const object = `bulletin:${row.public_id}`;
  await insertBulletinEvent(trx, {
    bulletin_id: row.id,
    happened_at: p.now,
    actor: 'delivery',
    act: 'pause',
    from_state: 'sending',
    to_state: 'paused',
    revision: row.revision,
    hash: null,
    comment: null,
    data: JSON.stringify({ reason: p.reason, ...p.facts }),
  });
  const after = { state: 'paused', reason: p.reason, ...p.facts };
  await appendAudit(trx, { at: p.now, actor: 'delivery', action: 'bulletin.pause', object, after });
  const facts = JSON.stringify({ reason: p.reason, ...p.facts });
  await openTask(trx, { publicId: publicId(), kind: 'bulletin-paused', object, facts, now: p.now, again: true });
  return true;
};
