/** Suspensions one by one: each rests on an answer, and each can be undone. */

import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';

export type SuspensionKind = 'hard-bounce' | 'soft-bounces' | 'complaint';
export type SuspensionState = 'resting' | 'ended' | 'held' | 'lifted' | 'over';

export type SuspensionRow = {
  id: number;
  public_id: string;
  reader_id: number;
  domain_class: string;
  domain: string;
  kind: SuspensionKind;
  /** What the other side said (lib/replies.ts). */
  reason: string;
  state: SuspensionState;
  began_at: number;
  rests_until: number | null;
  probe_bulletin: number | null;
  ended_at: number | null;
  /** Codes of the topics that a complaint ended, as JSON. */
  topics: string | null;
  brake_id: number | null;
  closed_at: number | null;
  closed_by: string | null;
  purge_after: number;
};

const OPEN: readonly SuspensionState[] = ['resting', 'ended', 'held'];

export const insertSuspension = async (
  trx: Trx,
  row: Omit<SuspensionRow, 'id' | 'closed_at' | 'closed_by' | 'probe_bulletin'>,
): Promise<void> => {
  await trx.knex('suspension').insert(row);
};

export const updateSuspension = async (
  trx: Trx,
  id: number,
  patch: Partial<Omit<SuspensionRow, 'id'>>,
): Promise<void> => {
  await trx.knex('suspension').where({ id }).update(patch);
};

/** The one that stands for a reader now, or undefined. */
export const findOpenSuspension = async (source: Source, readerId: number): Promise<SuspensionRow | undefined> =>
  source
    .knex('suspension')
    .where({ reader_id: readerId })
    .whereIn('state', [...OPEN])
    .orderBy('id', 'desc')
    .first();

/** Every one of a reader, newest first. */
export const listSuspensionsOf = async (source: Source, readerId: number, limit: number): Promise<SuspensionRow[]> =>
  source.knex('suspension').where({ reader_id: readerId }).orderBy('id', 'desc').limit(limit);

/** Ends every open one of a reader: staff undid it, or its address came back by itself. */
export const closeSuspensionsOf = async (
  trx: Trx,
  readerId: number,
  to: { state: 'lifted' | 'over'; by: string; now: number },
): Promise<void> => {
  await trx
    .knex('suspension')
    .where({ reader_id: readerId })
    .whereIn('state', [...OPEN])
    .update({ state: to.state, closed_at: to.now, closed_by: to.by });
};

/** "At … for … since …": a class of domains or one domain; a kind of suspension or what the other side said. */
export type SuspensionFilter = { since: number; at: string; reason: string };

const fitting = (source: Source, { since, at, reason }: SuspensionFilter) =>
  source
    .knex('suspension')
    .whereIn('state', [...OPEN])
    .where('began_at', '>=', since)
    .where((q) => q.where({ domain_class: at }).orWhere({ domain: at }))
    .where((q) => q.where({ reason }).orWhere({ kind: reason }));

export const listFitting = async (
  source: Source,
  filter: SuspensionFilter,
  page: { after: number; limit: number },
): Promise<SuspensionRow[]> => fitting(source, filter).where('id', '>', page.after).orderBy('id').limit(page.limit);

export const countFitting = async (source: Source, filter: SuspensionFilter): Promise<number> =>
  Number(((await fitting(source, filter).count('* as n').first()) as { n: number }).n);

export const listHeld = async (
  source: Source,
  brakeId: number,
  page: { after: number; limit: number },
): Promise<SuspensionRow[]> =>
  source
    .knex('suspension')
    .where({ brake_id: brakeId, state: 'held' })
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(page.limit);

export const countHeld = async (source: Source, brakeId: number): Promise<number> =>
  Number(
    (
      (await source.knex('suspension').where({ brake_id: brakeId, state: 'held' }).count('* as n').first()) as {
        n: number;
      }
    ).n,
  );

/** Rests whose probe is on its way, with what became of it; and rests whose reader came back another way. */
export type ProbeRow = {
  id: number;
  reader_id: number;
  /** False: the reader registered anew, left, or staff lifted it. */
  stands: boolean;
  probe_bulletin: number | null;
  state: string | null;
  sent_at: number | null;
  /** Something that is no bounce for good came back for the probe. */
  soft: boolean;
};

export const listProbes = async (source: Source, page: { after: number; limit: number }): Promise<ProbeRow[]> => {
  const rows = await rawRows<Omit<ProbeRow, 'stands' | 'soft'> & { stands: number; soft: number }>(
    source,
    `select s.id, s.reader_id, s.probe_bulletin, b.state, b.sent_at,
       case when r.state = 'suspended' and r.suspended_at = s.began_at then 1 else 0 end as stands,
       (select count(*) from returned_mail m where m.reader_id = s.reader_id and m.bulletin_id = s.probe_bulletin and m.class = 'soft') as soft
     from suspension s join reader r on r.id = s.reader_id
       left join bulletin_recipient b on b.bulletin_id = s.probe_bulletin and b.reader_id = s.reader_id
     where s.state = 'resting' and s.id > ?
       and (s.probe_bulletin is not null or not (r.state = 'suspended' and r.suspended_at = s.began_at))
     order by s.id limit ?`,
    [page.after, page.limit],
  );
  return rows.map((row) => ({
    ...row,
    sent_at: row.sent_at === null ? null : Number(row.sent_at),
    stands: Number(row.stands) === 1,
    soft: Number(row.soft) > 0,
  }));
};

/** The bulletin these rests are tried with; another one does not go to them meanwhile. */
export const beginProbes = async (trx: Trx, bulletinId: number, readerIds: readonly number[]): Promise<void> => {
  await trx
    .knex('suspension')
    .whereIn('reader_id', [...readerIds])
    .where({ state: 'resting' })
    .update({ probe_bulletin: bulletinId });
};

/**
 * SQL over `reader r` (a suspended one): true when its rest is over and the bulletin (bound first) is its probe or may become it;
 * the time is bound second.
 */
export const RESTED = `exists (select 1 from suspension s where s.reader_id = r.id and s.state = 'resting' and s.began_at = r.suspended_at
  and (s.probe_bulletin is null or s.probe_bulletin = ?) and s.rests_until <= ?)`;
