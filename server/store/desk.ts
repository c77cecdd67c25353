/** What staff look up: letters of one address, reference or reader; suspended readers; what became of mails per day; how old queues are. */
import type { BulletinState, Lane, LetterState } from '../contract/codes.ts';
import { openStates } from './caseLetters.ts';
import type { LetterRow } from './letters.ts';
import type { Source, Trx } from './open.ts';
import type { ReaderRow } from './readers.ts';

export const listLettersOfAddress = async (source: Source, index: Buffer, limit: number): Promise<LetterRow[]> =>
  source.knex('letter').where({ recipient_index: index }).orderBy('created_at', 'desc').limit(limit);

export const listLettersOfReference = async (source: Source, reference: string, limit: number): Promise<LetterRow[]> =>
  source.knex('letter').where({ reference }).orderBy('id', 'desc').limit(limit);

export const listLettersOfReader = async (source: Source, readerId: number, limit: number): Promise<LetterRow[]> =>
  source.knex('letter').where({ reader_id: readerId }).orderBy('id', 'desc').limit(limit);

export type ReaderBulletin = { public_id: string; state: LetterState; sent_at: number | null; reason: string | null };
export const listBulletinsOfReader = async (
  source: Source,
  readerId: number,
  limit: number,
): Promise<ReaderBulletin[]> =>
  source
    .knex('bulletin_recipient')
    .join('bulletin', 'bulletin.id', 'bulletin_recipient.bulletin_id')
    .where({ reader_id: readerId })
    .orderBy('bulletin_recipient.bulletin_id', 'desc')
    .limit(limit)
    .select(
      'bulletin.public_id',
      'bulletin_recipient.state',
      'bulletin_recipient.sent_at',
      'bulletin_recipient.reason',
    );

/** Newest suspension first; `before` goes on below a row. */
export const listSuspended = async (
  source: Source,
  where: { before?: { at: number; id: number }; limit: number },
): Promise<ReaderRow[]> => {
  const query = source
    .knex('reader')
    .where({ state: 'suspended' })
    .orderBy([
      { column: 'suspended_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(where.limit);
  const { before } = where;
  if (before)
    query.where((q) =>
      q
        .where('suspended_at', '<', before.at)
        .orWhere((same) => same.where('suspended_at', before.at).where('id', '<', before.id)),
    );
  return query;
};

/** Waiting letters to a reader end, final ones go with the next purge. */
export const releaseLettersOfReader = async (trx: Trx, readerId: number, now: number): Promise<number> => {
  const ended = await trx
    .knex('letter')
    .where({ reader_id: readerId })
    .whereIn('state', openStates)
    .update({ state: 'cancelled', reason: 'reader-erased', final_at: now });
  await trx.knex('letter').where({ reader_id: readerId }).update({ purge_after: now });
  return ended;
};

export type StateCount = { state: LetterState; n: number };
/** Letters that became final in a span, by state; those of test keys count nowhere. */
export const countFinalLetters = async (source: Source, span: { from: number; to: number }): Promise<StateCount[]> =>
  (
    (await source
      .knex('letter')
      .where('final_at', '>=', span.from)
      .where('final_at', '<', span.to)
      .whereNot({ key_type: 'test' })
      .groupBy('state')
      .select('state')
      .count('* as n')) as unknown as StateCount[]
  ).map((r) => ({ state: r.state, n: Number(r.n) }));

/** Recipients of the bulletins that began in a span, by state: from the kept counts, never from the rows. */
export const countBulletinMails = async (source: Source, span: { from: number; to: number }): Promise<StateCount[]> =>
  (
    (await source
      .knex('bulletin_count')
      .join('bulletin', 'bulletin.id', 'bulletin_count.bulletin_id')
      .where('bulletin.started_at', '>=', span.from)
      .where('bulletin.started_at', '<', span.to)
      .groupBy('bulletin_count.state')
      .select('bulletin_count.state')
      .sum('bulletin_count.n as n')) as unknown as StateCount[]
  ).map((r) => ({ state: r.state, n: Number(r.n) }));

export type LaneLoad = { lane: Lane; waiting: number; oldest: number | null };
/** How much waits in each lane, and since when the oldest of it could have left. */
export const listLaneLoads = async (source: Source, now: number): Promise<LaneLoad[]> => {
  const letters = (await source
    .knex('letter')
    .join('queue', 'queue.id', 'letter.queue_id')
    .whereIn('letter.state', openStates)
    .where('letter.next_at', '<=', now)
    .whereNot({ 'letter.key_type': 'test' })
    .groupBy('queue.lane')
    .select('queue.lane')
    .count('* as waiting')
    .min('letter.next_at as oldest')) as unknown as LaneLoad[];
  const bulletins = (await source
    .knex('bulletin_count')
    .join('queue', 'queue.id', 'bulletin_count.queue_id')
    .join('bulletin', 'bulletin.id', 'bulletin_count.bulletin_id')
    .whereIn('bulletin.state', ['sending', 'paused'])
    .whereIn('bulletin_count.state', ['waiting', 'deferred'])
    .groupBy('queue.lane')
    .select('queue.lane')
    .sum('bulletin_count.n as waiting')
    .min('bulletin.started_at as oldest')) as unknown as LaneLoad[];
  return [...letters, ...bulletins]
    .map((r) => ({
      lane: r.lane,
      waiting: Number(r.waiting ?? 0),
      oldest: r.oldest === null ? null : Number(r.oldest),
    }))
    .filter((r) => r.waiting > 0);
};

export type BulletinBrief = {
  id: number;
  public_id: string;
  actor: string;
  state: BulletinState;
  scheduled_at: number | null;
  held_until: number | null;
};
const briefColumns = ['id', 'public_id', 'actor', 'state', 'scheduled_at', 'held_until'] as const;
export const listBulletinsIn = async (
  source: Source,
  states: readonly BulletinState[],
  limit: number,
): Promise<BulletinBrief[]> =>
  source
    .knex('bulletin')
    .whereIn('state', states as BulletinState[])
    .orderBy('changed_at', 'desc')
    .limit(limit)
    .select(...briefColumns);

/** Sent without an approval, which is still owed. */
export const listApprovalsDue = async (source: Source, limit: number): Promise<BulletinBrief[]> =>
  source
    .knex('bulletin')
    .where({ approval_due: 1 })
    .orderBy('changed_at', 'desc')
    .limit(limit)
    .select(...briefColumns);

/** Subject of a bulletin, in the first of the languages that has one. */
export const findBulletinTitle = async (source: Source, publicId: string): Promise<string> => {
  const rows = (await source
    .knex('bulletin_text')
    .join('bulletin', 'bulletin.id', 'bulletin_text.bulletin_id')
    .whereRaw('bulletin_text.revision = bulletin.revision')
    .where('bulletin.public_id', publicId)
    .select('language', 'subject')) as { language: string; subject: string }[];
  const of = (language: string) => rows.find((r) => r.language === language)?.subject;
  return of('ja') || of('plja') || of('en') || '';
};

/** Planned letters that leave next, without those of test keys. */
export const listPlannedLetters = async (source: Source, limit: number): Promise<{ type: string; next_at: number }[]> =>
  source
    .knex('letter')
    .where({ state: 'planned' })
    .whereNot({ key_type: 'test' })
    .orderBy('next_at')
    .limit(limit)
    .select('type', 'next_at');
