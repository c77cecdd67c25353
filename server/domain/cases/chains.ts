/** Chains of follow-ups in the database: begun with their event, ended by what happens. Used inside the transactions of cases. */
import type { KeyType, SystemCode } from '../../contract/codes.ts';
import { DAY } from '../../lib/clock.ts';
import { type KeyRing, sealJson, unsealJson } from '../../lib/seal.ts';
import { rowId } from '../../lib/token.ts';
import { cancelWaiting } from '../../store/caseLetters.ts';
import type { Source, Trx } from '../../store/db.ts';
import {
  type ChainRow,
  endChains,
  findChainByPublicId,
  hasPlannedRow,
  insertChains,
  insertFollowUp,
  updateChain,
} from '../../store/followUps.ts';
import type { LetterRow } from '../../store/letters.ts';
import { addOutcomes } from '../../store/outcomes.ts';
import { rulebookRevision } from '../rulebook/index.ts';
import type { FollowUpRule } from '../rulebook/shape.ts';
import type { PlannedChain } from './plan.ts';
import { type DayTimes, occasion, type Rhythm } from './schedule.ts';

/** Sealed with a chain: what its letters will say, and its rhythm. */
export type ChainPayload = { variables: Readonly<Record<string, unknown>>; rhythm: Rhythm };

/** Follow-ups are over within a year of issue at the most; kept a little longer for questions. */
const KEEP = 2 * 365 * DAY;

export const chainGuard = (chainPublicId: string) => `chain:${chainPublicId}`;

/** The chain that a follow-up letter belongs to. */
export const chainOfLetter = async (
  source: Source,
  letter: Pick<LetterRow, 'guard_key'>,
): Promise<ChainRow | undefined> =>
  letter.guard_key?.startsWith('chain:')
    ? findChainByPublicId(source, letter.guard_key.slice('chain:'.length))
    : undefined;

/** Ends a chain whose last letter has left. */
export const finishIfDone = async (trx: Trx, chain: ChainRow, now: number): Promise<void> => {
  if (!(await hasPlannedRow(trx, chain.id)))
    await endChains(trx, [chain.id], { state: 'finished', reason: 'all-sent', now });
};

export const openPayload = (ring: KeyRing, chain: Pick<ChainRow, 'public_id' | 'payload'>): ChainPayload =>
  unsealJson<ChainPayload>(ring, `chain|payload|${chain.public_id}`, chain.payload);

export const ruleOf = (chain: Pick<ChainRow, 'rule'>): FollowUpRule => JSON.parse(chain.rule) as FollowUpRule;

export type NewChain = {
  planned: PlannedChain;
  caseId: number;
  eventId: number;
  letterId: number | null;
  system: SystemCode;
  keyType: KeyType;
  actor: string;
  cause: string;
  now: number;
};

const rowOf = (ring: KeyRing, chain: NewChain): Omit<ChainRow, 'id'> => {
  const id = rowId();
  const { planned } = chain;
  const payload: ChainPayload = { variables: planned.variables, rhythm: planned.rhythm };
  return {
    public_id: id,
    case_id: chain.caseId,
    event_id: chain.eventId,
    system: chain.system,
    key_type: chain.keyType,
    type: planned.rule.type,
    rule: JSON.stringify(planned.rule),
    rule_revision: rulebookRevision,
    state: planned.rhythm.from === 'date' ? 'running' : 'waiting',
    letter_id: chain.letterId,
    anchor_at: null,
    stop_at: planned.rhythm.stopAt,
    payload: sealJson(ring, `chain|payload|${id}`, payload),
    reason: null,
    created_at: chain.now,
    ended_at: null,
    actor: chain.actor,
    cause: chain.cause,
    purge_after: chain.now + KEEP,
  };
};

/** Writes chains; those of a date get their first row at once, the others when their letter is accepted. */
export const beginChains = async (trx: Trx, ring: KeyRing, chains: readonly NewChain[]): Promise<ChainRow[]> => {
  if (chains.length === 0) return [];
  const rows = chains.map((chain) => rowOf(ring, chain));
  const ids = new Map((await insertChains(trx, rows)).map((made) => [made.public_id, made.id]));
  for (const [i, { planned }] of chains.entries()) {
    if (!planned.first) continue;
    const { n, dueAt, nextAt } = planned.first;
    await planRow(trx, ids.get(rows[i]!.public_id)!, { n, dueAt, nextAt });
  }
  return rows.map((row) => ({ ...row, id: ids.get(row.public_id)! }));
};

export const planRow = (trx: Trx, chainId: number, next: { n: number; dueAt: number; nextAt: number }) =>
  insertFollowUp(trx, {
    chain_id: chainId,
    n: next.n,
    due_at: next.dueAt,
    next_at: next.nextAt,
    state: 'planned',
    letter_id: null,
    done_at: null,
  });

/** The first letter was accepted: from this instant the rhythm counts. */
export const anchorChain = async (
  trx: Trx,
  p: { ring: KeyRing; times: DayTimes },
  chain: ChainRow,
  sentAt: number,
): Promise<void> => {
  if (chain.state !== 'waiting') return;
  const first = occasion(openPayload(p.ring, chain).rhythm, sentAt, 1, p.times);
  if (!first) {
    await endChains(trx, [chain.id], { state: 'finished', reason: 'limit', now: sentAt });
    return;
  }
  await updateChain(trx, chain.id, { state: 'running', anchor_at: sentAt });
  await planRow(trx, chain.id, first);
};

/** Cancels letters that wait, with the outcome that callbacks hear of. */
export const cancelLetters = async (
  trx: Trx,
  which: Parameters<typeof cancelWaiting>[1],
  reason: string,
  now: number,
): Promise<string[]> => {
  const ended = await cancelWaiting(trx, which, reason, now);
  await addOutcomes(
    trx,
    ended.map((e) => ({ letterId: e.id, kind: 'cancelled', reason, reply: null, happenedAt: now })),
  );
  return ended.map((e) => e.public_id);
};

/** Ends chains and cancels those of their letters that have not left yet. */
export const stopChains = async (
  trx: Trx,
  chains: readonly Pick<ChainRow, 'id' | 'public_id'>[],
  reason: string,
  now: number,
): Promise<void> => {
  const ended = await endChains(
    trx,
    chains.map((c) => c.id),
    { state: 'stopped', reason, now },
  );
  if (ended.length > 0) await cancelLetters(trx, { guardKeys: ended.map((c) => chainGuard(c.public_id)) }, reason, now);
};
