/** What becomes of the items of digests: they end as the digest's mail does, and leave it when they are cancelled, corrected or not wanted any more. */
import type { LetterState } from '../contract/codes.ts';
import { mustMove } from '../contract/letterMoves.ts';
import { type Moved, moveCounts } from './bulletinCounts.ts';
import type { Trx } from './db.ts';
import { inList, rawRows } from './dialect.ts';
import { someOf, theseOf } from './recipients.ts';

/** A row that waits, with the digest that has it already. */
type Item = { bulletin_id: number; reader_id: number; digest_id: number | null };
type Changed = { bulletin_id: number; language: string; queue_id: number; state: LetterState };

/** Adds rows that a digest took up to what it holds. */
export const noteItems = async (
  trx: Trx,
  digestId: number,
  rows: readonly { bulletin_id: number }[],
): Promise<void> => {
  for (const [bulletin_id, group] of Map.groupBy(rows, (row) => row.bulletin_id))
    await rawRows(
      trx,
      `insert into digest_item (digest_id, bulletin_id, people) values (?, ?, ?)
       on conflict (digest_id, bulletin_id) do update set people = digest_item.people + excluded.people`,
      [digestId, bulletin_id, group.length],
    );
};

const count = async (trx: Trx, rows: readonly Changed[], from: LetterState): Promise<void> => {
  const bulletins = [...Map.groupBy(rows, (row) => row.bulletin_id)].sort((a, b) => a[0] - b[0]);
  for (const [id, group] of bulletins)
    await moveCounts(
      trx,
      id,
      group.map((row): Moved => ({ language: row.language, queueId: row.queue_id, from, to: row.state, n: 1 })),
    );
};

/** Items whose mail has ended get its outcome. `which` picks among the items `i` of readers from `after` (not it) to `to`. */
const settleWhere = async (
  trx: Trx,
  which: { sql: string; bindings: readonly number[] },
  p: { after: number; to: number },
): Promise<number> => {
  const rows = await rawRows<Changed>(
    trx,
    `update bulletin_recipient as i set state = d.state, reason = d.reason, reply = d.reply, sent_at = d.sent_at
     from bulletin_recipient d where d.bulletin_id = i.digest_id and d.reader_id = i.reader_id
       and d.state not in ('waiting', 'deferred', 'sending') and i.state = 'digest' and ${which.sql} and i.reader_id > ? and i.reader_id <= ?
     returning ${['bulletin_id', 'language', 'queue_id', 'state'].map((c) => (trx.engine === 'postgres' ? `i.${c}` : c)).join()}`,
    [...which.bindings, p.after, p.to],
  );
  await count(trx, rows, 'digest');
  return rows.length;
};

/** The last reader of the next `chunk` with an item; null when none is left. */
const nextEnd = async (
  trx: Trx,
  which: { sql: string; bindings: readonly number[] },
  p: { after: number; chunk: number },
): Promise<number | null> => {
  const [row] = await rawRows<{ id: number | null }>(
    trx,
    `select max(reader_id) as id from
       (select i.reader_id from bulletin_recipient i where i.state = 'digest' and ${which.sql} and i.reader_id > ? order by i.reader_id limit ?) as piece`,
    [...which.bindings, p.after, p.chunk],
  );
  return row?.id ?? null;
};

/** The next piece of a digest that is over. Answers where to go on, null at the end. */
export const settleDigestChunk = async (
  trx: Trx,
  p: { digestId: number; after: number; chunk: number },
): Promise<number | null> => {
  const which = { sql: 'i.digest_id = ?', bindings: [p.digestId] };
  const to = await nextEnd(trx, which, p);
  if (to !== null) await settleWhere(trx, which, { after: p.after, to });
  return to;
};

/** Digests that are over and have an item without an outcome, or nobody has looked yet. */
export const listUnsettledDigests = async (trx: Pick<Trx, 'engine' | 'knex'>): Promise<number[]> =>
  (
    await rawRows<{ id: number }>(
      trx,
      `select b.id from digest d join bulletin b on b.id = d.bulletin_id
       where d.settled = 0 and b.state in ('finished', 'finishedOpen', 'cancelled')`,
    )
  ).map((row) => row.id);

