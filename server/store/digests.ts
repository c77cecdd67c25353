/**
 * Digests: which day had one, and the readers that get one with what waits for them. An item is the row of a bulletin's recipient in the
 * state `digest`: unique per reader and bulletin, so that nothing can stand in two digests and nothing gets lost between two.
 */
import { type Language, languages } from '../contract/codes.ts';
import { domainClass, domainClasses } from '../lib/domainClasses.ts';
import { moveCounts } from './bulletinCounts.ts';
import type { BulletinRow } from './bulletins.ts';
import type { Source, Trx } from './db.ts';
import { inList, rawRows } from './dialect.ts';
import { noteItems } from './digestItems.ts';
import { ensureQueue } from './queues.ts';

export type DigestRow = {
  /** `2026-11-29`, Japan time: a day has one digest, whatever dies in between. */
  day: string;
  /** 1: readers who want one mail a week were meant too. */
  weekly: number;
  /** Null: nothing waited. */
  bulletin_id: number | null;
  settled: number;
  created_at: number;
};

/** Claims a day; false when it has been claimed before. */
export const insertDigest = async (trx: Trx, row: Omit<DigestRow, 'settled'>): Promise<boolean> =>
  (await trx.knex('digest').insert(row).onConflict('day').ignore().returning('day')).length > 0;

export const setDigestBulletin = async (trx: Trx, day: string, bulletinId: number): Promise<void> => {
  await trx.knex('digest').where({ day }).update({ bulletin_id: bulletinId });
};

export const findDigestOfDay = async (source: Source, day: string): Promise<DigestRow | undefined> =>
  source.knex('digest').where({ day }).first();

/** Day of the first digest that was ever due, and of the last that weekly readers were in. */
export const readDigestDays = async (source: Source): Promise<{ first: string | null; weekly: string | null }> => {
  const [row] = await rawRows<{ first: string | null; weekly: string | null }>(
    source,
    'select min(day) as first, max(case when weekly = 1 then day end) as weekly from digest',
  );
  return { first: row?.first ?? null, weekly: row?.weekly ?? null };
};

/** Bulletins that a digest took up, with for how many readers; oldest first. */
export const listDigestItems = async (
  source: Source,
  digestId: number,
): Promise<{ public_id: string; people: number }[]> =>
  source
    .knex('digest_item')
    .join('bulletin', 'bulletin.id', 'digest_item.bulletin_id')
    .where({ digest_id: digestId })
    .orderBy(['bulletin.started_at', 'bulletin.id'])
    .select('bulletin.public_id', 'people');

/** Newest first; only those in which something went. */
export const listDigests = async (source: Source, limit: number): Promise<(DigestRow & { public_id: string })[]> =>
  source
    .knex('digest')
    .join('bulletin', 'bulletin.id', 'digest.bulletin_id')
    .orderBy('day', 'desc')
    .limit(limit)
    .select('digest.*', 'bulletin.public_id');

/** Bulletins whose items may be gathered: what goes on or is done; not what is paused or cancelled, nor while its first wave is tried. */
const OPEN = `(b.state in ('finished', 'finishedOpen') or (b.state = 'sending' and b.wave_state <> 'first'))`;
/**
 * Items of readers whose hour it is. Who has left, or is erased, is gathered too: the claim ends those rows with the right word.
 * Bound: 1 when weekly readers are meant. The items come first (`cross join` keeps the order): by bulletin every ended row would be looked at.
 */
const DUE = `from bulletin_recipient i cross join bulletin b left join reader r on r.id = i.reader_id
  where b.id = i.bulletin_id and i.state = 'digest' and i.digest_id is null and ${OPEN}
    and (r.id is null or r.state in ('left', 'pending') or r.rhythm <> 'weekly' or cast(? as integer) = 1)`;

export const isAnythingDue = async (source: Source, weekly: boolean): Promise<boolean> =>
  (await rawRows(source, `select 1 as one ${DUE} limit 1`, [weekly ? 1 : 0])).length > 0;

/** Bulletins of which something waits for a digest, oldest first. */
export const listGathered = async (source: Source): Promise<number[]> =>
  (
    await rawRows<{ id: number }>(
      source,
      `select b.id from bulletin b where ${OPEN} and exists
         (select 1 from bulletin_count c where c.bulletin_id = b.id and c.state = 'digest' and c.n > 0) order by b.started_at, b.id`,
    )
  ).map((row) => row.id);

type Found = { reader_id: number; language: string | null; written: string; domain: string | null };

/** The next readers with an item that is due. */
const listReadersDue = async (trx: Trx, p: { after: number; weekly: number; limit: number }): Promise<Found[]> =>
  rawRows<Found>(
    trx,
    `select i.reader_id, max(r.language) as language, max(r.domain) as domain, max(i.language) as written
     ${DUE} and i.reader_id > ? group by i.reader_id order by i.reader_id limit ?`,
    [p.weekly, p.after, p.limit],
  );

