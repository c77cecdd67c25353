/** Bulletins: the row, its texts by revision, its topics and the counters that delivery keeps. */
import type { BulletinKind, BulletinState, Language, LetterState } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';
import { type DecidedRow, unwritten } from './decided.ts';

export type BulletinRow = {
  id: number;
  public_id: string;
  kind: BulletinKind;
  state: BulletinState;
  reason: string | null;
  revision: number;
  template_revision: string | null;
  audience: string;
  approved_hash: string | null;
  priority: number;
  actor: string;
  cause: string;
  system: string;
  created_at: number;
  changed_at: number;
  scheduled_at: number | null;
  held_until: number | null;
  started_at: number | null;
  send_day: number | null;
  finished_at: number | null;
  deadline_at: number | null;
  cursor_id: number;
  cut_id: number;
  expanded: number;
  /** The frozen audience in numbers, see decided.ts; null before it begins. */
  decided: string | null;
  parent_id: number | null;
  purge_after: number | null;
  planned_at: number | null;
  wave_size: number;
  wave_state: WaveState;
  wave_sent: number;
  approval_due: number;
  /** 1: it gets no page of its own. */
  kept_out: number;
  /** When it was put away from the first list; null: it stands there. */
  shelved_at: number | null;
};
/** What nothing of everyday has; a correction of an emergency inherits it. */
export const EMERGENCY_PRIORITY = 10;
/** Emergencies and their corrections: they go before all others and know no quiet hours. A wrong warning is mended when it is wrong. */
export const isUrgent = (row: Pick<BulletinRow, 'priority'>): boolean => row.priority >= EMERGENCY_PRIORITY;

/** Whether a bulletin goes only to readers who have accepted new terms in time. Emergencies protect people, and a correction mends what they were sent: these go to everybody. */
export const needsTerms = (row: Pick<BulletinRow, 'kind' | 'priority'>): boolean =>
  !isUrgent(row) && row.kind !== 'correction';

/** The first wave: none asked for, under way, went well, stopped by its rule. */
export type WaveState = 'none' | 'first' | 'passed' | 'stopped';
export type BulletinTextRow = {
  bulletin_id: number;
  revision: number;
  language: Language;
  subject: string;
  body: string;
  actor: string;
  created_at: number;
  /** What leaves, where a block stands in what was written (keptBlocks.ts). */
  sent_body?: string | null;
};

type NewBulletin = Pick<
  BulletinRow,
  | 'public_id'
  | 'kind'
  | 'audience'
  | 'priority'
  | 'actor'
  | 'cause'
  | 'created_at'
  | 'parent_id'
  | 'planned_at'
  | 'wave_size'
  | 'kept_out'
>;

export const insertBulletin = async (trx: Trx, row: NewBulletin): Promise<number> => {
  const [inserted] = await trx
    .knex('bulletin')
    .insert({ ...row, state: 'draft', system: 'nl', changed_at: row.created_at })
    .returning('id');
  return (inserted as { id: number }).id;
};

export const findBulletinById = async (source: Source, id: number): Promise<BulletinRow | undefined> =>
  source.knex('bulletin').where({ id }).first();

/** Bulletins that were begun, newest first: the editions that a new one is compared with. */
export const listStartedEditions = async (
  source: Source,
  p: { kind: BulletinKind; before: number; limit: number },
): Promise<BulletinRow[]> =>
  source
    .knex('bulletin')
    .where({ kind: p.kind })
    .whereNotNull('started_at')
    .whereNot({ id: p.before })
    .orderBy('started_at', 'desc')
    .limit(p.limit);

/** Corrections, redeliveries and copies of a bulletin. */
export const listSequels = async (source: Source, parentId: number): Promise<BulletinRow[]> =>
  source.knex('bulletin').where({ parent_id: parentId }).orderBy('id');

export const findBulletin = async (source: Source, publicId: string): Promise<BulletinRow | undefined> =>
  source.knex('bulletin').where({ public_id: publicId }).first();

/** Newest first, for the console; `before` is the internal id to go on below. */
export const listBulletins = async (
  source: Source,
  p: { states?: readonly BulletinState[]; before?: number; limit: number },
): Promise<BulletinRow[]> => {
  const query = source.knex('bulletin').orderBy('id', 'desc').limit(p.limit);
  if (p.states) query.whereIn('state', p.states);
  if (p.before) query.where('id', '<', p.before);
  return query;
};

/** The job of the clock that has work with a bulletin in this state. */
const workOf: Partial<Record<BulletinState, string>> = {
  scheduled: 'holdBulletins',
  held: 'startBulletins',
  sending: 'expandBulletins',
  cancelled: 'settleBulletins',
};

/** Changes the row only while it is in one of the named states; false when somebody was faster. */
export const moveBulletin = async (
  trx: Trx,
  id: number,
  from: readonly BulletinState[],
  change: Partial<Omit<BulletinRow, 'id' | 'public_id'>>,
): Promise<boolean> => {
  const moved = (await trx.knex('bulletin').where({ id }).whereIn('state', from).update(change)) === 1;
  const job = change.state && workOf[change.state];
  if (moved && job) trx.nudge(job);
  return moved;
};

/** Puts it away, or back (null); 0 when it is there already. */
export const shelveBulletin = (trx: Trx, id: number, at: number | null): Promise<number> => {
  const row = trx.knex('bulletin').where({ id });
  return (at === null ? row.whereNotNull('shelved_at') : row.whereNull('shelved_at')).update({ shelved_at: at });
};

