/** Queues: where delivery looks for work. One row per lane and class of recipient domains, plus one set per bulletin. */
import type { Lane, LetterState } from '../contract/codes.ts';
import { statesBefore } from '../contract/letterMoves.ts';
import { defaultLimit } from '../lib/domainClasses.ts';
import type { Source, Trx } from './db.ts';
import { byLane, listDueLetters } from './dueLetters.ts';
import { findDomainLimit } from './limits.ts';

export type QueueRow = {
  id: number;
  name: string;
  lane: Lane;
  bulletin_id: number | null;
  domain_class: string;
  priority: number;
  next_at: number;
  rate_per_second: number | null;
  connections: number | null;
  blocked_until: number;
  blocked_reason: string | null;
};

export const findQueue = async (source: Source, name: string): Promise<QueueRow | undefined> =>
  source.knex('queue').where({ name }).first();

/** The queue of a lane and a domain class (of a bulletin, when given), made when it is missing. */
export const ensureQueue = async (
  trx: Trx,
  queue: { lane: Lane; domainClass: string; bulletinId?: number; priority?: number; now: number },
): Promise<number> => {
  const name = [queue.lane, queue.bulletinId ?? '-', queue.domainClass].join(':');
  const kind = queue.lane === 'emergency' ? 'emergency' : 'usual';
  const known = (await trx.knex('queue').where({ name }).first('id')) as { id: number } | undefined;
  if (known) return known.id;
  const set = await findDomainLimit(trx, queue.domainClass, kind);
  const limit = set
    ? { connections: set.connections, ratePerSecond: set.rate_per_second }
    : defaultLimit(queue.domainClass, kind);
  await trx
    .knex('queue')
    .insert({
      name,
      lane: queue.lane,
      bulletin_id: queue.bulletinId ?? null,
      domain_class: queue.domainClass,
      priority: queue.priority ?? 0,
      next_at: queue.now,
      rate_per_second: limit.ratePerSecond,
      connections: limit.connections,
    })
    .onConflict('name')
    .ignore();
  return ((await trx.knex('queue').where({ name }).first('id')) as { id: number }).id;
};

/** The queues of single letters: few, and there for good. */
export const listLetterQueues = async (source: Source): Promise<QueueRow[]> =>
  source.knex('queue').whereNull('bulletin_id').orderBy('id');

/** No rest is longer (milliseconds): one that seems to be was written before the clock was set back, and holds nothing. */
export const LONGEST_REST = 15 * 60_000;

/** Whether a queue rests at `now` (the hub's clock). */
export const isResting = (queue: Pick<QueueRow, 'blocked_until'>, now: number): boolean =>
  queue.blocked_until > now && queue.blocked_until <= now + LONGEST_REST;

/** Lets a queue rest until a time of the hub's clock; a longer rest stands. */
export const blockQueue = async (trx: Trx, id: number, until: number, reason: string): Promise<void> => {
  await trx
    .knex('queue')
    .where({ id })
    .where((shorter) => shorter.where('blocked_until', '<', until).orWhere('blocked_until', '>', until + LONGEST_REST))
    .update({ blocked_until: until, blocked_reason: reason });
};

/** Queues that rest now, with the reason; for staff. */
export const listBlockedQueues = async (source: Source, now: number): Promise<QueueRow[]> =>
  source
    .knex('queue')
    .whereBetween('blocked_until', [now + 1, now + LONGEST_REST])
    .orderBy('id');

export type LaneLoad = { lane: Lane; waiting: number; oldest: number | null };
/** How much waits in each lane, and since when the oldest of it could have left. */
export const listLaneLoads = async (source: Source, now: number): Promise<LaneLoad[]> => {
  const open: readonly LetterState[] = statesBefore('sending');
  const due = await listDueLetters(source, now);
  const letters: LaneLoad[] = byLane(due.filter(({ test, state }) => !test && open.includes(state)));
  const bulletins = (await source
    .knex('bulletin_count')
    .join('queue', 'queue.id', 'bulletin_count.queue_id')
    .join('bulletin', 'bulletin.id', 'bulletin_count.bulletin_id')
    .whereIn('bulletin.state', ['sending', 'paused'])
    .whereIn('bulletin_count.state', ['waiting', 'deferred'])
    .groupBy('queue.lane')
    .select('queue.lane')
    .sum('bulletin_count.n as waiting')
    .min('bulletin.started_at as oldest')) as unknown as LaneLoad[];
  return [...letters, ...bulletins]
    .map((r) => ({
      lane: r.lane,
      waiting: Number(r.waiting ?? 0),
      oldest: r.oldest === null ? null : Number(r.oldest),
    }))
    .filter((r) => r.waiting > 0);
};
