/** One guarded change of state: by the table, with its line in the audit log and in the bulletin's own history. */
import type { BulletinState } from '../../contract/codes.ts';
import type { Clock } from '../../lib/clock.ts';
import { notFound, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { insertBulletinEvent } from '../../store/bulletinEvents.ts';
import { type BulletinRow, findBulletin, moveBulletin } from '../../store/bulletins.ts';
import type { Source, Trx } from '../../store/db.ts';
import { putOnPage, takeOffPage } from '../news/page.ts';
import { freeBlocks, keepBlocks } from './sentTexts.ts';
import { type BulletinAct, bulletinMoves, mayAct, ownDraft } from './states.ts';

export const mustFind = async (source: Source, id: string): Promise<BulletinRow> => {
  const row = await findBulletin(source, id);
  if (!row) throw notFound('bulletin');
  return row;
};

export type Step = {
  act: BulletinAct;
  /** For the audit log: 'cli', 'clock' or 'operator:<public id>'. */
  actor: string;
  change?: Partial<BulletinRow>;
  comment?: string;
  hash?: string;
  /** What else the history keeps: numbers, ticked warnings. No personal data of readers. */
  data?: object;
};

/** Its page comes with the first mail; what is cancelled half-way is not told to others any more. */
const page = async (trx: Trx, row: BulletinRow, s: Step, now: number): Promise<void> => {
  const sentAt = s.change?.started_at;
  if (sentAt && row.started_at === null && row.kept_out === 0)
    await putOnPage(trx, { row, sentAt, now, actor: s.actor });
  if (s.act === 'cancel' && row.started_at !== null)
    await takeOffPage(trx, { publicId: row.public_id, now, actor: s.actor, note: null });
};

/** What is handed in keeps the words of its blocks; what is a draft again does not. */
const blocks = async (trx: Trx, row: BulletinRow, to: BulletinState): Promise<void> => {
  const [was, is] = [ownDraft.includes(row.state), ownDraft.includes(to)];
  if (was && !is) await keepBlocks(trx, row);
  if (!was && is) await freeBlocks(trx, row);
};

/** Throws `bulletin.wrong-state` when the table has no such move, or when somebody was faster. */
export const step = async (trx: Trx, clock: Clock, row: BulletinRow, s: Step): Promise<void> => {
  const { from, to } = bulletinMoves[s.act];
  const wrong = () => refused('bulletin.wrong-state', { state: row.state, action: s.act, allowed: from.join(', ') });
  if (!mayAct(s.act, row.state)) throw wrong();
  const now = clock.now();
  if (!(await moveBulletin(trx, row.id, [row.state], { ...s.change, state: to, changed_at: now }))) throw wrong();
  await blocks(trx, row, to);
  await page(trx, row, s, now);
  await insertBulletinEvent(trx, {
    bulletin_id: row.id,
    happened_at: now,
    actor: s.actor,
    act: s.act,
    from_state: row.state,
    to_state: to,
    revision: row.revision,
    hash: s.hash ?? null,
    comment: s.comment ?? null,
    data: s.data ? JSON.stringify(s.data) : null,
  });
  await appendAudit(trx, {
    at: now,
    actor: s.actor,
    action: `bulletin.${s.act}`,
    object: `bulletin:${row.public_id}`,
    before: { state: row.state },
    after: { state: to, ...(s.hash ? { hash: s.hash } : {}), ...s.data },
    ...(s.comment ? { reason: s.comment } : {}),
  });
};
