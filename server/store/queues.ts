/** Queues: where delivery looks for work. One row per lane and class of recipient domains, plus one set per bulletin. */
import type { Lane } from '../contract/codes.ts';
import { statesBefore } from '../contract/letterMoves.ts';
import type { Source, Trx } from './db.ts';
import { type DomainLimit, findDomainLimit, type LimitKind, listDomainLimits } from './limits.ts';

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

/** Carriers with limits of their own (domain.md, decision 19: 4 connections, 10 a second each): the same domains as `isReassigningCarrier`. */
const carriers: readonly [RegExp, string][] = [
  [/(^|\.)docomo\.ne\.jp$/, 'docomo'],
  [/(^|\.)(ezweb\.ne\.jp|au\.com)$/, 'au'],
  [/(^|\.)(softbank\.ne\.jp|i\.softbank\.jp)$/, 'softbank'],
];
/** Providers with so many readers that one which puts mail off must rest alone. Nothing limits them until staff say so. */
const providers: readonly [RegExp, string][] = [
  [/^(gmail|googlemail)\.com$/, 'gmail'],
  [/^((outlook|live)\.(com|jp)|hotmail\.(com|co\.jp)|msn\.com)$/, 'outlook'],
  [/^(yahoo\.co\.jp|ymail\.ne\.jp|yahoo\.com)$/, 'yahoo'],
  [/^(icloud|me|mac)\.com$/, 'icloud'],
];
/** Everybody else shares `other`. */
const classes = [...carriers, ...providers];
export const carrierLimits = { connections: 4, ratePerSecond: 10 } as const;
/** What of a class's mails a second a bulletin leaves to letters, and letters to a bulletin that waits. */
export const keptForLetters = (perSecond: number): number => (perSecond > 1 ? Math.ceil(perSecond / 10) : 0);
export const domainClass = (domain: string): string =>
  classes.find(([pattern]) => pattern.test(domain))?.[1] ?? 'other';
/** What holds for a class until staff set something else. Emergencies have no limit of ours. */
export const defaultLimit = (domainClass: string, kind: LimitKind): DomainLimit =>
  kind === 'usual' && carriers.some(([, name]) => name === domainClass)
    ? { ...carrierLimits }
    : { connections: null, ratePerSecond: null };
export const domainClasses: readonly string[] = [...classes.map(([, name]) => name), 'other'];

/** What a bulletin may have of every class as it is now: what staff have set, else the default, without what is kept for letters. */
export const bulletinLimits = async (source: Source, kind: LimitKind): Promise<ReadonlyMap<string, DomainLimit>> => {
  const set = (await listDomainLimits(source)).filter((row) => row.kind === kind);
  return new Map(
    domainClasses.map((name) => {
      const own = set.find((row) => row.domain_class === name);
      const { connections, ratePerSecond } = own
        ? { connections: own.connections, ratePerSecond: own.rate_per_second }
        : defaultLimit(name, kind);
      const kept = kind === 'usual' && ratePerSecond !== null ? keptForLetters(ratePerSecond) : 0;
      return [name, { connections, ratePerSecond: ratePerSecond && ratePerSecond - kept }];
    }),
  );
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
  const letters = (await source
    .knex('letter')
    .join('queue', 'queue.id', 'letter.queue_id')
    .whereIn('letter.state', statesBefore('sending'))
    .where('letter.next_at', '<=', now)
    .whereNot({ 'letter.key_type': 'test' })
    .groupBy('queue.lane')
    .select('queue.lane')
    .count('* as waiting')
    .min('letter.next_at as oldest')) as unknown as LaneLoad[];
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
