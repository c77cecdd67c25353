/** Writing out the audience of a bulletin in small chunks, and ending what is left of one that was cancelled, expired or done. */

import type { BulletinState, LetterState } from '../contract/codes.ts';
import { mustMove } from '../contract/letterMoves.ts';
import { domainClass, domainClasses } from '../lib/domainClasses.ts';
import { hasTopicOf, nextPiece, type Piece, within } from './audiencePieces.ts';
import { audienceCondition, readAudience } from './audiences.ts';
import { type Moved, moveCounts } from './bulletinCounts.ts';
import { insertBulletinEvent } from './bulletinEvents.ts';
import { type BulletinRow, isUrgent, needsTerms } from './bulletins.ts';
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';
import { replaceItems } from './digestItems.ts';
import { ensureQueue } from './queues.ts';
import { someOf, theseOf } from './recipients.ts';
import { RESTED } from './suspensions.ts';
import { TERMS_KEPT } from './terms.ts';

/** No number of rows is beyond, on either engine. */
const LAST_ROW = 2_147_483_647;
/** A queue whose bulletin is over is never looked at again. */
const NEVER = 8_000_000_000_000_000;

export type Expanding = Pick<
  BulletinRow,
  | 'id'
  | 'public_id'
  | 'kind'
  | 'priority'
  | 'cursor_id'
  | 'cut_id'
  | 'revision'
  | 'state'
  | 'expanded'
  | 'audience'
  | 'wave_size'
  | 'wave_state'
  | 'wave_sent'
  | 'parent_id'
>;

export const findBulletinRow = async (source: Source, id: number): Promise<BulletinRow | undefined> =>
  source.knex('bulletin').where({ id }).first();

/** Bulletins whose audience is not yet written out, most urgent first; one whose first wave is written out waits for its outcome. */
export const listUnexpanded = async (source: Source): Promise<Expanding[]> =>
  source
    .knex('bulletin')
    .where({ state: 'sending', expanded: 0 })
    .where((open) =>
      open
        .whereNot({ wave_state: 'first' })
        .orWhere('wave_sent', '<', source.knex.ref('wave_size'))
        .orWhere({ cut_id: 0 }),
    )
    .orderBy([{ column: 'priority', order: 'desc' }, 'id']);

/** Who is in is closed once: readers that register later are not part of this bulletin. */
const closeAudience = async (trx: Trx, bulletin: Expanding): Promise<number> => {
  if (bulletin.cut_id > 0) return bulletin.cut_id;
  const row = (await trx.knex('reader').max('id as id').first()) as { id: number | null };
  const cut = row.id ?? 0;
  await trx.knex('bulletin').where({ id: bulletin.id }).update({ cut_id: cut });
  return cut;
};

/** The queue of each class of recipient domains, made at the first chunk; later ones find them in one look. */
const queuesOf = async (trx: Trx, bulletin: Expanding, now: number): Promise<Map<string, number>> => {
  const lane = isUrgent(bulletin) ? 'emergency' : 'bulletin';
  const known: { domain_class: string; id: number }[] = await trx
    .knex('queue')
    .where({ bulletin_id: bulletin.id, lane })
    .select('domain_class', 'id');
  const queues = new Map(known.map((q) => [q.domain_class, q.id]));
  for (const name of domainClasses.filter((one) => !queues.has(one))) {
    const queue = { lane, domainClass: name, bulletinId: bulletin.id, priority: bulletin.priority, now } as const;
    queues.set(name, await ensureQueue(trx, queue));
  }
  return queues;
};

/** SQL that picks the queue by domain; only domains of this piece that have a class of their own are named. */
const queueCase = async (trx: Trx, queues: ReadonlyMap<string, number>, piece: Piece) => {
  const { sql, bindings } = within(trx, piece);
  const domains = await rawRows<{ domain: string }>(
    trx,
    `select distinct r.domain from reader r where ${sql}`,
    bindings,
  );
  const special = domains.map((d) => d.domain).filter((d) => domainClass(d) !== 'other');
  const whens = special.map(() => 'when ? then cast(? as integer)').join(' ');
  const other = queues.get('other')!;
  return special.length > 0
    ? {
        sql: `case r.domain ${whens} else cast(? as integer) end`,
        bindings: [...special.flatMap((d) => [d, queues.get(domainClass(d))!]), other],
      }
    : { sql: 'cast(? as integer)', bindings: [other] };
};

