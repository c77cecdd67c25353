/** Topics and groups as staff change them, and readers that are moved when one ends. */

import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';

export type WholeTopic = {
  id: number;
  public_id: string;
  group_id: number;
  group_code: string;
  code: string;
  names: string;
  descriptions: string;
  sort: number;
  needs_date: number;
  retired_at: number | null;
  successor_id: number | null;
  created_at: number;
};
export type WholeGroup = { id: number; public_id: string; code: string; names: string; sort: number };

export type ChangeScope = 'all' | 'alone';
export type ChangeState = 'moving' | 'moved' | 'telling' | 'done' | 'undone';
export type TopicChangeRow = {
  id: number;
  public_id: string;
  topic_id: number;
  successor_id: number;
  scope: ChangeScope;
  state: ChangeState;
  reason: string;
  actor: string;
  begun_at: number;
  tell_at: number;
  finished_at: number | null;
  moved: number;
  told: number;
};

const whole = (source: Source) =>
  source
    .knex('topic')
    .join('topic_group', 'topic_group.id', 'topic.group_id')
    .select('topic.*', 'topic_group.code as group_code');

/** All, also retired ones, in the order of the pages; retired ones last in their group. */
export const listWholeTopics = async (source: Source): Promise<WholeTopic[]> =>
  (await whole(source).orderBy(['topic_group.sort', 'topic_group.id', 'topic.sort', 'topic.id'])) as WholeTopic[];

export const findWholeTopic = async (source: Source, publicId: string): Promise<WholeTopic | undefined> =>
  (await whole(source).where('topic.public_id', publicId).first()) as WholeTopic | undefined;

export const findTopicByCode = async (source: Source, code: string): Promise<{ id: number } | undefined> =>
  source.knex('topic').where({ code }).first('id');

export const listWholeGroups = async (source: Source): Promise<WholeGroup[]> =>
  source.knex('topic_group').whereNull('retired_at').orderBy(['sort', 'id']);

export const updateTopic = async (
  trx: Trx,
  id: number,
  change: Partial<Pick<WholeTopic, 'group_id' | 'names' | 'descriptions' | 'sort' | 'retired_at' | 'successor_id'>>,
): Promise<void> => {
  await trx.knex('topic').where({ id }).update(change);
};

export const updateGroup = async (
  trx: Trx,
  id: number,
  change: Partial<Pick<WholeGroup, 'names' | 'sort'>>,
): Promise<void> => {
  await trx.knex('topic_group').where({ id }).update(change);
};

/** True when this call ended it; false when somebody was faster. */
export const retireTopic = async (
  trx: Trx,
  id: number,
  to: { successor_id: number; retired_at: number },
): Promise<boolean> => (await trx.knex('topic').where({ id }).whereNull('retired_at').update(to)) === 1;

/** Topics that were led to a topic which ends now are led further, so that a chain has one step. */
export const leadFurther = async (trx: Trx, from: number, to: number): Promise<void> => {
  await trx.knex('topic').where({ successor_id: from }).update({ successor_id: to });
};

const NO_OTHER = `not exists (select 1 from reader_topic o join topic x on x.id = o.topic_id
  where o.reader_id = t.reader_id and o.topic_id <> t.topic_id and x.retired_at is null)`;

/** Readers of a topic, counted row by row: all, those who get mail, those who have the successor already, those with nothing else. */
export const countTopicReaders = async (
  source: Source,
  topicId: number,
  successorId: number,
): Promise<{ readers: number; active: number; both: number; alone: number }> => {
  const [row] = await rawRows<Record<'readers' | 'active' | 'both' | 'alone', number | null>>(
    source,
    `select count(*) as readers, sum(case when r.state = 'active' then 1 else 0 end) as active,
       sum(case when exists (select 1 from reader_topic b where b.reader_id = t.reader_id and b.topic_id = ?) then 1 else 0 end) as both,
       sum(case when ${NO_OTHER} then 1 else 0 end) as alone
     from reader_topic t join reader r on r.id = t.reader_id where t.topic_id = ?`,
    [successorId, topicId],
  );
  return {
    readers: Number(row?.readers ?? 0),
    active: Number(row?.active ?? 0),
    both: Number(row?.both ?? 0),
    alone: Number(row?.alone ?? 0),
  };
};

/** Bulletins to a topic in one of the states (public ids with the state). */
export const listBulletinsOfTopic = async (
  source: Source,
  topicId: number,
  states: readonly string[],
): Promise<{ public_id: string; state: string }[]> =>
  source
    .knex('bulletin')
    .join('bulletin_topic', 'bulletin_topic.bulletin_id', 'bulletin.id')
    .where('bulletin_topic.topic_id', topicId)
    .whereIn('bulletin.state', [...states])
    .orderBy('bulletin.id')
    .select('bulletin.public_id', 'bulletin.state');

export const insertTopicChange = async (
  trx: Trx,
  row: Omit<TopicChangeRow, 'id' | 'finished_at' | 'moved' | 'told'>,
): Promise<void> => {
  await trx.knex('topic_change').insert(row);
};

export const findTopicChange = async (source: Source, publicId: string): Promise<TopicChangeRow | undefined> =>
  source.knex('topic_change').where({ public_id: publicId }).first();

