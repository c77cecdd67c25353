/** Letters seen from their case: what waits, what came back, and changes before they leave. */
import type { Knex } from 'knex';
import type { LetterState } from '../contract/codes.ts';
import { mustMove, openStates } from '../contract/letterMoves.ts';
import type { Source, Trx } from './db.ts';
import { type LetterRow, moveLetters } from './letters.ts';

export const findLetterById = async (source: Source, id: number): Promise<LetterRow | undefined> =>
  source.knex('letter').where({ id }).first();

export const listLettersByIds = async (source: Source, ids: readonly number[]): Promise<LetterRow[]> =>
  ids.length === 0
    ? []
    : source
        .knex('letter')
        .whereIn('id', ids as number[])
        .orderBy('id');

export const listLettersOfCase = async (source: Source, caseId: number): Promise<LetterRow[]> =>
  source.knex('letter').where({ case_id: caseId }).orderBy('id');

export const listLettersOfEvent = async (source: Source, eventId: number): Promise<LetterRow[]> =>
  source.knex('letter').where({ event_id: eventId }).orderBy('id');

/** The newest unfinished letter of each type and case: what a later one may have to wait for. */
export const listUnfinishedOfTypes = async (
  source: Source,
  caseIds: readonly number[],
  types: readonly string[],
): Promise<{ case_id: number; type: string; public_id: string }[]> =>
  caseIds.length === 0 || types.length === 0
    ? []
    : source
        .knex('letter')
        .whereIn('case_id', caseIds as number[])
        .whereIn('type', types as string[])
        .whereNull('final_at')
        .orderBy('id')
        .select('case_id', 'type', 'public_id');

export type Ended = { id: number; public_id: string };

/** Cancels letters that are not being sent yet. Answers with those that really ended; the caller tells their outcome. */
export const cancelWaiting = async (
  trx: Trx,
  which: { caseId: number } | { guardKeys: readonly string[] } | { publicId: string },
  reason: string,
  now: number,
): Promise<Ended[]> => {
  const own = (query: Knex.QueryBuilder) => {
    if ('caseId' in which) return query.where({ case_id: which.caseId });
    if ('guardKeys' in which) return query.whereIn('guard_key', which.guardKeys as string[]);
    return query.where({ public_id: which.publicId });
  };
  return moveLetters(trx, own, 'cancelled', { reason, final_at: now });
};

/** Gives a letter that still waits another recipient. False when it has left meanwhile. */
export const readdressLetter = async (
  trx: Trx,
  id: number,
  to: Pick<LetterRow, 'recipient' | 'recipient_index' | 'domain' | 'queue_id'>,
): Promise<boolean> => (await trx.knex('letter').where({ id }).whereIn('state', openStates).update(to)) === 1;

/** The letter that others waited for was written: they go after it, and no later than they would have gone alone. */
export const releaseWaiting = async (
  trx: Trx,
  release: { guardKey: string; after: number; now: number },
): Promise<void> => {
  await trx
    .knex('letter')
    .where({ guard_key: release.guardKey })
    .whereIn('state', openStates)
    .update({ next_at: release.now, after_letter: release.after, guard_key: null });
};

/** Expired letters of a kind that nothing has ended and that no later letter of the case stands for. In order of id, above `after`. */
export const listExpired = async (
  source: Source,
  which: { system: string; type: string; after: number; limit: number },
): Promise<LetterRow[]> =>
  source
    .knex('letter as l')
    .where({ 'l.system': which.system, 'l.type': which.type, 'l.state': 'expired' })
    .whereNot({ 'l.key_type': 'test' })
    .where('l.id', '>', which.after)
    .whereNotNull('l.case_id')
    .whereNull('l.ended_by')
    .whereNotExists(
      source
        .knex('letter as n')
        .whereRaw('n.case_id = l.case_id and n.type = l.type and n.role = l.role and n.id > l.id')
        .select('n.id'),
    )
    .orderBy('l.id')
    .limit(which.limit)
    .select('l.*');

/** Ends a waiting letter of a test key by way of `sending`, as if it had been sent. False when delivery was faster. */
export const settleLetter = async (
  trx: Trx,
  id: number,
  result: { state: LetterState; reason: string | null; reply: string | null; at: number },
): Promise<boolean> => {
  const own = (query: Knex.QueryBuilder) => query.where({ id });
  if ((await moveLetters(trx, own, 'sending', {})).length === 0) return false;
  mustMove('sending', result.state);
  await own(trx.knex('letter')).update({
    state: result.state,
    reason: result.reason,
    reply: result.reply,
    final_at: result.at,
    ...(result.state === 'accepted' ? { sent_at: result.at, secrets: null, secrets_erased_at: result.at } : {}),
  });
  return true;
};

export const countLettersWithDedupe = async (source: Source, prefix: string): Promise<number> =>
  Number(
    (
      (await source
        .knex('letter')
        .where('dedupe_key', '>=', prefix)
        .where('dedupe_key', '<', `${prefix}\uffff`)
        .count('* as n')
        .first()) as { n: number }
    ).n,
  );

/** Sets when letters of a case may go. */
export const keepLettersUntil = async (trx: Trx, caseId: number, purgeAfter: number): Promise<void> => {
  await trx.knex('letter').where({ case_id: caseId }).update({ purge_after: purgeAfter });
};

/** Notes a bounce that came after the letter was accepted. */
export const markBounced = async (trx: Trx, id: number, reason: string): Promise<void> => {
  await moveLetters(trx, (query) => query.where({ id }).whereNot({ state: 'sending' }), 'bounced', { reason });
};
