/** Terms that staff proposed: the one that waits, those that hold or held, and what each becomes. */
import type { Source, Trx } from './db.ts';

export type ProposalState = 'proposed' | 'approved' | 'begun' | 'cancelled';
export type ProposalRow = {
  id: number;
  public_id: string;
  state: ProposalState;
  /** JSON: title and articles by language. */
  texts: string;
  hash: string;
  /** 'YYYY-MM-DD', JST. */
  from_day: string;
  by_day: string;
  from_at: number | null;
  actor: string;
  created_at: number;
  approved_by: string | null;
  approved_at: number | null;
  ended_by: string | null;
  ended_at: number | null;
  reason: string | null;
  work: string | null;
};

const table = (source: Source) => source.knex<ProposalRow>('terms_proposal');

export const insertProposal = async (
  trx: Trx,
  row: Pick<ProposalRow, 'public_id' | 'texts' | 'hash' | 'from_day' | 'by_day' | 'actor' | 'created_at'>,
): Promise<void> => {
  await table(trx).insert({ ...row, state: 'proposed' });
};

export const findProposal = async (source: Source, publicId: string): Promise<ProposalRow | undefined> =>
  table(source).where({ public_id: publicId }).first();

/** The one that waits for approval or for its day. */
export const findOpenProposal = async (source: Source): Promise<ProposalRow | undefined> =>
  table(source).whereIn('state', ['proposed', 'approved']).first();

/** Newest first. */
export const listProposals = async (source: Source, limit: number): Promise<ProposalRow[]> =>
  table(source).orderBy('id', 'desc').limit(limit);

/** Those that hold, held or will: with an instant from which they do, newest first. */
export const listDecided = async (
  source: Source,
  limit: number,
): Promise<Pick<ProposalRow, 'public_id' | 'texts' | 'from_at'>[]> =>
  table(source)
    .whereIn('state', ['approved', 'begun'])
    .orderBy('from_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .select('public_id', 'texts', 'from_at');

/** Approved ones whose instant has come. */
export const findDueProposal = async (source: Source, now: number): Promise<ProposalRow | undefined> =>
  table(source).where({ state: 'approved' }).where('from_at', '<=', now).orderBy('id').first();

/** False when it is in none of these states any more. */
export const moveProposal = async (
  trx: Trx,
  id: number,
  from: readonly ProposalState[],
  change: Partial<ProposalRow>,
): Promise<boolean> => (await table(trx).where({ id }).whereIn('state', from).update(change)) === 1;
