/** Letters that an event ends: found by case and type with the order of the events that caused them, and marked so that they never leave. */

import { openStates } from '../contract/letterMoves.ts';
import type { Source, Trx } from './db.ts';
import { inList, rawRows } from './dialect.ts';
import { endable } from './followUps.ts';
import type { LetterRow } from './letters.ts';

export type EndableLetter = LetterRow & { happened_at: number | null; sequence: string | null };

/** Letters of a case of these types that nothing has ended yet, with where their events stand. */
export const listEndable = async (
  source: Source,
  caseId: number,
  types: readonly string[],
): Promise<EndableLetter[]> =>
  types.length === 0
    ? []
    : source
        .knex('letter')
        .leftJoin('event', 'event.id', 'letter.event_id')
        .where({ 'letter.case_id': caseId })
        .whereIn('letter.type', types as string[])
        .whereNull('letter.ended_by')
        .orderBy('letter.id')
        .select('letter.*', 'event.happened_at', 'event.sequence');

/** Which of these types the cases have letters or chains of that an event could end: a look at many cases at once. */
export const listEndableTypes = async (
  source: Source,
  caseIds: readonly number[],
  types: readonly string[],
): Promise<{ case_id: number; type: string }[]> => {
  if (caseIds.length === 0 || types.length === 0) return [];
  const of = (table: 'letter' | 'chain') =>
    source
      .knex(table)
      .whereIn('case_id', caseIds as number[])
      .whereIn('type', types as string[])
      .distinct('case_id', 'type');
  return [...(await of('letter').whereNull('ended_by')), ...(await of('chain').where(endable))];
};

/** Marks letters as ended by an event: what is in hand is not tried again, what bounced is not sent again. */
export const markEnded = async (trx: Trx, ids: readonly number[], by: string): Promise<void> => {
  for (let i = 0; i < ids.length; i += 500)
    await trx
      .knex('letter')
      .whereIn('id', ids.slice(i, i + 500))
      .update({ ended_by: by });
};

/** Cancels ended letters that are not being sent. Answers with those that really ended; the caller tells their outcome. */
export const cancelEnded = async (
  trx: Trx,
  which: { ids: readonly number[] } | { limit: number },
  now: number,
): Promise<{ id: number; public_id: string; ended_by: string }[]> => {
  const query = trx.knex('letter').whereIn('state', openStates).whereNotNull('ended_by');
  if ('ids' in which) query.whereIn('id', which.ids as number[]);
  else
    query.whereIn(
      'id',
      trx
        .knex('letter')
        .whereNotNull('ended_by')
        .whereRaw(`state in ('planned', 'waiting', 'deferred', 'held')`)
        .orderBy('id')
        .limit(which.limit)
        .select('id'),
    );
  return query
    .update({ state: 'cancelled', reason: trx.knex.raw('ended_by'), final_at: now })
    .returning(['id', 'public_id', 'ended_by']);
};

/** True when a letter came back unsent although it was ended. */
export const hasEnded = async (source: Source): Promise<boolean> =>
  (await source
    .knex('letter')
    .whereNotNull('ended_by')
    .whereRaw(`state in ('planned', 'waiting', 'deferred', 'held')`)
    .first('id')) !== undefined;

/** Those of some letters that delivery is about to send which nothing has ended. */
export const listStillWanted = async (source: Source, ids: readonly number[]): Promise<ReadonlySet<number>> => {
  const rows = await rawRows<{ id: number }>(
    source,
    `select id from letter where id in ${inList(source.engine)} and ended_by is null`,
    [JSON.stringify(ids)],
  );
  return new Set(rows.map((row) => row.id));
};

/** Where events stand among those of their subject. */
export const listEventMarks = async (
  source: Source,
  ids: readonly number[],
): Promise<Map<number, { at: number | null; seq: string | null }>> => {
  const rows: { id: number; happened_at: number | null; sequence: string | null }[] =
    ids.length === 0
      ? []
      : await source
          .knex('event')
          .whereIn('id', ids as number[])
          .select('id', 'happened_at', 'sequence');
  return new Map(rows.map((row) => [row.id, { at: row.happened_at, seq: row.sequence }]));
};
