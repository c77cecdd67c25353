/** Chains of follow-ups and their rows: (chain, n) is unique, so nothing is posted twice. */

import type { Knex } from 'knex';
import type { SystemCode } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

/** `waiting` for its first letter to be accepted, `running`, `finished` (all sent or the limit reached), `stopped` (with the reason). */
export type ChainState = 'waiting' | 'running' | 'finished' | 'stopped';

export type ChainRow = {
  id: number;
  public_id: string;
  case_id: number;
  event_id: number;
  system: SystemCode;
  key_type: string;
  /** Mail type of the follow-up. */
  type: string;
  /** The rule as it was when the chain began (JSON). */
  rule: string;
  rule_revision: string;
  state: ChainState;
  /** The letter whose sending is the anchor. */
  letter_id: number | null;
  anchor_at: number | null;
  stop_at: number | null;
  payload: Buffer;
  reason: string | null;
  created_at: number;
  ended_at: number | null;
  actor: string;
  cause: string;
  purge_after: number;
};

/** `planned`; `posted` with its letter; `missed` when a later one stands for it; `stopped` with its chain. */
export type FollowUpRow = {
  id: number;
  chain_id: number;
  n: number;
  due_at: number;
  next_at: number;
  state: 'planned' | 'posted' | 'missed' | 'stopped';
  letter_id: number | null;
  done_at: number | null;
};

const live: ChainState[] = ['waiting', 'running'];
/** Reasons of a stop that another letter may undo: the first one bounced, or never left. */
export const lost = ['bounce', 'not-sent'] as const;

export const insertChains = async (
  trx: Trx,
  rows: readonly Omit<ChainRow, 'id'>[],
): Promise<{ id: number; public_id: string }[]> => {
  if (rows.length === 0) return [];
  trx.nudge('postFollowUps');
  return trx
    .knex('chain')
    .insert(rows as Omit<ChainRow, 'id'>[])
    .returning(['id', 'public_id']);
};

export const findChain = async (source: Source, id: number): Promise<ChainRow | undefined> =>
  source.knex('chain').where({ id }).first();

export const findChainByPublicId = async (source: Source, publicId: string): Promise<ChainRow | undefined> =>
  source.knex('chain').where({ public_id: publicId }).first();

/** True while a chain has a row to come. */
export const hasPlannedRow = async (source: Source, chainId: number): Promise<boolean> =>
  (await source.knex('follow_up').where({ chain_id: chainId, state: 'planned' }).first('id')) !== undefined;

export const listLiveChains = async (source: Source, caseIds: readonly number[]): Promise<ChainRow[]> =>
  caseIds.length === 0
    ? []
    : source
        .knex('chain')
        .whereIn('case_id', caseIds as number[])
        .whereIn('state', live)
        .orderBy('id');

/** Chains of these types that run, or that a letter which never arrived has stopped. */
/** Live, or stopped because a letter was lost: a correction would begin it anew. */
export const endable = (q: Knex.QueryBuilder): void =>
  void q.whereIn('state', live).orWhere((stopped) => stopped.where({ state: 'stopped' }).whereIn('reason', lost));

export const listEndableChains = async (
  source: Source,
  caseId: number,
  types: readonly string[],
): Promise<ChainRow[]> =>
  source
    .knex('chain')
    .where({ case_id: caseId })
    .whereIn('type', types as string[])
    .where(endable)
    .orderBy('id');

export const listChainsOfCase = async (source: Source, caseId: number): Promise<ChainRow[]> =>
  source.knex('chain').where({ case_id: caseId }).orderBy('id');

/** Chains that hang on a letter, whatever their state. */
export const listChainsOfLetter = async (source: Source, letterId: number): Promise<ChainRow[]> =>
  source.knex('chain').where({ letter_id: letterId }).orderBy('id');

/** Which of these letters began a chain. */
export const listLettersWithChains = async (source: Source, letterIds: readonly number[]): Promise<Set<number>> => {
  const rows: { letter_id: number }[] = await source
    .knex('chain')
    .whereIn('letter_id', letterIds as number[])
    .select('letter_id');
  return new Set(rows.map((row) => row.letter_id));
};

export const updateChain = async (trx: Trx, id: number, changes: Partial<Omit<ChainRow, 'id'>>): Promise<void> => {
  await trx.knex('chain').where({ id }).update(changes);
};

/** Ends live chains; their planned rows with them. Answers with those that really ended. */
export const endChains = async (
  trx: Trx,
  ids: readonly number[],
  end: { state: 'finished' | 'stopped'; reason: string; now: number },
): Promise<{ id: number; public_id: string }[]> => {
  if (ids.length === 0) return [];
  const ended: { id: number; public_id: string }[] = await trx
    .knex('chain')
    .whereIn('id', ids as number[])
    .whereIn('state', live)
    .update({ state: end.state, reason: end.reason, ended_at: end.now })
    .returning(['id', 'public_id']);
  await trx
    .knex('follow_up')
    .whereIn(
      'chain_id',
      ended.map((c) => c.id),
    )
    .where({ state: 'planned' })
    .update({ state: 'stopped', done_at: end.now });
  return ended;
};

export const insertFollowUp = async (trx: Trx, row: Omit<FollowUpRow, 'id'>): Promise<void> => {
  await trx.knex('follow_up').insert(row).onConflict(['chain_id', 'n']).ignore();
};

export const listFollowUps = async (source: Source, chainIds: readonly number[]): Promise<FollowUpRow[]> =>
  chainIds.length === 0
    ? []
    : source
        .knex('follow_up')
        .whereIn('chain_id', chainIds as number[])
        .orderBy(['chain_id', 'n']);

/** Rows that are due, oldest first, over all cases. */
export const listDueFollowUps = async (source: Source, now: number, limit: number): Promise<FollowUpRow[]> =>
  source
    .knex('follow_up')
    .where({ state: 'planned' })
    .where('next_at', '<=', now)
    .orderBy(['next_at', 'id'])
    .limit(limit);

export const hasDueFollowUps = async (source: Source, now: number): Promise<boolean> =>
  (await source.knex('follow_up').where({ state: 'planned' }).where('next_at', '<=', now).first('id')) !== undefined;

/** Planned rows of one case. */
export const listPlannedOfCase = async (source: Source, caseId: number): Promise<FollowUpRow[]> =>
  source
    .knex('follow_up')
    .join('chain', 'chain.id', 'follow_up.chain_id')
    .where({ 'chain.case_id': caseId, 'follow_up.state': 'planned' })
    .orderBy(['follow_up.next_at', 'follow_up.id'])
    .select('follow_up.*');

/** Looks at a planned row again later. */
export const putOffFollowUp = async (trx: Trx, id: number, nextAt: number): Promise<void> => {
  await trx.knex('follow_up').where({ id, state: 'planned' }).update({ next_at: nextAt });
};

/** Takes a planned row for this transaction. False when somebody else has settled it. */
export const settleFollowUp = async (
  trx: Trx,
  id: number,
  changes: { state: FollowUpRow['state']; letterId: number | null; now: number },
): Promise<boolean> =>
  (await trx
    .knex('follow_up')
    .where({ id, state: 'planned' })
    .update({ state: changes.state, letter_id: changes.letterId, done_at: changes.now })) === 1;
