/** Letters that ran out of time while the hub stood still: one task for all of a kind, and one act that sends what is still true. */
import type { SystemCode } from '../../contract/codes.ts';
import { isHubError } from '../../lib/errors.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import { listExpired } from '../../store/caseLetters.ts';
import { findCaseById } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import type { LetterRow } from '../../store/letters.ts';
import { closeTaskOf, openTask } from '../../store/tasks.ts';
import { openFacts } from './facts.ts';
import type { FlowParts } from './parts.ts';
import { checkSendAgain, presentAddress, sendAgain } from './sendAgain.ts';

/** The object of a task about expired letters: `expired:ras2:app-receipt-number`. */
export const expiredObject = (letter: Pick<LetterRow, 'system' | 'type'>): string =>
  `expired:${letter.system}:${letter.type}`;

export const tellExpired = (trx: Trx, letter: LetterRow, now: number): Promise<void> =>
  openTask(trx, {
    publicId: publicId(),
    kind: 'letters-expired',
    object: expiredObject(letter),
    facts: JSON.stringify({ system: letter.system, type: letter.type }),
    now,
    again: true,
  });

type Kind = { system: SystemCode; type: string };
const AT_ONCE = 50;

/** One letter, when it is still true: its case is open, nothing has ended it or taken its place, and its link lives. */
const sendOne = async (trx: Trx, p: FlowParts, letter: LetterRow, actor: string): Promise<boolean> => {
  const row = await findCaseById(trx, letter.case_id!);
  if (!row || row.state === 'closed') return false;
  const now = p.clock.now();
  try {
    await checkSendAgain(trx, letter, now);
  } catch (error) {
    if (isHubError(error)) return false;
    throw error;
  }
  const to = presentAddress(p.ring, letter, openFacts(p.ring, row));
  await sendAgain(trx, p, { letter, to, actor, now });
  return true;
};

/** Sends all expired letters of a kind that are still true, a few a transaction; the task closes at the end. */
export const sendExpired = async (p: FlowParts, kind: Kind, actor: string): Promise<{ sent: number; left: number }> => {
  const done = { sent: 0, left: 0 };
  for (let after = 0; ; ) {
    const rows = await p.db.write(async (trx) => {
      const found = await listExpired(trx, { ...kind, after, limit: AT_ONCE });
      for (const letter of found) {
        if (await sendOne(trx, p, letter, actor)) done.sent++;
        else done.left++;
      }
      return found;
    });
    if (rows.length < AT_ONCE) break;
    after = rows.at(-1)!.id;
  }
  await p.db.write(async (trx) => {
    const now = p.clock.now();
    const object = expiredObject(kind);
    await closeTaskOf(trx, { kind: 'letters-expired', object, by: actor, reason: 'sent again', now });
    await appendAudit(trx, { at: now, actor, action: 'letter.sendExpired', object, after: done });
  });
  return done;
};
