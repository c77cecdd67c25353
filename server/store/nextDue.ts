/** When delivery has something to do without anybody's commit: the first row of each queue that may leave. */
import type { Source } from './db.ts';
import { rawRows } from './dialect.ts';
import { isResting } from './queues.ts';

type Waits = { blocked_until: number; next_at: number; first: number | null };

/**
 * The instant (of the hub's clock) at which the first letter or recipient becomes due, as far as one can tell now; null when none waits. It may
 * have passed: a switch or a brake can hold what is due.
 */
export const findNextDue = async (source: Source, now: number): Promise<number | null> => {
  const rows = await rawRows<Waits>(
    source,
    `select q.blocked_until, 0 as next_at, (select l.next_at from letter l
         where l.queue_id = q.id and l.state in ('planned', 'waiting', 'deferred', 'held') and l.state <> 'held' order by l.next_at, l.id limit 1) as first
       from queue q where q.bulletin_id is null
     union all
     select q.blocked_until, q.next_at, (select r.next_at from bulletin_recipient r
         where r.queue_id = q.id and r.state in ('waiting', 'deferred') order by r.next_at, r.reader_id limit 1) as first
       from bulletin b join queue q on q.bulletin_id = b.id where b.state = 'sending'`,
  );
  const due = rows
    .filter((row) => row.first !== null)
    .map((row) => Math.max(row.first!, row.next_at, isResting(row, now) ? row.blocked_until : 0));
  return due.length > 0 ? Math.min(...due) : null;
};