const queuesOf = async (trx: Trx, digest: BulletinRow, now: number): Promise<Map<string, number>> => {
  const known: { domain_class: string; id: number }[] = await trx
    .knex('queue')
    .where({ bulletin_id: digest.id, lane: 'bulletin' })
    .select('domain_class', 'id');
  const queues = new Map(known.map((q) => [q.domain_class, q.id]));
  for (const name of domainClasses.filter((one) => !queues.has(one))) {
    const queue = {
      lane: 'bulletin',
      domainClass: name,
      bulletinId: digest.id,
      priority: digest.priority,
      now,
    } as const;
    queues.set(name, await ensureQueue(trx, queue));
  }
  return queues;
};

type NewRow = { language: Language; queue_id: number };

/** A row of the digest for each reader: in the language of now, or of the item where nobody knows the reader any more. */
const insertRows = async (
  trx: Trx,
  digest: BulletinRow,
  found: readonly Found[],
  now: number,
): Promise<readonly NewRow[]> => {
  const queues = await queuesOf(trx, digest, now);
  const rows = found.map((one) => [
    one.reader_id,
    languages.indexOf((one.language ?? one.written) as Language),
    queues.get(one.domain === null ? 'other' : domainClass(one.domain))!,
  ]);
  const json = JSON.stringify(rows);
  const [list, at] =
    trx.engine === 'sqlite'
      ? ['json_each(?)', (n: number) => `value ->> ${n}`]
      : ['json_array_elements(?::json) as value', (n: number) => `cast(value ->> ${n} as integer)`];
  const words = languages.map((language, i) => `when ${i} then '${language}'`).join(' ');
  return rawRows<NewRow>(
    trx,
    `insert into bulletin_recipient (bulletin_id, reader_id, language, queue_id, state, next_at)
     select cast(? as integer), ${at(0)}, case ${at(1)} ${words} end, ${at(2)}, 'waiting', cast(? as bigint) from ${list}
     where true on conflict do nothing returning language, queue_id`,
    [digest.id, now, json],
  );
};

/** The next of one; `weekly` says whether it is for weekly readers too. */
const readGathering = async (trx: Trx, bulletinId: number): Promise<(BulletinRow & { weekly: number }) | undefined> =>
  trx
    .knex('bulletin')
    .join('digest', 'digest.bulletin_id', 'bulletin.id')
    .where({ 'bulletin.id': bulletinId, 'bulletin.state': 'sending', expanded: 0 })
    .first('bulletin.*', 'digest.weekly');

/**
 * Gathers for the next readers (at most `chunk`): a row of the digest for each, and their items belong to it from now on; cursor and
 * counters move in the same transaction, so that a process that dies here has done all of a chunk or nothing. Answers whether more is to come.
 */
export const gatherChunk = async (
  trx: Trx,
  p: { bulletinId: number; chunk: number; now: number },
): Promise<{ added: number; more: boolean }> => {
  const digest = await readGathering(trx, p.bulletinId);
  if (!digest) return { added: 0, more: false };
  const { weekly } = digest;
  const found = await listReadersDue(trx, { after: digest.cursor_id, weekly, limit: p.chunk });
  const rows = found.length === 0 ? [] : await insertRows(trx, digest, found, p.now);
  if (found.length > 0) {
    const taken = await rawRows<{ bulletin_id: number }>(
      trx,
      `update bulletin_recipient set digest_id = ? where state = 'digest' and digest_id is null and reader_id in ${inList(trx.engine)}
       and bulletin_id + 0 in (select b.id from bulletin b where ${OPEN}) returning bulletin_id`,
      [digest.id, JSON.stringify(found.map((one) => one.reader_id))],
    );
    await noteItems(trx, digest.id, taken);
  }
  const counts = Map.groupBy(rows, (row) => `${row.language}|${row.queue_id}`);
  await moveCounts(
    trx,
    digest.id,
    [...counts.values()].map((same) => {
      const { language, queue_id: queueId } = same[0]!;
      return { language, queueId, from: null, to: 'waiting' as const, n: same.length };
    }),
  );
  const more = found.length === p.chunk;
  const cursor_id = found.at(-1)?.reader_id ?? digest.cursor_id;
  await trx
    .knex('bulletin')
    .where({ id: digest.id })
    .update({ cursor_id, expanded: more ? 0 : 1 });
  return { added: rows.length, more };
};

/** Nothing more is gathered: it was cancelled, or is too late. What has no digest yet waits for the next one. */
export const closeGathering = async (trx: Trx, bulletinId: number): Promise<void> => {
  await trx.knex('bulletin').where({ id: bulletinId }).update({ expanded: 1 });
};

/** Bulletins of which a reader's mail is made, oldest first; empty when all of them were taken out. */
export const listItemsOf = async (source: Source, digestId: number, readerId: number): Promise<number[]> =>
  (
    await rawRows<{ bulletin_id: number }>(
      source,
      `select i.bulletin_id from bulletin_recipient i join bulletin b on b.id = i.bulletin_id
       where i.state = 'digest' and i.reader_id = ? and i.digest_id = ? order by b.started_at, b.id`,
      [readerId, digestId],
    )
  ).map((row) => row.bulletin_id);