const countNew = async (trx: Trx, bulletinId: number, rows: readonly NewRow[]) => {
  const sums = new Map<string, Moved>();
  for (const row of rows) {
    const name = `${row.language}|${row.queue_id}|${row.state}`;
    const sum = sums.get(name);
    if (sum) sum.n += 1;
    else sums.set(name, { language: row.language, queueId: row.queue_id, from: null, to: row.state, n: 1 });
  }
  await moveCounts(trx, bulletinId, [...sums.values()]);
};

/** How rows of people begin who will not get it any more: the bulletin was cancelled, or its deadline is over. */
export type Ended = { to: LetterState; reason: string };

/**
 * Writes out the next readers (at most `chunk` looked at) and moves the stored cursor, in one transaction.
 * `languages`: languages of readers that can read it. `ended`: nothing is sent any more, and everybody who has no row gets one that says
 * so, or nobody would ever find them again. Answers whether more is to come; false as well when it is not being sent any more.
 */
export const expandChunk = async (
  trx: Trx,
  p: { bulletinId: number; languages: readonly string[]; chunk: number; now: number; ended?: Ended },
): Promise<{ added: number; more: boolean }> => {
  const bulletin: Expanding | undefined = await trx.knex('bulletin').where({ id: p.bulletinId }).first();
  if (!bulletin || (bulletin.state !== 'sending' && !p.ended) || bulletin.expanded === 1)
    return { added: 0, more: false };
  // A first wave takes only so many; the rest is written out when it went well.
  const wave = bulletin.wave_state === 'first' && !p.ended;
  const room = wave ? bulletin.wave_size - bulletin.wave_sent : Number.MAX_SAFE_INTEGER;
  if (room <= 0) return { added: 0, more: false };
  const cut = await closeAudience(trx, bulletin);
  const piece = await nextPiece(trx, bulletin, { cut, chunk: p.chunk });
  if (piece === null) {
    await closeExpansion(trx, bulletin.id);
    return { added: 0, more: false };
  }
  const { to } = piece;
  const rows = await writeRows(trx, { ...p, bulletin, piece, room });
  await countNew(trx, bulletin.id, rows);
  if (bulletin.kind === 'correction' && bulletin.parent_id !== null && !p.ended)
    await replaceItems(trx, {
      bulletinId: bulletin.parent_id,
      correctionId: bulletin.id,
      readers: rows.map((row) => row.reader_id),
    });
  // Who waits for a digest tries nothing out.
  const tried = rows.filter((row) => row.state !== 'digest').length;
  // When the wave is full, the rest of the chunk is looked at again later.
  const reached = rows.length >= room ? Math.max(...rows.map((r) => r.reader_id)) : to;
  await trx
    .knex('bulletin')
    .where({ id: bulletin.id })
    .update({
      cursor_id: reached,
      expanded: reached >= cut ? 1 : 0,
      wave_sent: wave ? bulletin.wave_sent + tried : bulletin.wave_sent,
    });
  return { added: rows.length, more: reached < cut && rows.length < room };
};

type NewRow = { reader_id: number; language: string; queue_id: number; state: LetterState };

/** What readers who want one mail a day or a week get with their digest. Emergencies never wait, and a drill tries out what is sent at once. */
const isGathered = (bulletin: Expanding): boolean =>
  !isUrgent(bulletin) && ['normal', 'correction', 'redelivery'].includes(bulletin.kind);

