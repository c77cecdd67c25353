/** Letters of people to us (migrations/0120_arrivals.ts). */
import type { Source, Trx } from './db.ts';

export const arrivalBoxes = ['postmaster', 'abuse', 'no-reply', 'return'] as const;
export type ArrivalBox = (typeof arrivalBoxes)[number];
export type ArrivalState = 'open' | 'forwarded' | 'closed';

export type ArrivalRow = {
  id: number;
  public_id: string;
  hash: Buffer;
  box: ArrivalBox;
  sender: Buffer | null;
  sender_index: Buffer | null;
  subject: Buffer;
  text: Buffer;
  raw: Buffer;
  attachments: number;
  machine: number;
  state: ArrivalState;
  received_at: number;
  forwarded_at: number | null;
  closed_at: number | null;
  closed_by: string | null;
  purge_after: number;
};
/** Without the mail itself. */
const shown = [
  'id',
  'public_id',
  'box',
  'sender',
  'subject',
  'attachments',
  'machine',
  'state',
  'received_at',
  'forwarded_at',
  'closed_at',
  'closed_by',
] as const;
export type ArrivalLine = Pick<ArrivalRow, (typeof shown)[number]>;

/** False when this very letter is there already. */
export const insertArrival = async (
  trx: Trx,
  row: Omit<ArrivalRow, 'id' | 'forwarded_at' | 'closed_at' | 'closed_by'>,
): Promise<boolean> => {
  const inserted = await trx.knex('arrival').insert(row).onConflict('hash').ignore().returning('id');
  return inserted.length === 1;
};

/** How many came since then, of all or of one sender. */
export const countArrivals = async (source: Source, since: number, senderIndex?: Buffer): Promise<number> => {
  const query = source.knex('arrival').where('received_at', '>=', since);
  if (senderIndex) query.where({ sender_index: senderIndex });
  const [row] = (await query.count('* as n')) as [{ n: number | string }];
  return Number(row.n);
};

/** Newest first; `before` is a row id to go on below. */
export const listArrivals = async (
  source: Source,
  p: { open: boolean; before?: number | undefined; limit: number },
): Promise<ArrivalLine[]> => {
  const query = source.knex('arrival').orderBy('id', 'desc').limit(p.limit).select(shown);
  if (p.open) query.where({ state: 'open' });
  else query.whereNot({ state: 'open' });
  if (p.before !== undefined) query.where('id', '<', p.before);
  return query;
};

export const findArrival = async (source: Source, publicId: string): Promise<ArrivalRow | undefined> =>
  source.knex('arrival').where({ public_id: publicId }).first();

/** True when it was in another state. */
export const moveArrival = async (
  trx: Trx,
  id: number,
  to: Pick<ArrivalRow, 'state' | 'closed_at' | 'closed_by' | 'purge_after'>,
): Promise<boolean> => (await trx.knex('arrival').where({ id }).whereNot({ state: to.state }).update(to)) === 1;

/** Open letters of people, oldest first, for the agency's mailbox. */
export const listToForward = async (source: Source, limit: number): Promise<ArrivalRow[]> =>
  source.knex('arrival').where({ state: 'open', machine: 0 }).orderBy('id').limit(limit).select('*');

export const markForwarded = async (trx: Trx, id: number, p: { at: number; purgeAfter: number }): Promise<void> => {
  await trx
    .knex('arrival')
    .where({ id, state: 'open' })
    .update({ state: 'forwarded', forwarded_at: p.at, purge_after: p.purgeAfter });
};
