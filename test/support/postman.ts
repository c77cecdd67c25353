/** Carries letters by the real claim and the real record of delivery, with answers the test decides; for tests of what follows from outcomes. */
import type { LetterState } from '../../server/contract/codes.ts';
import { unseal } from '../../server/lib/seal.ts';
import { claimLetters, recordLetters } from '../../server/store/letterClaims.ts';
import type { LetterRow } from '../../server/store/letters.ts';
import { listLetterQueues } from '../../server/store/queues.ts';
import type { TestApp } from './app.ts';

export type Carried = { at: number; type: string; to: string; role: string; state: LetterState; row: LetterRow };
export type Verdict = { state: LetterState; reason?: string };

const accept: Verdict = { state: 'accepted' };

/** Carries everything that is due now, in the order delivery would, and lets the outcomes flow on. */
export const carry = async (
  app: Pick<TestApp, 'ground' | 'running'>,
  decide: (to: string, row: LetterRow) => Verdict = () => accept,
): Promise<Carried[]> => {
  const { db, ring, clock } = app.ground;
  const carried: Carried[] = [];
  await app.running.parts.applications.applyOutcomes();
  for (let token = 1; ; token++) {
    const now = clock.now();
    const rows = await db.write(async (trx) => {
      const claimed: LetterRow[] = [];
      for (const queue of await listLetterQueues(trx))
        claimed.push(
          ...(await claimLetters(trx, {
            queueId: queue.id,
            limit: 1000,
            now,
            heldTypes: [],
            heldSystems: [],
            lease: { token, until: Date.now() + 60_000, worker: 'postman' },
          })),
        );
      return claimed;
    });
    if (rows.length === 0) return carried;
    const results = rows.map((row) => {
      const to = unseal(ring, `letter|recipient|${row.public_id}`, row.recipient);
      const expired = row.deadline_at <= now || (row.expires_at !== null && row.expires_at <= now);
      const verdict: Verdict = expired ? { state: 'expired', reason: 'deadline' } : decide(to, row);
      carried.push({ at: now, type: row.type, to, role: row.role, state: verdict.state, row });
      return {
        id: row.id,
        leaseToken: token,
        state: verdict.state,
        nextAt: null,
        counts: true,
        reason: verdict.reason ?? null,
        reply: null,
        attempt: null,
      };
    });
    await db.write((trx) => recordLetters(trx, results, now));
    await app.running.parts.applications.applyOutcomes();
  }
};