/** Rows of the readers of a piece that are in, at most `room` of them. */
const writeRows = async (
  trx: Trx,
  p: {
    bulletin: Expanding;
    languages: readonly string[];
    now: number;
    ended?: Ended;
    piece: Piece;
    room: number;
  },
): Promise<NewRow[]> => {
  const { bulletin, piece } = p;
  const queue = await queueCase(trx, await queuesOf(trx, bulletin, p.now), piece);
  const among = within(trx, piece);
  const inside = audienceCondition(readAudience(bulletin.audience), hasTopicOf(trx, bulletin.id));
  const gathers = isGathered(bulletin) && !p.ended;
  const answered = needsTerms(bulletin);
  // The state is asked for in a way that no index answers: SQLite would go through all active readers for every chunk.
  return rawRows<NewRow>(
    trx,
    `insert into bulletin_recipient (bulletin_id, reader_id, language, queue_id, state, reason, next_at)
     select cast(? as integer), r.id, r.language, ${queue.sql}, ${gathers ? `case when r.rhythm = 'atOnce' then cast(? as text) else 'digest' end` : 'cast(? as text)'}, cast(? as text), cast(? as bigint) from reader r
     where ${among.sql} and (r.state || '' = 'active' or (r.state || '' = 'suspended' and ${RESTED})) and r.language in (${p.languages.map(() => '?').join()})
       and ${inside.sql}${answered ? ` and ${TERMS_KEPT}` : ''} order by r.id limit ?
     on conflict do nothing returning reader_id, language, queue_id, state`,
    [
      bulletin.id,
      ...queue.bindings,
      p.ended?.to ?? 'waiting',
      p.ended?.reason ?? null,
      p.now,
      ...among.bindings,
      bulletin.id,
      p.now,
      ...p.languages,
      ...inside.bindings,
      ...(answered ? [p.now] : []),
      // What the piece may hold is bounded by how it was cut; of a first wave only so many are taken.
      Math.min(p.room, LAST_ROW),
    ],
  );
};

const OPEN = `('waiting', 'deferred', 'sending')`;

export type Unsettled = { id: number; kind: string; revision: number; state: string; late: boolean };

/** Bulletins that may be over: being sent and written out, or cancelled with rows left. */
export const listUnsettled = async (source: Source, now: number): Promise<Unsettled[]> => {
  const rows = await rawRows<Omit<Unsettled, 'late'> & { deadline_at: number | null }>(
    source,
    `select b.id, b.kind, b.revision, b.state, b.deadline_at from bulletin b
     where (b.state = 'sending' and (b.expanded = 1 or b.deadline_at <= ?))
        or (b.state = 'paused' and b.deadline_at <= ? and (b.expanded = 0
            or exists (select 1 from bulletin_count c where c.bulletin_id = b.id and c.state = 'waiting' and c.n > 0)))
        or (b.state = 'finishedOpen' and not exists (select 1 from bulletin_count c where c.bulletin_id = b.id and c.state = 'unknown' and c.n > 0))
        or (b.state = 'cancelled' and (b.expanded = 0 and b.started_at is not null
            or exists (select 1 from bulletin_count c where c.bulletin_id = b.id and c.state in ('waiting', 'digest') and c.n > 0)))`,
    [now, now],
  );
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind,
    revision: r.revision,
    state: r.state,
    late: r.deadline_at !== null && r.deadline_at <= now,
  }));
};

/** Ends waiting rows (never leased ones). Answers how many; 0 when none is left. */
export const endWaiting = async (
  trx: Trx,
  p: { bulletinId: number; to: LetterState; reason: string; chunk: number },
): Promise<number> => {
  for (const from of ['waiting', 'deferred'] as const) mustMove(from, p.to);
  const ids = await rawRows<{ reader_id: number }>(
    trx,
    // By its queues, whose index holds what is open and nothing else: of the bulletin every ended row would be looked at again.
    `select reader_id from bulletin_recipient
     where queue_id in (select id from queue where bulletin_id = ?) and state in ('waiting', 'deferred') limit ?
     ${trx.engine === 'postgres' ? 'for update skip locked' : ''}`,
    [p.bulletinId, p.chunk],
  );
  if (ids.length === 0) return 0;
  const rows = await rawRows<{ language: string; queue_id: number }>(
    trx,
    `update bulletin_recipient set state = ?, reason = ? where ${someOf(trx.engine)}
       and state in ('waiting', 'deferred') returning language, queue_id`,
    [
      p.to,
      p.reason,
      p.bulletinId,
      theseOf(
        trx.engine,
        ids.map((r) => r.reader_id),
      ),
    ],
  );
  await moveCounts(
    trx,
    p.bulletinId,
    rows.map((r): Moved => ({ language: r.language, queueId: r.queue_id, from: 'waiting', to: p.to, n: 1 })),
  );
  return rows.length;
};

