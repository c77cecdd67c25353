/** Claiming letters, recording what came of them, and giving back what a dead worker held. Every change after a claim asks for its lease token. */
import type { Knex } from 'knex';
import { isFinal, type LetterState } from '../contract/codes.ts';
import { mustMove } from '../contract/letterMoves.ts';
import type { Source, Trx } from './db.ts';
import { inClaim, inList, rawRows } from './dialect.ts';
import type { LetterRow } from './letters.ts';
import { addAttempts, addOutcomes, type NewAttempt, type NewOutcome } from './outcomes.ts';

/** Spelled as in the partial index `letter_claim`, or SQLite does not use it. */
const OPEN = `l.state in ('planned', 'waiting', 'deferred', 'held') and l.state <> 'held'`;

/** A worker's grip on rows. `until` is real time. */
export type Lease = { token: number; until: number; worker: string };

export type LetterClaim = {
  queueId: number;
  limit: number;
  /** The hub's clock. */
  now: number;
  /** Mail types and application systems that a switch holds. */
  heldTypes: readonly string[];
  heldSystems: readonly string[];
  lease: Lease;
};

/** ` and column not in (…)` with its values; nothing for an empty list. */
const noneOf = (column: string, values: readonly string[]) =>
  values.length > 0 ? `and ${column} not in (${values.map(() => '?').join()})` : '';

const due = (claim: LetterClaim) => ({
  where: `l.queue_id = ? and ${OPEN} and l.next_at <= ?
    ${noneOf('l.type', claim.heldTypes)} ${noneOf('l.system', claim.heldSystems)}
    and l.ended_by is null
    and ((l.after_until is not null and l.after_until <= ?)
      or ((l.thread_key is null or not exists
        (select 1 from letter p where p.thread_key = l.thread_key and p.thread_seq < l.thread_seq and p.final_at is null))
      and (l.after_letter is null or not exists
        (select 1 from letter a where a.id = l.after_letter and a.final_at is null))))`,
  bindings: [claim.queueId, claim.now, ...claim.heldTypes, ...claim.heldSystems, claim.now],
});

/** Leases the oldest due letters of a queue. The next of a thread comes only when those before it are final. */
export const claimLetters = async (trx: Trx, claim: LetterClaim): Promise<LetterRow[]> => {
  const { where, bindings } = due(claim);
  const oldest = `select l.id from letter l where ${where} order by l.next_at, l.id limit ?`;
  const rows = await rawRows<LetterRow>(
    trx,
    `update letter set state = 'sending', lease_token = ?, lease_until = ?, worker = ?
     where id ${inClaim(trx.engine, oldest, 'l')} returning *`,
    [claim.lease.token, claim.lease.until, claim.lease.worker, ...bindings, claim.limit],
  );
  return rows.sort((a, b) => a.next_at - b.next_at || a.id - b.id);
};

/** Queues (of the given ids) that have a letter to claim now. */
export const findDueLetterQueues = async (source: Source, queueIds: readonly number[], now: number) =>
  (
    await rawRows<{ id: number }>(
      source,
      `select q.id from queue q where q.id in ${inList(source.engine)}
       and exists (select 1 from letter l where l.queue_id = q.id and ${OPEN} and l.next_at <= ?)`,
      [JSON.stringify(queueIds), now],
    )
  ).map((r) => r.id);

/** How many mails of the given queues are with a worker now: what a limit on connections counts, over all processes. */
export const countSendingLetters = async (source: Source, queueIds: readonly number[]): Promise<number> => {
  const [row] = await rawRows<{ n: number }>(
    source,
    `select count(*) as n from letter where state = 'sending' and queue_id in ${inList(source.engine)}`,
    [JSON.stringify(queueIds)],
  );
  return Number(row!.n);
};

/** What came of one letter. */
export type LetterResult = {
  id: number;
  leaseToken: number;
  state: LetterState;
  /** When to try again; only for `deferred` and `waiting`. */
  nextAt: number | null;
  /** False when nothing was tried: the attempt does not count. */
  counts: boolean;
  reason: string | null;
  reply: string | null;
  attempt: Omit<NewAttempt, 'letterId'> | null;
};

