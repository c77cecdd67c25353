/** The end of a case: what has not left and its follow-ups end with it; its texts go 90 days later. */
import { DAY } from '../../lib/clock.ts';
import type { KeyRing } from '../../lib/seal.ts';
import { keepLettersUntil, listLettersOfCase } from '../../store/caseLetters.ts';
import { type CaseRow, updateCase } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { listLiveChains } from '../../store/followUps.ts';
import { stopChains } from './chains.ts';
import { cancelAllOf, type EndedLetters, tellLetters } from './endLetters.ts';

export const KEEP_AFTER_CLOSING = 90 * DAY;

export const closeCase = async (
  trx: Trx,
  ring: KeyRing,
  row: CaseRow,
  closing: { reason: string; now: number },
): Promise<EndedLetters> => {
  const { reason, now } = closing;
  const by = `case-closed:${reason}`;
  const letters = (await listLettersOfCase(trx, row.id)).filter((letter) => letter.ended_by === null);
  const told = tellLetters(ring, letters);
  await cancelAllOf(trx, letters, by, now);
  const chains = await listLiveChains(trx, [row.id]);
  await stopChains(trx, chains, by, now);
  await updateCase(trx, row.id, {
    state: 'closed',
    reason,
    closed_at: now,
    changed_at: now,
    purge_after: now + KEEP_AFTER_CLOSING,
  });
  await keepLettersUntil(trx, row.id, now + KEEP_AFTER_CLOSING);
  return { ...told, follow_ups_ended: chains.map((chain) => ({ id: chain.public_id, type: chain.type })) };
};
