/** Canaries: mails to our own mail door by way of the relay. `out`: on its way; `back`: came in; `kept`: held by staff, so it proves nothing. */
import type { Knex } from 'knex';
import type { Lane, Language } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

/** The type of their letters. They are nobody's mail: lists show them to who asks for the type, and no figure of people's mails counts them. */
export const CANARY = 'canary';

export type CanaryRow = {
  token: string;
  lane: Lane;
  language: Language;
  sent_at: number;
  state: 'out' | 'back' | 'kept';
  back_at: number | null;
};

export const insertCanaries = async (
  trx: Trx,
  rows: readonly Pick<CanaryRow, 'token' | 'lane' | 'language' | 'sent_at'>[],
): Promise<void> => {
  await trx.knex('canary').insert(rows.map((row) => ({ ...row, state: 'out', back_at: null })));
};

/** When the newest was sent; null before the first. */
export const findLastCanary = async (source: Source): Promise<number | null> => {
  const row = (await source.knex('canary').max({ at: 'sent_at' }).first()) as { at: number | null } | undefined;
  return row?.at == null ? null : Number(row.at);
};

export const isCanary = async (source: Source, token: string): Promise<boolean> =>
  (await source.knex('canary').where({ token }).first('token')) !== undefined;

export const markCanaryBack = async (trx: Trx, token: string, now: number): Promise<void> => {
  await trx.knex('canary').where({ token }).whereNot({ state: 'back' }).update({ state: 'back', back_at: now });
};

/** What is on its way in these lanes says nothing any more. */
export const keepCanaries = async (trx: Trx, lanes: readonly Lane[]): Promise<void> => {
  await trx.knex('canary').where({ state: 'out' }).whereIn('lane', lanes).update({ state: 'kept' });
};

export const purgeCanaries = (trx: Trx, before: number): Promise<number> =>
  trx.knex('canary').where('sent_at', '<', before).delete();

/** Of each lane and language the newest of some. */
const listNewest = async (
  source: Source,
  which: (some: Knex.QueryBuilder) => Knex.QueryBuilder,
): Promise<CanaryRow[]> => {
  const newest = which(source.knex('canary'))
    .groupBy('lane', 'language')
    .select('lane', 'language')
    .max({ at: 'sent_at' });
  return source
    .knex('canary as c')
    .join(newest.as('n'), (on) => on.on('c.lane', 'n.lane').on('c.language', 'n.language').on('c.sent_at', 'n.at'))
    .select('c.*');
};

/** Of each lane and language the newest that was sent by then. */
export const listNewestCanaries = (source: Source, sentBy: number): Promise<CanaryRow[]> =>
  listNewest(source, (some) => some.where('sent_at', '<=', sentBy));

/** Of each lane and language the newest that came back. */
export const listNewestBack = (source: Source): Promise<CanaryRow[]> =>
  listNewest(source, (some) => some.where({ state: 'back' }));
