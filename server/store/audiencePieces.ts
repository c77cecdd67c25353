/** How the audience of a bulletin is cut into pieces of readers, in the order of their ids: by the readers of its topics where those are few. */
import { readAudience } from './audiences.ts';
import type { BulletinRow } from './bulletins.ts';
import type { Trx } from './db.ts';
import { rawRows } from './dialect.ts';

/** `ids`: the readers of the piece, as the lists of its topics name them, each once; null for all between the two. `from` itself is not in, `to` is. */
export type Piece = { from: number; to: number; ids: readonly number[] | null };

type Sql = { sql: string; bindings: (string | number)[] };

/**
 * SQL over `reader r`: whoever is in a piece. The ids are an array that the planner sees the length of: of a subquery that names some
 * hundred of a million readers it believed that going through all of them was cheaper.
 */
export const within = ({ engine }: Trx, { from, to, ids }: Piece): Sql => {
  if (ids === null) return { sql: 'r.id > ? and r.id <= ?', bindings: [from, to] };
  return engine === 'sqlite'
    ? { sql: 'r.id in (select value from json_each(?))', bindings: [JSON.stringify(ids)] }
    : { sql: 'r.id = any(cast(? as integer[]))', bindings: [`{${ids.join()}}`] };
};

/** Has the reader `r` one of the topics? Asked of each by itself: joined, PostgreSQL would read the topics of everybody for a few. */
export const hasTopicOf = ({ engine }: Trx, bulletinId: number): Sql => ({
  sql: `exists (select 1 from reader_topic t join bulletin_topic b on b.topic_id = t.topic_id and b.bulletin_id = ?
    where t.reader_id = r.id${engine === 'postgres' ? ' offset 0' : ''})`,
  bindings: [bulletinId],
});

/** Indexes that name in order whoever may be in: one a topic, or the recipients of the bulletin whose readers are meant. */
const listsOf = async (trx: Trx, bulletin: Pick<BulletinRow, 'id' | 'audience'>): Promise<Sql[]> => {
  const { only } = readAudience(bulletin.audience);
  if (only)
    return [
      {
        sql: 'select reader_id from bulletin_recipient where bulletin_id = (select id from bulletin where public_id = ?)',
        bindings: [only.bulletin],
      },
    ];
  const topics: number[] = await trx.knex('bulletin_topic').where({ bulletin_id: bulletin.id }).pluck('topic_id');
  return topics.map((id) => ({ sql: 'select reader_id from reader_topic where topic_id = ?', bindings: [id] }));
};

type Stretch = { from: number; cut: number; chunk: number };

/** Of so many readers in a row one has to be in, or the others are not worth looking at. */
const ONE_OF = 4;

/** Whether the lists name many of the readers up to one: then nothing is saved by going along the lists. */
const isDense = async (
  trx: Trx,
  lists: readonly Sql[],
  p: { from: number; to: number; chunk: number },
): Promise<boolean> => {
  if (lists.length === 0) return false;
  const each = lists.map(
    ({ sql }) => `select count(*) as n from (${sql} and reader_id > ? and reader_id <= ?) as list`,
  );
  const [found] = await rawRows<{ n: number }>(
    trx,
    `select sum(n) as n from (${each.join(' union all ')}) as lists`,
    lists.flatMap(({ bindings }) => [...bindings, p.from, p.to]),
  );
  return Number(found!.n) * ONE_OF >= p.chunk;
};

/** The first `chunk` readers that the lists name, each once and in order. */
const firstOf = async (trx: Trx, lists: readonly Sql[], { from, cut, chunk }: Stretch): Promise<number[]> => {
  if (lists.length === 0) return [];
  const each = lists.map(
    ({ sql }) =>
      `select reader_id from (${sql} and reader_id > ? and reader_id <= ? order by reader_id limit ?) as list`,
  );
  const rows = await rawRows<{ reader_id: number }>(trx, `${each.join(' union ')} order by reader_id limit ?`, [
    ...lists.flatMap(({ bindings }) => [...bindings, from, cut, chunk]),
    chunk,
  ]);
  return rows.map((row) => row.reader_id);
};

/**
 * The next piece: `chunk` readers on, or the next `chunk` of those whom the lists name, whichever reaches further. So a bulletin to a few
 * of a million readers is a few pieces, and one to everybody is no more work than its readers. Null at the end.
 */
export const nextPiece = async (
  trx: Trx,
  bulletin: Pick<BulletinRow, 'id' | 'audience' | 'cursor_id'>,
  p: { cut: number; chunk: number },
): Promise<Piece | null> => {
  const from = bulletin.cursor_id;
  const [all] = await rawRows<{ id: number | null }>(
    trx,
    'select max(id) as id from (select id from reader where id > ? and id <= ? order by id limit ?) as chunk',
    [from, p.cut, p.chunk],
  );
  if (all?.id == null) return null;
  const plain = { from, to: all.id, ids: null };
  const lists = await listsOf(trx, bulletin);
  if (all.id === p.cut || (await isDense(trx, lists, { ...plain, chunk: p.chunk }))) return plain;
  const ids = await firstOf(trx, lists, { from, ...p });
  const to = ids.length < p.chunk ? p.cut : ids.at(-1)!;
  return to > all.id ? { from, to, ids } : plain;
};
