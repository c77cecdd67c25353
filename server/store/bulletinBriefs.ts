/** Bulletins in a line: those in a state, those whose approval is owed, those of one reader, and what a bulletin is called. */
import { type BulletinKind, type BulletinState, type LetterState, languages } from '../contract/codes.ts';
import type { Source } from './db.ts';

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

export type BulletinBrief = {
  id: number;
  public_id: string;
  actor: string;
  kind: BulletinKind;
  state: BulletinState;
  scheduled_at: number | null;
  held_until: number | null;
};
const briefColumns = ['id', 'public_id', 'actor', 'kind', 'state', 'scheduled_at', 'held_until'] as const;
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

/** Bulletins that stand still until somebody says how they go on. */
export const countPaused = async (source: Source): Promise<number> =>
  Number(((await source.knex('bulletin').where({ state: 'paused' }).count('* as n').first()) as { n: number }).n);

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
  return languages.map(of).find(Boolean) ?? '';
};