/** Changes a draft only when it still has the expected revision. */
export const reviseBulletin = async (
  trx: Trx,
  id: number,
  expected: number,
  change: Partial<Omit<BulletinRow, 'id' | 'public_id'>>,
): Promise<boolean> =>
  (await trx
    .knex('bulletin')
    .where({ id, revision: expected })
    .update({ ...change, revision: expected + 1 })) === 1;

export const insertBulletinTexts = async (trx: Trx, rows: readonly BulletinTextRow[]): Promise<void> => {
  if (rows.length > 0) await trx.knex('bulletin_text').insert([...rows]);
};

export const listBulletinTexts = async (
  source: Source,
  bulletinId: number,
  revision: number,
): Promise<BulletinTextRow[]> => source.knex('bulletin_text').where({ bulletin_id: bulletinId, revision });

/** The same as they left, or are to leave: with the words of their blocks, once they were handed in. */
export const listSentTexts = async (source: Source, bulletinId: number, revision: number): Promise<BulletinTextRow[]> =>
  (await listBulletinTexts(source, bulletinId, revision)).map((t) => ({ ...t, body: t.sent_body ?? t.body }));

export const replaceBulletinTopics = async (
  trx: Trx,
  bulletinId: number,
  topicIds: readonly number[],
): Promise<void> => {
  await trx.knex('bulletin_topic').where({ bulletin_id: bulletinId }).delete();
  if (topicIds.length > 0)
    await trx.knex('bulletin_topic').insert(topicIds.map((topic_id) => ({ bulletin_id: bulletinId, topic_id })));
};

export const listBulletinTopics = async (source: Source, bulletinId: number): Promise<{ id: number; code: string }[]> =>
  source
    .knex('bulletin_topic')
    .join('topic', 'topic.id', 'bulletin_topic.topic_id')
    .where({ bulletin_id: bulletinId })
    .orderBy('topic.id')
    .select('topic.id', 'topic.code');

export type CountRow = { language: Language; queue_id: number; domain_class: string; state: LetterState; n: number };

/** The kept counters of what is written out, by language, class of recipient domains and state. */
export const listWrittenCounts = async (source: Source, bulletinId: number): Promise<CountRow[]> =>
  (
    await source
      .knex('bulletin_count')
      .leftJoin('queue', 'queue.id', 'bulletin_count.queue_id')
      .where('bulletin_count.bulletin_id', bulletinId)
      .select('language', 'queue_id', 'domain_class', 'state', 'n')
  ).map((row: CountRow) => ({ ...row, n: Number(row.n) }));

/**
 * Everybody a bulletin was decided to go to, by language, class of recipient domains and state; who has no row yet is in it. Bulletin and
 * counters are one read, so that no figure is of another moment than the next.
 */
export const listBulletinCounts = async (source: Source, bulletinId: number): Promise<CountRow[]> => {
  type Joined = Omit<CountRow, 'n' | 'state'> & {
    state: LetterState | null;
    n: number | null;
    expanded: number;
    decided: string | null;
    of: BulletinState;
  };
  const rows: Joined[] = await source
    .knex('bulletin')
    .leftJoin('bulletin_count', 'bulletin_count.bulletin_id', 'bulletin.id')
    .leftJoin('queue', 'queue.id', 'bulletin_count.queue_id')
    .where('bulletin.id', bulletinId)
    .select('language', 'queue_id', 'queue.domain_class', 'bulletin_count.state', 'n', 'bulletin.expanded')
    .select('bulletin.decided', 'bulletin.state as of');
  const [first] = rows;
  if (!first) return [];
  const written = rows.flatMap(({ language, queue_id, domain_class, state, n }): CountRow[] =>
    state === null ? [] : [{ language, queue_id, domain_class, state, n: Number(n) }],
  );
  const bulletin: DecidedRow = { state: first.of, expanded: first.expanded, decided: first.decided };
  return [...written, ...unwritten(bulletin, written)];
};

/** Topics by code, also retired ones, with where their readers were led; unknown ones are missing from the answer. */
export const listTopicsByCode = async (
  source: Source,
  codes: readonly string[],
): Promise<{ id: number; code: string; retired_at: number | null; into: string | null }[]> =>
  source
    .knex('topic')
    .leftJoin('topic as successor', 'successor.id', 'topic.successor_id')
    .whereIn('topic.code', codes)
    .select('topic.id', 'topic.code', 'topic.retired_at', 'successor.code as into');

/** Codes of the topic groups a bulletin goes to: what bureaus are narrowed by. */
export const listBulletinGroups = async (source: Source, bulletinId: number): Promise<string[]> =>
  (
    (await source
      .knex('bulletin_topic')
      .join('topic', 'topic.id', 'bulletin_topic.topic_id')
      .join('topic_group', 'topic_group.id', 'topic.group_id')
      .where({ bulletin_id: bulletinId })
      .distinct('topic_group.code')) as { code: string }[]
  ).map((r) => r.code);

/** Groups of topics by code. */
export const listGroupsOfTopics = async (source: Source, codes: readonly string[]): Promise<string[]> =>
  (
    (await source
      .knex('topic')
      .join('topic_group', 'topic_group.id', 'topic.group_id')
      .whereIn('topic.code', [...codes])
      .distinct('topic_group.code as code')) as { code: string }[]
  ).map((r) => r.code);
