/**
 * How mail flows: what waits although it may leave, since when, and what has come due without being taken.
 * What belongs to a test key counts in none of it: nothing of it leaves.
 */

import type { Db, Source } from './db.ts';
import { rawRows } from './dialect.ts';
import { byLane, hasDueLetter, listDueLetters } from './dueLetters.ts';
import { readHeld } from './holds.ts';
import { isResting, listLetterQueues } from './queues.ts';
import { findDueBulletinQueues } from './recipients.ts';

export type LaneLoad = { lane: string; waiting: number; oldest: number | null };

/** Letters that are due, by lane: how many, and since when the first (epoch milliseconds). */
export const listLetterLoads = async (source: Source, now: number): Promise<LaneLoad[]> =>
  byLane(
    (await listDueLetters(source, now)).filter(
      ({ test, state }) => !test && ['waiting', 'deferred', 'sending'].includes(state),
    ),
  );

/** Recipients of bulletins under way that have no outcome yet, by lane. */
export const listBulletinLoads = async (source: Source): Promise<{ lane: string; waiting: number }[]> =>
  (
    await rawRows<{ lane: string; waiting: number }>(
      source,
      `select q.lane, sum(c.n) as waiting from bulletin_count c join queue q on q.id = c.queue_id
       join bulletin b on b.id = c.bulletin_id
       where b.state in ('sending', 'paused') and c.state in ('waiting', 'deferred', 'sending') group by q.lane`,
      [],
    )
  ).map((row) => ({ lane: row.lane, waiting: Number(row.waiting) }));

/**
 * The lanes in which mail waits that nothing has kept from leaving since `before`: no hold, no rest, no pause, and due since then.
 */
export const listFreeLanes = async (db: Db, before: number): Promise<string[]> => {
  const held = await readHeld(db);
  if (held.everything) return [];
  const open = (await listLetterQueues(db)).filter(
    (q) => !isResting(q, before) && !held.has('lane', q.lane) && !held.has('domain', q.domain_class),
  );
  const lanes = new Set<string>();
  const without = { withoutTypes: held.of('type'), withoutSystems: held.of('system') };
  for (const queue of open)
    if (await hasDueLetter(db, { queueId: queue.id, before, ...without })) lanes.add(queue.lane);
  for (const queue of await findDueBulletinQueues(db, before))
    if (
      !held.has('lane', queue.lane) &&
      !held.has('bulletin', queue.public_id) &&
      !held.has('domain', queue.domain_class)
    )
      lanes.add(queue.lane);
  return [...lanes].sort();
};

/** Follow-ups of running chains that are due: how many, and since when the first. */
export const findFollowUpLoad = async (
  source: Source,
  now: number,
): Promise<{ due: number; oldest: number | null }> => {
  const [row] = await rawRows<{ due: number; oldest: number | null }>(
    source,
    `select count(*) as due, min(f.next_at) as oldest from follow_up f join chain c on c.id = f.chain_id
     where f.state = 'planned' and c.state = 'running' and c.key_type <> 'test' and f.next_at <= ?`,
    [now],
  );
  return { due: Number(row?.due ?? 0), oldest: row?.oldest == null ? null : Number(row.oldest) };
};
