/** Posts follow-ups that are due. Posting the n-th and planning the next happen in one transaction, which looks at the case once more. */
import type { KeyType } from '../../contract/codes.ts';
import { DAY, endOfDay, jstDate, MINUTE } from '../../lib/clock.ts';
import { unsealJson } from '../../lib/seal.ts';
import type { Posted } from '../../outbox/outbox.ts';
import { findLetterById } from '../../store/caseLetters.ts';
import { type CaseRow, takeCaseById } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import {
  type ChainRow,
  endChains,
  type FollowUpRow,
  findChain,
  hasDueFollowUps,
  insertFollowUp,
  listDueFollowUps,
  putOffFollowUp,
  settleFollowUp,
} from '../../store/followUps.ts';
import { inGroups } from '../../store/inGroups.ts';
import { readVariables } from '../rulebook/read.ts';
import type { FollowUpRule } from '../rulebook/shape.ts';
import { chainGuard, openPayload, planRow, ruleOf } from './chains.ts';
import { openFacts } from './facts.ts';
import { daysLate, holdLate } from './lateFollowUps.ts';
import type { FlowParts } from './parts.ts';
import { languagesOf } from './plan.ts';
import { latestDue, type Occasion, occasion } from './schedule.ts';

const AT_ONCE = 20;
/** A row that cannot be posted is looked at again after this. */
const PUT_OFF = 10 * MINUTE;

type Posting = { chain: ChainRow; caseRow: CaseRow; rule: FollowUpRule; occasion: Occasion; at: number };

/** The certificate of the first letter, when the system's reminders repeat it (decision 14). */
const repeated = async (trx: Trx, p: FlowParts, chain: ChainRow): Promise<Record<string, unknown>> => {
  const settings = await p.settings.get(chain.system, trx);
  const first =
    settings.reminderRepeatsCertificate && chain.letter_id ? await findLetterById(trx, chain.letter_id) : null;
  return first
    ? unsealJson<Record<string, unknown>>(p.ring, `letter|variables|${first.public_id}`, first.variables)
    : {};
};

const post = async (trx: Trx, p: FlowParts, posting: Posting): Promise<Posted | null> => {
  const { chain, caseRow, rule } = posting;
  const facts = openFacts(p.ring, caseRow);
  const recipient = facts.recipients[rule.to];
  if (!recipient) return null;
  const settings = await p.settings.get(chain.system, trx);
  const payload = openPayload(p.ring, chain);
  const late = {
    chain: {
      ...(chain.anchor_at === null ? {} : { sent_at: chain.anchor_at }),
      ...(chain.stop_at === null ? {} : { stop_on: jstDate(chain.stop_at) }),
    },
    repeated: await repeated(trx, p, chain),
  };
  return p.outbox.post(trx, {
    type: rule.type,
    system: chain.system,
    languages: languagesOf(recipient.language ?? settings.languages[rule.to] ?? 'ja', rule.halves),
    role: rule.to,
    to: recipient.email,
    variables: { ...payload.variables, ...readVariables(late, rule.variables) },
    lane: 'transactional',
    dedupeKey: `chain:${chain.public_id}:${posting.occasion.n}`,
    actor: 'clock',
    cause: `chain:${chain.public_id}`,
    keyType: chain.key_type as KeyType,
    eventId: chain.event_id,
    caseId: chain.case_id,
    guardKey: chainGuard(chain.public_id),
    notBefore: posting.at,
    // A reminder that cannot leave before the limit never leaves.
    ...(chain.stop_at === null ? {} : { expiresAt: chain.stop_at + 1 }),
    purgeAfter: Math.max(posting.at, endOfDay(jstDate(posting.at))) + 365 * DAY,
  });
};

const switchedOff = async (trx: Trx, p: FlowParts, chain: ChainRow, rule: FollowUpRule) =>
  rule.switch !== undefined && (await p.settings.get(chain.system, trx)).letters[rule.switch] === false;

const finish = (trx: Trx, chain: ChainRow, now: number, reason = 'limit') =>
  endChains(trx, [chain.id], { state: 'finished', reason, now });

/** The row is done; when a later occasion stands for it, that one has a row of its own and this one was missed. */
const settle = async (
  trx: Trx,
  row: FollowUpRow,
  done: { due: Occasion; posted: Posted | null; at: number },
): Promise<boolean> => {
  const { due, posted, at } = done;
  const state = posted ? 'posted' : 'missed';
  if (due.n === row.n) return settleFollowUp(trx, row.id, { state, letterId: posted?.id ?? null, now: at });
  const taken = await settleFollowUp(trx, row.id, { state: 'missed', letterId: null, now: at });
  if (taken)
    await insertFollowUp(trx, {
      chain_id: row.chain_id,
      n: due.n,
      due_at: due.dueAt,
      next_at: due.nextAt,
      state,
      letter_id: posted?.id ?? null,
      done_at: at,
    });
  return taken;
};

/**
 * Posts the row's follow-up at an instant, or the latest of those that are due by then. Null when there was nothing to post any more:
 * the chain has ended, or its limit has passed.
 */
export const postRow = async (trx: Trx, p: FlowParts, row: FollowUpRow, at: number): Promise<Posted | null> => {
  const chain = await findChain(trx, row.chain_id);
  const caseRow = chain && (await takeCaseById(trx, chain.case_id));
  if (!chain || !caseRow || chain.state !== 'running' || caseRow.state === 'closed') {
    await settleFollowUp(trx, row.id, { state: 'stopped', letterId: null, now: at });
    return null;
  }
  const rule = ruleOf(chain);
  const { rhythm } = openPayload(p.ring, chain);
  if (chain.stop_at !== null && at > chain.stop_at) {
    await settleFollowUp(trx, row.id, { state: 'missed', letterId: null, now: at });
    await finish(trx, chain, at);
    return null;
  }
  const due = latestDue(rhythm, chain.anchor_at, { n: row.n, at, times: p.times }) ?? {
    n: row.n,
    dueAt: row.due_at,
    nextAt: row.next_at,
  };
  const off = await switchedOff(trx, p, chain, rule);
  const posted = off ? null : await post(trx, p, { chain, caseRow, rule, occasion: due, at });
  const settled = await settle(trx, row, { due, posted, at });
  if (!settled) return null;
  const days = daysLate(rhythm, due, at);
  if (posted && days > 0) await holdLate(trx, chain, { letter: posted, type: rule.type, days, at });
  const next = occasion(rhythm, chain.anchor_at, due.n + 1, p.times);
  // After the last one the chain stays alive until its letter has left: what stops it may still cancel that.
  if (next) await planRow(trx, chain.id, next);
  else if (!posted) await finish(trx, chain, at, 'all-sent');
  return posted;
};

/** The job: everything that is due, a few at a time. */
export const postFollowUps = (p: FlowParts): Promise<void> =>
  inGroups<FollowUpRow>(p.db, {
    most: AT_ONCE,
    list: (trx, limit) => listDueFollowUps(trx, p.clock.now(), limit),
    async run(trx, rows) {
      for (const row of rows) await postRow(trx, p, row, p.clock.now());
    },
    putOff: (row) => p.db.write((trx) => putOffFollowUp(trx, row.id, p.clock.now() + PUT_OFF)),
    name: (row) => `follow-up ${row.id}`,
    ...(p.ends ? { ends: p.ends } : {}),
  });

export const followUpsWait = (p: Pick<FlowParts, 'db' | 'clock'>): Promise<boolean> =>
  hasDueFollowUps(p.db, p.clock.now());
