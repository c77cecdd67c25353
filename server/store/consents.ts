/** Who agreed to what, when and where (domain.md, decision 25). Rows are only added, and go with their reader. */
import type { Source, Trx } from './db.ts';

export type ConsentRow = {
  id: number;
  public_id: string;
  reader_id: number;
  consented_at: number;
  /** 'form', 'mail' (empty mail), 'change', 'import'. */
  source: string;
  language: string;
  /** Names the texts that stood on the screen (store/texts.ts, kinds 'terms' and 'screen'). */
  terms_version: string;
  screen_version: string;
  /** Sealed network address. */
  network: Buffer | null;
  purge_after: number | null;
};

export const insertConsent = async (trx: Trx, row: Omit<ConsentRow, 'id' | 'purge_after'>): Promise<void> => {
  await trx.knex('consent').insert({ ...row, purge_after: null });
};

export const listConsents = async (source: Source, readerId: number): Promise<ConsentRow[]> =>
  source.knex('consent').where({ reader_id: readerId }).orderBy('id');

/** Gives the consents of one row to another: two rows turned out to be one person. */
export const moveConsents = async (trx: Trx, from: number, to: number): Promise<void> => {
  await trx.knex('consent').where({ reader_id: from }).update({ reader_id: to });
};

export const setConsentsPurge = async (trx: Trx, readerId: number, purgeAfter: number | null): Promise<void> => {
  await trx.knex('consent').where({ reader_id: readerId }).update({ purge_after: purgeAfter });
};
