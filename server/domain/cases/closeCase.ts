/** The end of a case: waiting letters and follow-ups end with it; its texts go 90 days later. */
import { DAY } from '../../lib/clock.ts';
import { keepLettersUntil } from '../../store/caseLetters.ts';
import { type CaseRow, updateCase } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { listLiveChains } from '../../store/followUps.ts';
import { cancelLetters, stopChains } from './chains.ts';

export const KEEP_AFTER_CLOSING = 90 * DAY;

export const closeCase = async (
  trx: Trx,
  row: CaseRow,
  closing: { reason: string; now: number },
): Promise<{ cancelled: string[] }> => {
  const { reason, now } = closing;
  await stopChains(trx, await listLiveChains(trx, [row.id]), `case-closed:${reason}`, now);
  const cancelled = await cancelLetters(trx, { caseId: row.id }, `case-closed:${reason}`, now);
  await updateCase(trx, row.id, {
    state: 'closed',
    reason,
    closed_at: now,
    changed_at: now,
    purge_after: now + KEEP_AFTER_CLOSING,
  });
  await keepLettersUntil(trx, row.id, now + KEEP_AFTER_CLOSING);
  return { cancelled };
};