/** Every item of it has its outcome; false while a mail of a cancelled one is still on its way. */
export const closeDigest = async (trx: Trx, digestId: number): Promise<boolean> => {
  const [left] = await rawRows(
    trx,
    `select 1 as one from bulletin_recipient where state = 'digest' and digest_id = ? limit 1`,
    [digestId],
  );
  if (left) return false;
  await trx.knex('digest').where({ bulletin_id: digestId }).update({ settled: 1 });
  return true;
};

/** Readers whose mail of a digest is not begun: from these an item can still be taken out. On PostgreSQL nobody claims them meanwhile. */
const holdMails = async (trx: Trx, digestId: number, readers: readonly number[]): Promise<Set<number>> =>
  new Set(
    (
      await rawRows<{ reader_id: number }>(
        trx,
        `select reader_id from bulletin_recipient where ${someOf(trx.engine)} and state in ('waiting', 'deferred')
         ${trx.engine === 'postgres' ? 'for update skip locked' : ''}`,
        [digestId, theseOf(trx.engine, readers)],
      )
    ).map((row) => row.reader_id),
  );

/** Mails of a digest in which nothing is left never leave. */
const endEmpty = async (trx: Trx, digestId: number, readers: readonly number[]): Promise<void> => {
  mustMove('waiting', 'cancelled');
  const rows = await rawRows<Changed>(
    trx,
    `update bulletin_recipient set state = 'cancelled', reason = 'digest.empty' where ${someOf(trx.engine)} and state in ('waiting', 'deferred')
       and not exists (select 1 from bulletin_recipient i where i.state = 'digest' and i.reader_id = bulletin_recipient.reader_id and i.digest_id = ?)
     returning bulletin_id, language, queue_id, state`,
    [digestId, theseOf(trx.engine, readers), digestId],
  );
  await count(trx, rows, 'waiting');
};

type End = {
  to: LetterState;
  reason: string;
  /** A correction: where its own row waits as well, it takes the place of the item. */
  instead?: number;
};

/**
 * Ends items before their mail is begun; one whose mail is under way or gone stays as it is, and ends with that. Answers how many.
 * A mail in which nothing is left is cancelled in the same transaction.
 */
const takeOut = async (trx: Trx, items: readonly Item[], end: End): Promise<number> => {
  mustMove('digest', end.to);
  let taken = 0;
  for (const [digestId, group] of Map.groupBy(items, (item) => item.digest_id)) {
    const readers = [...new Set(group.map((item) => item.reader_id))];
    const free = digestId === null ? new Set(readers) : await holdMails(trx, digestId, readers);
    for (const [bulletinId, some] of Map.groupBy(group, (item) => item.bulletin_id)) {
      const ids = some.map((item) => item.reader_id).filter((id) => free.has(id));
      const rows = await rawRows<Changed>(
        trx,
        `update bulletin_recipient set state = ?, reason = ? where ${someOf(trx.engine)} and state = 'digest'
           and ${digestId === null ? 'digest_id is null' : 'digest_id = ?'} returning bulletin_id, language, queue_id, state`,
        [end.to, end.reason, bulletinId, theseOf(trx.engine, ids), ...(digestId === null ? [] : [digestId])],
      );
      await count(trx, rows, 'digest');
      taken += rows.length;
    }
    if (digestId === null) continue;
    const held = theseOf(trx.engine, [...free]);
    if (end.instead !== undefined)
      await noteItems(
        trx,
        digestId,
        await rawRows<{ bulletin_id: number }>(
          trx,
          `update bulletin_recipient set digest_id = ? where ${someOf(trx.engine)} and state = 'digest' and digest_id is null returning bulletin_id`,
          [digestId, end.instead, held],
        ),
      );
    await endEmpty(trx, digestId, [...free]);
  }
  return taken;
};

const listItems = (trx: Trx, where: string, bindings: readonly unknown[]): Promise<Item[]> =>
  rawRows<Item>(
    trx,
    `select i.bulletin_id, i.reader_id, i.digest_id from bulletin_recipient i where i.state = 'digest' and ${where}`,
    bindings,
  );