/** The audience is written out to the last reader. */
const closeExpansion = async (trx: Trx, bulletinId: number): Promise<void> => {
  await trx.knex('bulletin').where({ id: bulletinId }).update({ expanded: 1 });
};

const hasOpenRows = async (source: Source, bulletinId: number): Promise<boolean> =>
  (
    await rawRows(
      source,
      `select 1 as one from bulletin_recipient where bulletin_id = ? and state in ${OPEN} limit 1`,
      [bulletinId],
    )
  ).length > 0;

/** How many mails of a bulletin may or may not have arrived. */
const countUnknown = async (source: Source, bulletinId: number): Promise<number> => {
  const [row] = await rawRows<{ n: number | null }>(
    source,
    `select sum(n) as n from bulletin_count where bulletin_id = ? and state = 'unknown'`,
    [bulletinId],
  );
  return Number(row?.n ?? 0);
};

const endAs = async (
  trx: Trx,
  bulletinId: number,
  p: { now: number; from: BulletinState; act: 'finish' | 'finishOpen' | 'settle'; open: number },
): Promise<boolean> => {
  const to: BulletinState = p.act === 'finishOpen' ? 'finishedOpen' : 'finished';
  const query = trx.knex('bulletin').where({ id: bulletinId, state: p.from, expanded: 1 });
  const [ended] = (await query
    .update({ state: to, changed_at: p.now, ...(p.act === 'settle' ? {} : { finished_at: p.now }) })
    .returning('revision')) as { revision: number }[];
  if (!ended) return false;
  await insertBulletinEvent(trx, {
    bulletin_id: bulletinId,
    happened_at: p.now,
    actor: 'clock',
    act: p.act,
    from_state: p.from,
    to_state: to,
    revision: ended.revision,
    hash: null,
    comment: null,
    data: p.open > 0 ? JSON.stringify({ open: p.open }) : null,
  });
  return true;
};

/** The last open outcome of a finished bulletin is known: it is finished for good. */
export const settleOpenOnes = async (trx: Trx, bulletinId: number, now: number): Promise<boolean> =>
  (await countUnknown(trx, bulletinId)) === 0 &&
  endAs(trx, bulletinId, { now, from: 'finishedOpen', act: 'settle', open: 0 });

/**
 * Marks a bulletin as finished when it is written out and every row is final; with open ones when of some nobody knows what
 * became of them. Its queues are never looked at again.
 */
export const finishBulletin = async (trx: Trx, bulletinId: number, now: number): Promise<boolean> => {
  const [waiting] = await rawRows<{ n: number | null }>(
    trx,
    `select sum(n) as n from bulletin_count where bulletin_id = ? and state = 'waiting'`,
    [bulletinId],
  );
  if (Number(waiting?.n ?? 0) > 0 || (await hasOpenRows(trx, bulletinId))) return false;
  const open = await countUnknown(trx, bulletinId);
  await closeQueues(trx, bulletinId);
  return endAs(trx, bulletinId, { now, from: 'sending', act: open > 0 ? 'finishOpen' : 'finish', open });
};

export const closeQueues = async (trx: Trx, bulletinId: number): Promise<void> => {
  await trx.knex('queue').where({ bulletin_id: bulletinId }).update({ next_at: NEVER });
};

/** All bulletins that were ever written out, for a recount. */
export const listStartedBulletins = async (source: Source): Promise<{ id: number; public_id: string }[]> =>
  source
    .knex('bulletin')
    .whereNotNull('started_at')
    .where({ recipients_gone: 0 })
    .orderBy('id')
    .select('id', 'public_id');
