/** Readers of the newsletter: one row per address, from the first registration until a year after leaving. */

import type { Language, ReaderState, Rhythm } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';
import { insertFormerAddress } from './formerAddresses.ts';

export type ReaderRow = {
  id: number;
  /** Random 48-bit number: what stands in derived links. */
  public_id: number;
  email: Buffer;
  email_index: Buffer;
  domain: string;
  language: Language;
  /** How often bulletins come. */
  rhythm: Rhythm;
  state: ReaderState;
  link_epoch: number;
  soft_bounces: number;
  first_soft_at: number | null;
  suspended_reason: string | null;
  suspended_at: number | null;
  created_at: number;
  confirmed_at: number | null;
  changed_at: number;
  left_at: number | null;
  stay_expires_on: Buffer | null;
  /** When the reader is reminded of that date next; 0: not worked out yet. */
  stay_next_at: number | null;
  /** Asked to accept new terms: the last instant with bulletins without an answer, and which terms; null: nothing is asked. */
  terms_by: number | null;
  terms_asked: string | null;
  actor: string;
  cause: string;
  purge_after: number | null;
};

export type NewReaderRow = Omit<
  ReaderRow,
  | 'id'
  | 'rhythm'
  | 'link_epoch'
  | 'soft_bounces'
  | 'first_soft_at'
  | 'suspended_reason'
  | 'suspended_at'
  | 'left_at'
  | 'terms_by'
  | 'terms_asked'
>;

export const findReader = async (source: Source, id: number): Promise<ReaderRow | undefined> =>
  source.knex('reader').where({ id }).first();

export const findReaderByPublicId = async (source: Source, publicId: number): Promise<ReaderRow | undefined> =>
  source.knex('reader').where({ public_id: publicId }).first();

const MEETINGS = 4207849487;
/**
 * Until the transaction ends no two registrations become one, no address changes hands, and nobody leaves or saves: on PostgreSQL each of two
 * that press at once would go by what the other is just changing. SQLite has one writer anyway. To be called before anything is read.
 */
export const meetAlone = async (trx: Trx): Promise<void> => {
  if (trx.engine === 'postgres') await trx.knex.raw('select pg_advisory_xact_lock(?)', [MEETINGS]);
};
/** Beside all others that say so, but never while two registrations become one. To be called before anything is read. */
export const besideMeetings = async (trx: Trx): Promise<void> => {
  if (trx.engine === 'postgres') await trx.knex.raw('select pg_advisory_xact_lock_shared(?)', [MEETINGS]);
};

/** `index`: blind index 'email' of the canonical address. */
export const findReaderByEmail = async (source: Source, index: Buffer): Promise<ReaderRow | undefined> =>
  source.knex('reader').where({ email_index: index }).first();

/** The new row's id. Fails with a unique violation when the address came in meanwhile. */
export const insertReader = async (trx: Trx, row: NewReaderRow): Promise<number> => {
  const [inserted] = await trx.knex('reader').insert(row).returning('id');
  return (inserted as { id: number }).id;
};

export const updateReader = async (trx: Trx, id: number, patch: Partial<Omit<ReaderRow, 'id'>>): Promise<void> => {
  await trx.knex('reader').where({ id }).update(patch);
};

/** What to write when a suspension is over: what led to it counts no more. `now`: epoch milliseconds. */
export const activeAgain = (now: number) => ({
  state: 'active' as const,
  soft_bounces: 0,
  first_soft_at: null,
  suspended_reason: null,
  suspended_at: null,
  changed_at: now,
  purge_after: null,
});

/** Makes every link in earlier mails worthless. */
export const raiseLinkEpoch = async (trx: Trx, id: number): Promise<void> => {
  await trx.knex('reader').where({ id }).increment('link_epoch', 1);
};

/**
 * Removes the row. Links that were mailed to its address still end whatever registration that address has later, so their address is
 * remembered by its index until `linksEnd`, milliseconds.
 */
export const deleteReader = async (trx: Trx, id: number, linksEnd: number): Promise<void> => {
  const row = await findReader(trx, id);
  if (row)
    await insertFormerAddress(trx, {
      public_id: row.public_id,
      through_epoch: row.link_epoch,
      email_index: row.email_index,
      purge_after: linksEnd,
    });
  // What came back about somebody who is erased is not kept.
  await trx.knex('returned_mail').where({ reader_id: id }).delete();
  await trx.knex('reader').where({ id }).delete();
};

/** How many readers there are in each state. */
export const countReadersByState = async (source: Source): Promise<Record<ReaderState, number>> => {
  const rows = (await source.knex('reader').groupBy('state').select('state').count('id as n')) as {
    state: ReaderState;
    n: number;
  }[];
  return Object.assign({ pending: 0, active: 0, suspended: 0, left: 0 }, ...rows.map((r) => ({ [r.state]: r.n })));
};

/** Readers to be reminded of their period of stay, longest due first. */
export const listStaysDue = async (source: Source, now: number, most: number): Promise<ReaderRow[]> =>
  source
    .knex('reader')
    .where({ state: 'active' })
    .where('stay_next_at', '<=', now)
    .orderBy(['stay_next_at', 'id'])
    .limit(most);

/** Newest suspension first; `before` goes on below a row. */
export const listSuspended = async (
  source: Source,
  where: { before?: { at: number; id: number }; limit: number },
): Promise<ReaderRow[]> => {
  const query = source
    .knex('reader')
    .where({ state: 'suspended' })
    .orderBy([
      { column: 'suspended_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(where.limit);
  const { before } = where;
  if (before)
    query.where((q) =>
      q
        .where('suspended_at', '<', before.at)
        .orWhere((same) => same.where('suspended_at', before.at).where('id', '<', before.id)),
    );
  return query;
};
