/** Tells staff by mail when the day of a task has passed and it is still open: once for each day that was set, all that came due together as one mail. */
import { type Clock, MINUTE } from '../../lib/clock.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import type { Db } from '../../store/db.ts';
import { findUntoldLate, markLateTold } from '../../store/tasks.ts';
import type { Policy } from '../policy/policy.ts';

type Parts = { db: Db; clock: Clock; outbox: Outbox; policy: Policy; publicUrl: () => string };

export const openLateNotices = (p: Parts) => {
  const tell = () =>
    p.db.write(async (trx) => {
      const now = p.clock.now();
      const late = await findUntoldLate(trx, now);
      if (!late) return;
      await p.outbox.postAll(
        trx,
        (await p.policy.holders(trx, 'task.close')).map((who) => ({
          type: 'staff-late',
          system: 'staff' as const,
          languages: [who.language],
          role: 'operator' as const,
          to: who.email,
          variables: {
            tasks: late.n,
            due_at: late.first.due_at,
            console_url: `${p.publicUrl()}/console/#/tasks`,
          },
          lane: 'transactional' as const,
          dedupeKey: `staff-late:${late.first.public_id}:${late.first.due_at}:${who.actor}`,
          actor: 'clock',
          cause: 'tasks',
        })),
      );
      await markLateTold(trx, now);
      trx.afterCommit(() => p.db.wake());
    });
  return {
    /** For the clock's table. */
    jobs: [
      {
        name: 'tellOfLate',
        when: { every: MINUTE },
        pending: async () => (await findUntoldLate(p.db, p.clock.now())) !== null,
        run: tell,
      },
    ],
  };
};