/** Newest first. */
export const listTopicChanges = async (source: Source, limit: number): Promise<TopicChangeRow[]> =>
  source.knex('topic_change').orderBy('id', 'desc').limit(limit);

/** What the clock has to do: move, or tell those whose time has come. */
export const listOpenChanges = async (source: Source, now: number): Promise<TopicChangeRow[]> =>
  source
    .knex('topic_change')
    .where((open) =>
      open
        .whereIn('state', ['moving', 'telling'])
        .orWhere((due) => due.where({ state: 'moved' }).where('tell_at', '<=', now)),
    )
    .orderBy('id');

/** Whether readers of one of these topics are being moved at this moment. */
export const isMovingInto = async (source: Source, topicIds: readonly number[]): Promise<boolean> =>
  (await source
    .knex('topic_change')
    .where({ state: 'moving' })
    .whereIn('successor_id', [...topicIds])
    .first('id')) !== undefined;

export const moveTopicChange = async (
  trx: Trx,
  id: number,
  from: readonly ChangeState[],
  change: Partial<TopicChangeRow>,
): Promise<boolean> =>
  (await trx
    .knex('topic_change')
    .where({ id })
    .whereIn('state', [...from])
    .update(change)) === 1;

/** Moves the next readers off an ended topic and writes down who they were; answers how many. 0: none is left. */
export const moveReaders = async (
  trx: Trx,
  p: {
    change: Pick<TopicChangeRow, 'id' | 'topic_id' | 'successor_id' | 'scope'>;
    most: number;
    now: number;
    purgeAfter: number;
  },
): Promise<number> => {
  const { change, most } = p;
  const piece = await rawRows<{ reader_id: number; gets: number }>(
    trx,
    `select t.reader_id, case when exists (select 1 from reader_topic b where b.reader_id = t.reader_id and b.topic_id = ?) then 0
       when ${change.scope === 'all' ? '1 = 1' : NO_OTHER} then 1 else 0 end as gets
     from reader_topic t where t.topic_id = ? order by t.reader_id limit ? ${trx.engine === 'postgres' ? 'for update of t' : ''}`,
    [change.successor_id, change.topic_id, most],
  );
  if (piece.length === 0) return 0;
  for (let from = 0; from < piece.length; from += ROWS) {
    const part = piece.slice(from, from + ROWS);
    await trx
      .knex('topic_moved')
      .insert(
        part.map(({ reader_id, gets }) => ({
          change_id: change.id,
          reader_id,
          gained: Number(gets),
          purge_after: p.purgeAfter,
        })),
      )
      .onConflict(['change_id', 'reader_id'])
      .ignore();
    const gaining = part.filter(({ gets }) => Number(gets) === 1);
    if (gaining.length > 0)
      await trx
        .knex('reader_topic')
        .insert(gaining.map(({ reader_id }) => ({ topic_id: change.successor_id, reader_id })))
        .onConflict(['topic_id', 'reader_id'])
        .ignore();
    await trx
      .knex('reader_topic')
      .where({ topic_id: change.topic_id })
      .whereIn(
        'reader_id',
        part.map(({ reader_id }) => reader_id),
      )
      .delete();
  }
  await trx.knex('topic_change').where({ id: change.id }).increment('moved', piece.length);
  return piece.length;
};

/** Rows of one statement. */
const ROWS = 100;

/** The next readers that were moved and not told. */
export const listUntold = async (source: Source, changeId: number, most: number): Promise<{ reader_id: number }[]> =>
  source.knex('topic_moved').where({ change_id: changeId }).orderBy('reader_id').limit(most).select('reader_id');

export const forgetMoved = async (trx: Trx, changeId: number, readerIds: readonly number[]): Promise<void> => {
  for (let from = 0; from < readerIds.length; from += ROWS)
    await trx
      .knex('topic_moved')
      .where({ change_id: changeId })
      .whereIn('reader_id', readerIds.slice(from, from + ROWS))
      .delete();
};

/** How many wait for the mail. */
export const countUntold = async (source: Source, changeId: number): Promise<number> =>
  Number(
    (
      (await source.knex('topic_moved').where({ change_id: changeId }).count('reader_id as n').first()) as {
        n: number;
      }
    ).n,
  );

/** Gives everybody back what was taken; who chose anew since keeps the own choice. */
export const giveBack = async (
  trx: Trx,
  change: Pick<TopicChangeRow, 'id' | 'topic_id' | 'successor_id' | 'begun_at'>,
): Promise<void> => {
  const untouched = `select m.reader_id from topic_moved m join reader r on r.id = m.reader_id
    where m.change_id = ? and r.state <> 'left' and r.changed_at < ?`;
  await rawRows(trx, `delete from reader_topic where topic_id = ? and reader_id in (${untouched} and m.gained = 1)`, [
    change.successor_id,
    change.id,
    change.begun_at,
  ]);
  await rawRows(
    trx,
    `insert into reader_topic (topic_id, reader_id) select cast(? as integer), reader_id from (${untouched}) as back where true on conflict do nothing`,
    [change.topic_id, change.id, change.begun_at],
  );
  await trx.knex('topic_moved').where({ change_id: change.id }).delete();
};
