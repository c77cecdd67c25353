/** What was decided about a bulletin, by whom and when; and samples of how fast it leaves. */
import type { BulletinState, LetterState } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';
import { LONGEST_REST } from './queues.ts';

export type BulletinEventRow = {
  id: number;
  bulletin_id: number;
  happened_at: number;
  actor: string;
  act: string;
  from_state: BulletinState;
  to_state: BulletinState;
  revision: number;
  hash: string | null;
  comment: string | null;
  data: string | null;
};

export const insertBulletinEvent = async (trx: Trx, row: Omit<BulletinEventRow, 'id'>): Promise<void> => {
  await trx.knex('bulletin_event').insert(row);
};

/** In the order they happened. */
export const listBulletinEvents = async (source: Source, bulletinId: number): Promise<BulletinEventRow[]> =>
  source.knex('bulletin_event').where({ bulletin_id: bulletinId }).orderBy('id');

/** Who sent it without an approval. */
export const listGlassBreakers = async (source: Source, bulletinId: number): Promise<string[]> =>
  source.knex('bulletin_event').where({ bulletin_id: bulletinId, act: 'breakGlass' }).pluck('actor');

/** Everybody who wrote on any revision: none of them may approve it. */
export const listTextActors = async (source: Source, bulletinId: number): Promise<string[]> =>
  (
    (await source.knex('bulletin_text').where({ bulletin_id: bulletinId }).distinct('actor')) as { actor: string }[]
  ).map((r) => r.actor);

export type Sample = { happened_at: number; done: number };

/** Writes how many are done, and forgets what is older than `keep` milliseconds, but not the beginning: later only slow carriers may be left. */
export const addSample = async (
  trx: Trx,
  sample: { bulletin_id: number; happened_at: number; done: number },
  keep: number,
): Promise<void> => {
  await trx.knex('bulletin_sample').insert(sample).onConflict(['bulletin_id', 'happened_at']).merge(['done']);
  const own = () => trx.knex('bulletin_sample').where({ bulletin_id: sample.bulletin_id });
  const { first } = (await own().min('happened_at as first').first()) as { first: number };
  await own()
    .where('happened_at', '<', sample.happened_at - keep)
    .where('happened_at', '>', Number(first) + keep)
    .delete();
};

export const listSamples = async (source: Source, bulletinId: number, since: number): Promise<Sample[]> =>
  source
    .knex('bulletin_sample')
    .where({ bulletin_id: bulletinId })
    .where('happened_at', '>=', since)
    .orderBy('happened_at')
    .select('happened_at', 'done');

/** Ids of the bulletins that were started last; without those whose deadline ended mails, which nobody sent. */
export const listMeasurable = async (source: Source, limit: number): Promise<number[]> =>
  source
    .knex('bulletin as b')
    .whereNotNull('b.started_at')
    .whereNotExists((late) =>
      late
        .select(source.knex.raw('1'))
        .from('bulletin_count as c')
        .whereRaw('c.bulletin_id = b.id')
        .where({ 'c.state': 'expired' })
        .where('c.n', '>', 0),
    )
    .orderBy('b.started_at', 'desc')
    .limit(limit)
    .pluck('b.id');

/** How much of a bulletin's pace its limited classes may have had, as they are limited now. */
export const limitedPace = async (source: Source, bulletinId: number): Promise<number> => {
  const [row] = await rawRows<{ rate: number | null }>(
    source,
    `select sum(rate_per_second) as rate from queue q where q.bulletin_id = ?
       and exists (select 1 from bulletin_count c where c.bulletin_id = q.bulletin_id and c.queue_id = q.id and c.n > 0)`,
    [bulletinId],
  );
  return Number(row?.rate ?? 0);
};

/** Recipients that wait for another try (1,000 means "1,000 or more"), the time of the next one and what the relay said. */
export const findDeferred = async (
  source: Source,
  bulletinId: number,
  now: number,
): Promise<{ n: number; next_at: number; reply: string | null } | null> => {
  // Only those with a time in the future: the index of the claim gives them without walking through everybody who waits.
  const [row] = await rawRows<{ n: number; next_at: number | null; reply: string | null }>(
    source,
    `select count(*) as n, min(next_at) as next_at, max(reply) as reply from
       (select next_at, reply from bulletin_recipient where state in ('waiting', 'deferred') and next_at > ?
        and queue_id in (select id from queue where bulletin_id = ?) limit 1000) as later`,
    [now, bulletinId],
  );
  return row && row.next_at !== null ? { n: Number(row.n), next_at: row.next_at, reply: row.reply } : null;
};

/** The queues of a bulletin that a relay's answer stopped for now. */
export const listBlockedQueues = async (
  source: Source,
  bulletinId: number,
  now: number,
): Promise<{ domain_class: string; blocked_until: number; blocked_reason: string | null }[]> =>
  source
    .knex('queue')
    .where({ bulletin_id: bulletinId })
    .whereBetween('blocked_until', [now + 1, now + LONGEST_REST])
    .select('domain_class', 'blocked_until', 'blocked_reason');

/** What became of one reader; undefined when the reader was never part of it. */
export const findRecipient = async (
  source: Source,
  bulletinId: number,
  readerId: number,
): Promise<
  | { state: LetterState; sent_at: number | null; reason: string | null; reply: string | null; attempts: number }
  | undefined
> =>
  source
    .knex('bulletin_recipient')
    .where({ bulletin_id: bulletinId, reader_id: readerId })
    .first('state', 'sent_at', 'reason', 'reply', 'attempts');

/** Readers who left between two instants and had got this bulletin. */
export const countLeftAfter = async (source: Source, bulletinId: number, since: number): Promise<number> => {
  const [row] = await rawRows<{ n: number }>(
    source,
    `select count(*) as n from reader r where r.left_at >= ? and (r.state = 'left') is true
       and exists (select 1 from bulletin_recipient b where b.bulletin_id = ? and b.reader_id = r.id and b.state = 'accepted')`,
    [since, bulletinId],
  );
  return Number(row!.n);
};
