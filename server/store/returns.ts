/** Reports that came back by mail, and the soft bounces of readers. */
import type { InboundClass } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type ReturnedRow = {
  id: number;
  public_id: string;
  hash: Buffer;
  class: InboundClass;
  status: string | null;
  reason: string;
  letter_id: number | null;
  bulletin_id: number | null;
  reader_id: number | null;
  raw: Buffer;
  received_at: number;
  purge_after: number;
  /** Of a report that was not understood: its wording, its words (sealed), and what staff made of it. */
  wording: Buffer | null;
  words: Buffer | null;
  decided: string | null;
};

/** False when this very report is there already. */
export const insertReturned = async (trx: Trx, row: Omit<ReturnedRow, 'id'>): Promise<boolean> => {
  const inserted = await trx.knex('returned_mail').insert(row).onConflict('hash').ignore().returning('id');
  return inserted.length === 1;
};

/** Reports received since then, by class. */
export const countReturned = async (source: Source, since: number): Promise<ReadonlyMap<InboundClass, number>> => {
  const rows = (await source
    .knex('returned_mail')
    .where('received_at', '>=', since)
    .groupBy('class')
    .select('class')
    .count('* as n')) as { class: InboundClass; n: number | string }[];
  return new Map(rows.map((row) => [row.class, Number(row.n)]));
};

export const listReturned = async (
  source: Source,
  p: { readerId?: number; letterId?: number; limit: number },
): Promise<ReturnedRow[]> => {
  const query = source.knex('returned_mail').orderBy('id', 'desc').limit(p.limit);
  if (p.readerId !== undefined) query.where({ reader_id: p.readerId });
  if (p.letterId !== undefined) query.where({ letter_id: p.letterId });
  return query;
};

/** When the mail of a return path left, null when there was none or it left too long ago to be answered for. */
export const findSending = async (
  source: Source,
  path: { bulletin: number; row: number },
): Promise<{ letterId: number | null; readerId: number | null; sentAt: number | null; state: string } | null> => {
  if (path.bulletin === 0) {
    const row = (await source.knex('letter').where({ id: path.row }).first('id', 'reader_id', 'sent_at', 'state')) as
      | { id: number; reader_id: number | null; sent_at: number | null; state: string }
      | undefined;
    return row ? { letterId: row.id, readerId: row.reader_id, sentAt: row.sent_at, state: row.state } : null;
  }
  const row = (await source
    .knex('bulletin_recipient')
    .where({ bulletin_id: path.bulletin, reader_id: path.row })
    .first('reader_id', 'sent_at', 'state')) as
    | { reader_id: number; sent_at: number | null; state: string }
    | undefined;
  return row ? { letterId: null, readerId: row.reader_id, sentAt: row.sent_at, state: row.state } : null;
};

/** Counts one soft bounce; answers how many there are and since when. A first one older than `forget` begins anew. */
export const countSoftBounce = async (
  trx: Trx,
  readerId: number,
  p: { now: number; forget: number },
): Promise<{ count: number; since: number } | null> => {
  const row = (await trx.knex('reader').where({ id: readerId }).first('soft_bounces', 'first_soft_at')) as
    | { soft_bounces: number; first_soft_at: number | null }
    | undefined;
  if (!row) return null;
  const fresh = row.first_soft_at === null || p.now - row.first_soft_at > p.forget;
  const count = fresh ? 1 : row.soft_bounces + 1;
  const since = fresh ? p.now : row.first_soft_at!;
  await trx.knex('reader').where({ id: readerId }).update({ soft_bounces: count, first_soft_at: since });
  return { count, since };
};
