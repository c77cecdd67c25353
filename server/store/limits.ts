/** Limits of recipient domains: what staff have set in the place of the defaults (lib/domainClasses.ts). */
import type { DomainLimit, LimitKind } from '../lib/domainClasses.ts';
import type { Source, Trx } from './db.ts';
import { listDueLetters } from './dueLetters.ts';

export type DomainLimitRow = {
  domain_class: string;
  kind: LimitKind;
  connections: number | null;
  rate_per_second: number | null;
  actor: string;
  changed_at: number;
};

export const listDomainLimits = async (source: Source): Promise<DomainLimitRow[]> => source.knex('domain_limit');

export const findDomainLimit = async (
  source: Source,
  domainClass: string,
  kind: LimitKind,
): Promise<DomainLimitRow | undefined> =>
  source.knex('domain_limit').where({ domain_class: domainClass, kind }).first();

export const setDomainLimit = async (trx: Trx, row: DomainLimitRow): Promise<void> => {
  await trx
    .knex('domain_limit')
    .insert(row)
    .onConflict(['domain_class', 'kind'])
    .merge(['connections', 'rate_per_second', 'actor', 'changed_at']);
};

export const deleteDomainLimit = async (trx: Trx, domainClass: string, kind: LimitKind): Promise<boolean> =>
  (await trx.knex('domain_limit').where({ domain_class: domainClass, kind }).delete()) === 1;

/** Queues that are there already follow at their next claim. */
export const limitQueues = async (
  trx: Trx,
  domainClass: string,
  kind: LimitKind,
  limit: DomainLimit,
): Promise<void> => {
  const query = trx.knex('queue').where({ domain_class: domainClass });
  if (kind === 'emergency') query.where({ lane: 'emergency' });
  else query.whereNot({ lane: 'emergency' });
  await query.update({ connections: limit.connections, rate_per_second: limit.ratePerSecond });
};

export type DomainLoad = { domain_class: string; lane: string; waiting: number };
/** What waits for each class of domains: letters that are due, and recipients of bulletins under way. */
export const listDomainLoads = async (source: Source, now: number): Promise<DomainLoad[]> => {
  const letters = (await listDueLetters(source, now)).filter(({ state }) =>
    ['waiting', 'deferred', 'sending'].includes(state),
  );
  const bulletins = (await source
    .knex('bulletin_count')
    .join('queue', 'queue.id', 'bulletin_count.queue_id')
    .join('bulletin', 'bulletin.id', 'bulletin_count.bulletin_id')
    .whereIn('bulletin.state', ['sending', 'paused'])
    .whereIn('bulletin_count.state', ['waiting', 'deferred', 'sending'])
    .groupBy('queue.domain_class', 'queue.lane')
    .select('queue.domain_class', 'queue.lane')
    .sum('bulletin_count.n as waiting')) as unknown as DomainLoad[];
  return [...letters, ...bulletins].map(({ domain_class, lane, waiting }) => ({
    ...{ domain_class, lane },
    waiting: Number(waiting ?? 0),
  }));
};