/** One result as a row of values: bound as text or number, so that both engines know the type of an empty column. */
const resultRow = (result: LetterResult, now: number) => {
  const final = isFinal(result.state);
  // A one-time code is of no use to anybody once the letter can never be sent (again); a refused one may be sent to a corrected address.
  const erased = final && result.state !== 'bounced' && result.state !== 'refused';
  return {
    sql: `(cast(? as bigint), cast(? as bigint), cast(? as text), cast(? as bigint), cast(? as integer), cast(? as text), cast(? as text),
      cast(? as bigint), cast(? as bigint), cast(? as bigint))`,
    bindings: [
      result.id,
      result.leaseToken,
      result.state,
      result.nextAt,
      result.counts ? 1 : 0,
      result.reason,
      result.reply,
      final ? now : null,
      result.state === 'accepted' ? now : null,
      erased ? now : null,
    ],
  };
};

/** Records results in one transaction. Answers with the ids that really changed: a lease that was taken away changes nothing. */
export const recordLetters = async (trx: Trx, results: readonly LetterResult[], now: number): Promise<Set<number>> => {
  if (results.length === 0) return new Set();
  for (const { state } of results) mustMove('sending', state);
  const rows = results.map((result) => resultRow(result, now));
  const updated = await rawRows<{ id: number }>(
    trx,
    `update letter set state = v.column3, next_at = coalesce(v.column4, next_at), attempts = attempts + v.column5,
       reason = v.column6, reply = v.column7, final_at = coalesce(v.column8, final_at), sent_at = coalesce(v.column9, sent_at),
       secrets = case when v.column10 is null then secrets end, secrets_erased_at = coalesce(v.column10, secrets_erased_at),
       lease_token = null, lease_until = null, worker = null
     from (values ${rows.map((row) => row.sql).join()}) as v
     where letter.id = v.column1 and letter.state = 'sending' and letter.lease_token = v.column2 returning letter.id`,
    rows.flatMap((row) => row.bindings),
  );
  const changed = new Set(updated.map((row) => row.id));
  const kept = results.filter((r) => changed.has(r.id));
  const attempts = kept.flatMap((r): NewAttempt[] => (r.attempt ? [{ ...r.attempt, letterId: r.id }] : []));
  const outcomes = kept
    .filter((r) => isFinal(r.state))
    .map((r): NewOutcome => ({ letterId: r.id, kind: r.state, reason: r.reason, reply: r.reply, happenedAt: now }));
  await addAttempts(trx, attempts);
  await addOutcomes(trx, outcomes);
  return changed;
};

/** Puts back letters of a lease that were never begun. */
export const releaseLetters = async (trx: Trx, ids: readonly number[], leaseToken: number): Promise<number> =>
  trx
    .knex('letter')
    .whereIn('id', ids as number[])
    .where({ state: 'sending', lease_token: leaseToken })
    .update({ state: 'waiting', lease_token: null, lease_until: null, worker: null });

/**
 * Rows that nobody will send: all of a worker that is gone, those of a living one that it does not know of (the answer to its claim
 * got lost; `inHand` are the lease tokens that it does know), or, with `null`, those of workers that are not in the list any more.
 */
export type Lost = { worker: string; inHand?: readonly number[] } | null;

/** Narrows a query to lost rows. The state is spelled out, or SQLite does not use the partial index. */
export const onlyLost = <Q extends Knex.QueryBuilder>(source: Source, query: Q, lost: Lost): Q => {
  query.whereRaw(`state = 'sending'`);
  if (lost === null) query.whereNotIn('worker', source.knex('worker').select('id'));
  else query.where({ worker: lost.worker }).whereNotIn('lease_token', [...(lost.inHand ?? [])]);
  return query;
};

export const findLostLetters = async (
  source: Source,
  lost: Lost,
): Promise<{ id: number; type: string; lease_token: number; crashes: number; worker: string }[]> => {
  const rows = onlyLost(source, source.knex('letter'), lost);
  return rows.limit(1000).select('id', 'type', 'lease_token', 'crashes', 'worker');
};

/** Adds a crash to a letter that was in hand when its worker died. */
export const countLetterCrash = async (trx: Trx, id: number): Promise<void> => {
  await trx.knex('letter').where({ id }).increment('crashes', 1);
};