/**
 * The next piece of a bulletin that was cancelled: what is not begun leaves the open digests, what is gone gets its outcome. Answers where
 * to go on, null at the end.
 */
export const cancelItemsChunk = async (
  trx: Trx,
  p: { bulletinId: number; after: number; chunk: number; to: LetterState; reason: string },
): Promise<number | null> => {
  const which = { sql: 'i.bulletin_id = ?', bindings: [p.bulletinId] };
  const to = await nextEnd(trx, which, p);
  if (to === null) return null;
  await settleWhere(trx, which, { after: p.after, to });
  const items = await listItems(trx, 'i.bulletin_id = ? and i.reader_id > ? and i.reader_id <= ?', [
    p.bulletinId,
    p.after,
    to,
  ]);
  await takeOut(trx, items, { to: p.to, reason: p.reason });
  return to;
};

/** A correction was written out to these readers: it stands where the bulletin itself waits for a digest. */
export const replaceItems = async (
  trx: Trx,
  p: { bulletinId: number; correctionId: number; readers: readonly number[] },
): Promise<void> => {
  if (p.readers.length === 0) return;
  const items = await listItems(trx, `i.bulletin_id = ? and i.reader_id in ${inList(trx.engine)}`, [
    p.bulletinId,
    JSON.stringify(p.readers),
  ]);
  await takeOut(trx, items, { to: 'withdrawn', reason: 'bulletin.corrected', instead: p.correctionId });
};

/** A reader left altogether: nothing waits any more. */
export const leaveItems = async (trx: Trx, readerId: number): Promise<void> => {
  const items = await listItems(trx, 'i.reader_id = ?', [readerId]);
  await takeOut(trx, items, { to: 'withdrawn', reason: 'reader.left' });
};

/** `to` has no row of this bulletin: what it has already is not given to it twice. */
const hasNone = `not exists (select 1 from bulletin_recipient o where o.bulletin_id = bulletin_recipient.bulletin_id and o.reader_id = ?)`;
/** A digest's mail of a reader (bound) that is not begun. */
const mailOpen = `exists (select 1 from bulletin_recipient m where m.bulletin_id = bulletin_recipient.digest_id and m.reader_id = ? and m.state in ('waiting', 'deferred'))`;

/**
 * Two registrations of one person become one: what has not left yet for the one that goes leaves for the other, unless it has that already.
 * A bulletin is under way for hours, a digest for minutes; a mail that is with a worker now goes to the one that it was made for.
 */
export const inheritItems = async (trx: Trx, from: number, to: number): Promise<void> => {
  // The digest's own mail first: where it goes, its items stay in it.
  await rawRows(
    trx,
    `update bulletin_recipient set reader_id = ? where reader_id = ? and state in ('waiting', 'deferred') and ${hasNone}`,
    [to, from, to],
  );
  await rawRows(
    trx,
    `update bulletin_recipient set reader_id = ? where reader_id = ? and state = 'digest' and ${hasNone}
       and (digest_id is null or ${mailOpen})`,
    [to, from, to, to],
  );
  // The other's mail of that digest has left: what was in this one waits for the next.
  await rawRows(
    trx,
    `update bulletin_recipient set reader_id = ?, digest_id = null where reader_id = ? and state = 'digest' and ${hasNone} and ${mailOpen}`,
    [to, from, to, from],
  );
};

/** A reader left topics (ids): what waits only because of them goes. What follows a bulletin keeps its readers whatever their topics are. */
export const leaveTopicItems = async (trx: Trx, readerId: number, topicIds: readonly number[]): Promise<void> => {
  if (topicIds.length === 0) return;
  const items = await listItems(
    trx,
    `i.reader_id = ? and exists (select 1 from bulletin b where b.id = i.bulletin_id and b.kind = 'normal')
     and exists (select 1 from bulletin_topic t where t.bulletin_id = i.bulletin_id and t.topic_id in ${inList(trx.engine)})
     and not exists (select 1 from bulletin_topic t join reader_topic o on o.topic_id = t.topic_id
       where t.bulletin_id = i.bulletin_id and o.reader_id = i.reader_id)`,
    [readerId, JSON.stringify(topicIds)],
  );
  await takeOut(trx, items, { to: 'withdrawn', reason: 'topic.left' });
};
