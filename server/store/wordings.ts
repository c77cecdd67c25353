/** Reports that were not understood, by their wording, and what staff said of each wording (migrations/0120_arrivals.ts). */
import type { Source, Trx } from './db.ts';
import type { ReturnedRow } from './returns.ts';

/** Nobody is there; not this time; no bounce at all. */
export const wordingMeanings = ['hard', 'soft', 'none'] as const;
export type WordingMeaning = (typeof wordingMeanings)[number];

export const findWording = async (source: Source, hash: Buffer): Promise<WordingMeaning | null> => {
  const row = (await source.knex('wording').where({ hash }).first('means')) as { means: WordingMeaning } | undefined;
  return row?.means ?? null;
};

/** False when somebody has decided about this wording already. */
export const insertWording = async (
  trx: Trx,
  row: { hash: Buffer; means: WordingMeaning; decided_by: string; decided_at: number },
): Promise<boolean> => (await trx.knex('wording').insert(row).onConflict('hash').ignore().returning('id')).length === 1;

export type OpenWording = { wording: Buffer; n: number; first: number; last: number; newest: number };

/** Wordings nobody has decided about, the latest first. `newest`: row id of the last report. */
export const listOpenWordings = async (source: Source, limit: number): Promise<OpenWording[]> => {
  const rows = (await source
    .knex('returned_mail')
    .whereNotNull('wording')
    .whereNull('decided')
    .groupBy('wording')
    .select('wording')
    .count('* as n')
    .min('received_at as first')
    .max('received_at as last')
    .max('id as newest')
    .orderBy('newest', 'desc')
    .limit(limit)) as object[] as {
    wording: Buffer;
    n: number | string;
    first: number;
    last: number;
    newest: number;
  }[];
  return rows.map((row) => ({ ...row, n: Number(row.n), first: Number(row.first), last: Number(row.last) }));
};

export const findReturned = async (source: Source, id: number): Promise<ReturnedRow | undefined> =>
  source.knex('returned_mail').where({ id }).first();

/** Reports of a wording that nobody has decided about, a piece at a time. */
export const listUndecided = async (source: Source, wording: Buffer, limit: number): Promise<ReturnedRow[]> =>
  source.knex('returned_mail').where({ wording }).whereNull('decided').orderBy('id').limit(limit).select('*');

export const markDecided = async (
  trx: Trx,
  ids: readonly number[],
  to: { decided: WordingMeaning; class?: string; reason?: string },
): Promise<void> => {
  await trx.knex('returned_mail').whereIn('id', ids).update(to);
};

/** What was counted as soft for these readers was none. */
export const forgetSoftBounces = async (trx: Trx, readers: readonly number[]): Promise<void> => {
  await trx.knex('reader').whereIn('id', readers).update({ soft_bounces: 0, first_soft_at: null });
};
