/** Carries letters of the demo as delivery does, by the same claim and the same record, with answers that chance decides. */
import { unseal } from '../../lib/seal.ts';
import { claimLetters, findDueLetterQueues, recordLetters } from '../../store/letterClaims.ts';
import type { LetterRow } from '../../store/letters.ts';
import { listLetterQueues } from '../../store/queues.ts';
import type { Story } from './bulletins.ts';

const RELAY = 'relay.example:25';
let lease = 0;

const resultOf = (s: Story, row: LetterRow) => {
  const now = s.clock.now();
  const to = unseal(s.ground.ring, `letter|recipient|${row.public_id}`, row.recipient);
  const late = row.deadline_at <= now || (row.expires_at !== null && row.expires_at <= now);
  const gone = to.endsWith('@gone.test');
  const state = late ? ('expired' as const) : gone ? ('refused' as const) : ('accepted' as const);
  const reply = gone ? '550 5.1.1 User unknown' : '250 2.0.0 Ok';
  const reason = late ? 'deadline' : gone ? 'userunknown' : null;
  const tried = { triedAt: now, worker: 'demo', relay: RELAY, result: state, stage: 'rcpt', reply, reason };
  return {
    id: row.id,
    leaseToken: lease,
    state,
    nextAt: null,
    counts: true,
    reason,
    reply: late ? null : reply,
    attempt: late ? null : { letterId: row.id, ...tried },
  };
};

/** Everything that is due now, and what follows from it. */
export const carryLetters = async (s: Story): Promise<void> => {
  await s.parts.applications.applyOutcomes();
  for (;;) {
    lease++;
    const now = s.clock.now();
    const queues = await listLetterQueues(s.ground.db);
    const due = await findDueLetterQueues(
      s.ground.db,
      queues.map((queue) => queue.id),
      now,
    );
    if (due.length === 0) return;
    const rows = await s.ground.db.write(async (trx) => {
      const claimed: LetterRow[] = [];
      for (const queueId of due) {
        const held = { token: lease, until: Date.now() + 60_000, worker: 'demo' };
        claimed.push(
          ...(await claimLetters(trx, { queueId, limit: 1000, now, heldTypes: [], heldSystems: [], lease: held })),
        );
      }
      return claimed;
    });
    if (rows.length === 0) return;
    await s.ground.db.write((trx) =>
      recordLetters(
        trx,
        rows.map((row) => resultOf(s, row)),
        now,
      ),
    );
    await s.parts.applications.applyOutcomes();
  }
};
