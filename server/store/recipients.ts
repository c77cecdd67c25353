/** Recipients of a bulletin: claiming with the readers behind them, recording, giving back. Counters move in the same transaction. */

import type { LetterState } from '../contract/codes.ts';
import { mustMove } from '../contract/letterMoves.ts';
import type { LimitKind } from '../lib/domainClasses.ts';
import { type Moved, moveCounts } from './bulletinCounts.ts';
import type { Db, Source, Trx } from './db.ts';
import { type Columns, type Engine, inClaim, inList, manyRows, rawRows } from './dialect.ts';
import { type Lease, type Lost, onlyLost } from './letterClaims.ts';
import { addAttempts, addOutcomes, type NewAttempt, type NewOutcome } from './outcomes.ts';
import { LONGEST_REST } from './queues.ts';
import { readBlocked } from './suppressions.ts';
import { beginProbes, RESTED } from './suspensions.ts';

/** Spelled as in the partial index `bulletin_recipient_claim`. */
const OPEN = `state in ('waiting', 'deferred')`;

/** A leased row, asked for in a way that no index answers: named rows are found by their names, and not among all that are leased. */
const LEASED = (of = ''): string => `${of}state || '' = 'sending'`;

/**
 * Of a bulletin that is younger than its figures PostgreSQL's planner believes that it has one row: `bulletin_id` alone then seems to be
 * enough of an index, and every statement goes through the whole bulletin. So the number of the bulletin never stands there by itself.
 */
export const someOf = (engine: Engine): string =>
  engine === 'postgres'
    ? '(bulletin_id, reader_id) in (select cast(? as integer), value from unnest(cast(? as bigint[])) as value offset 0)'
    : `bulletin_id = ? and reader_id in ${inList(engine)}`;

/** Reader ids as `someOf` takes them: PostgreSQL's planner knows how many an array holds, and takes any JSON for a hundred. */
export const theseOf = (engine: Engine, ids: readonly number[]): string =>
  engine === 'postgres' ? `{${ids.join()}}` : JSON.stringify(ids);

/** The rows of a bulletin (bound) that `which` picks for one of several claimers; on PostgreSQL by their place. */
const chosenOf = (engine: Engine, which: string): string =>
  engine === 'postgres'
    ? `bulletin_id + 0 = ? and ctid ${inClaim(engine, `select ctid from bulletin_recipient where ${which}`)}`
    : `bulletin_id = ? and reader_id ${inClaim(engine, `select reader_id from bulletin_recipient where ${which}`)}`;

/** Mails to a braked domain are looked at again after this. */
const BRAKE_PAUSE = 5 * 60_000;

export type RecipientRow = {
  bulletin_id: number;
  reader_id: number;
  language: string;
  queue_id: number;
  attempts: number;
  crashes: number;
  lease_token: number;
};

/** A claimed recipient with what is needed of the reader now; the sealed address is opened by delivery. */
export type ClaimedRecipient = RecipientRow & { public_id: number; email: Buffer; link_epoch: number };

type ReaderNow = {
  id: number;
  public_id: number;
  email: Buffer;
  email_index: Buffer;
  domain: string;
  link_epoch: number;
  state: string;
  /** 1: its rest is over, and this bulletin is its probe. */
  rested: number;
  /** 1: bulletins to its domain wait until staff have decided (brakes.ts). */
  braked: number;
};

const readerNow: Columns<ReaderNow> = {
  id: 'r.id',
  public_id: 'r.public_id',
  email: { bytes: 'r.email' },
  email_index: { bytes: 'r.email_index' },
  domain: 'r.domain',
  link_epoch: 'r.link_epoch',
  state: 'r.state',
  rested: `case when r.state = 'suspended' and ${RESTED} then 1 else 0 end`,
  braked: `case when exists (select 1 from brake k where k.state = 'on' and k.domain = r.domain) then 1 else 0 end`,
};

/** The reader as of now: who left meanwhile must not get the mail any more. */
const readReaders = async (
  trx: Trx,
  ids: readonly number[],
  p: { bulletinId: number; now: number },
): Promise<Map<number, ReaderNow>> => {
  const from = `reader r where r.id in ${inList(trx.engine)}`;
  const rows = await manyRows(trx, readerNow, { from, bindings: [p.bulletinId, p.now, JSON.stringify(ids)] });
  return new Map(rows.map((r) => [r.id, r]));
};

/** Whether a mail may leave to this reader, and if not, why not. */
const standing = (reader: ReaderNow | undefined, blocked: (reader: ReaderNow) => boolean): [LetterState, string] => {
  if (!reader) return ['withdrawn', 'reader.erased'];
  if (reader.state === 'left' || reader.state === 'pending') return ['withdrawn', `reader.${reader.state}`];
  if (reader.state === 'suspended' && Number(reader.rested) === 0) return ['suppressed', 'reader.suspended'];
  return blocked(reader) ? ['suppressed', 'suppression'] : ['sending', ''];
};

/**
 * Leases the oldest due recipients of one queue of a bulletin that is being sent. Readers that left meanwhile end as `withdrawn`,
 * suspended ones as `suppressed`, here and now.
 */
export const claimRecipients = async (
  trx: Trx,
  claim: { bulletinId: number; queueId: number; limit: number; now: number; lease: Lease; urgent?: boolean },
): Promise<ClaimedRecipient[]> => {
  const { bulletinId, queueId, limit, now, lease } = claim;
  const leased = await rawRows<Pick<RecipientRow, 'reader_id' | 'language' | 'attempts' | 'crashes'>>(
    trx,
    `update bulletin_recipient set state = 'sending', lease_token = ?, lease_until = ?, worker = ?
     where ${chosenOf(trx.engine, `queue_id = ? and ${OPEN} and next_at <= ? order by next_at, reader_id limit ?`)}
     returning reader_id, language, attempts, crashes`,
    [lease.token, lease.until, lease.worker, bulletinId, queueId, now, limit],
  );
  if (leased.length === 0) return [];
  // What all have in common is known: each value of a row is paid for.
  const same = { bulletin_id: bulletinId, queue_id: queueId, lease_token: lease.token };
  const rows = leased.map((row): RecipientRow => ({ ...same, ...row }));
  const readers = await readReaders(
    trx,
    rows.map((r) => r.reader_id),
    { bulletinId, now },
  );
  const blocked = await readBlocked(trx, { now, letters: false, addresses: [...readers.values()] });
  const claimed: ClaimedRecipient[] = [];
  const gone: RecipientResult[] = [];
  for (const row of rows) {
    const reader = readers.get(row.reader_id);
    const [state, reason] = standing(reader, blocked);
    // An emergency goes out whatever the other side said lately.
    const waits = state === 'sending' && Number(reader!.braked) === 1 && claim.urgent !== true;
    if (waits) gone.push({ ...ended(row, 'waiting', 'brake'), nextAt: now + BRAKE_PAUSE });
    else if (state === 'sending') {
      const { public_id, email, link_epoch } = reader!;
      claimed.push({ ...row, public_id, email, link_epoch });
    } else gone.push(ended(row, state, reason));
  }
  if (gone.length > 0) await recordRecipients(trx, gone, now);
  const probes = claimed.filter((row) => Number(readers.get(row.reader_id)?.rested) === 1);
  if (probes.length > 0)
    await beginProbes(
      trx,
      bulletinId,
      probes.map((row) => row.reader_id),
    );
  return claimed.sort((a, b) => a.reader_id - b.reader_id);
};

const ended = (row: RecipientRow, state: LetterState, reason: string): RecipientResult => ({
  bulletinId: row.bulletin_id,
  readerId: row.reader_id,
  leaseToken: row.lease_token,
  state,
  nextAt: null,
  counts: false,
  reason,
  reply: null,
  attempt: null,
});

/**
 * Queues of bulletins that are being sent and have a row to claim now. `next_at` of a finished bulletin's queue lies out of reach.
 * The first row in the order of the index, and not whether one exists: of that PostgreSQL makes a join with everything that is open.
 */
export const findDueBulletinQueues = async (source: Source, now: number): Promise<DueQueue[]> =>
  rawRows<DueQueue>(
    source,
    `select q.id, q.bulletin_id, q.lane, q.domain_class, q.priority, q.rate_per_second, q.connections, b.deadline_at, b.public_id
     from bulletin b join queue q on q.bulletin_id = b.id
     where b.state = 'sending'
       and (q.lane = 'emergency' or not exists
         (select 1 from brake k where k.state = 'on' and k.domain is null and k.domain_class = q.domain_class))
       and q.next_at <= ? and (q.blocked_until <= ? or q.blocked_until > ?)
       and (select r.reader_id from bulletin_recipient r where r.queue_id = q.id and r.state in ('waiting', 'deferred') and r.next_at <= ?
         order by r.next_at, r.reader_id limit 1) is not null
     order by q.id`,
    [now, now, now + LONGEST_REST, now],
  );

/** Ids of the bulletins that are being sent now. */
export const listSendingBulletins = async (source: Source): Promise<ReadonlySet<number>> =>
  new Set((await source.knex('bulletin').where({ state: 'sending' }).select('id')).map((b: { id: number }) => b.id));

export type DueQueue = {
  id: number;
  bulletin_id: number;
  lane: string;
  domain_class: string;
  priority: number;
  rate_per_second: number | null;
  connections: number | null;
  deadline_at: number | null;
  public_id: string;
};

/** How many recipients of a limited class are with a worker now, over all processes; those of emergencies are counted apart. */
export const countSendingRecipients = async (source: Source, domainClass: string, kind: LimitKind): Promise<number> => {
  const [row] = await rawRows<{ n: number }>(
    source,
    `select count(*) as n from bulletin_recipient r where r.state = 'sending' and r.queue_id in (select id from queue where domain_class = ? and lane ${kind === 'emergency' ? '=' : '<>'} 'emergency' and connections is not null)`,
    [domainClass],
  );
  return Number(row!.n);
};

/** What came of one recipient. */
export type RecipientResult = {
  bulletinId: number;
  readerId: number;
  leaseToken: number;
  state: LetterState;
  nextAt: number | null;
  counts: boolean;
  reason: string | null;
  reply: string | null;
  attempt: Omit<NewAttempt, 'bulletinId' | 'readerId'> | null;
};

type Changed = { reader_id: number; language: string; queue_id: number };
const told: readonly LetterState[] = ['refused', 'bounced', 'unknown', 'failed'];

/** Results that are written by one statement: same bulletin, lease, state, words and time. */
const alike = (results: readonly RecipientResult[]) => {
  const groups = new Map<string, RecipientResult[]>();
  for (const r of results) {
    const name = `${r.bulletinId}|${r.leaseToken}|${r.state}|${r.counts}|${r.nextAt}|${r.reason}|${r.reply}`;
    const group = groups.get(name);
    if (group) group.push(r);
    else groups.set(name, [r]);
  }
  return groups.values();
};

/** A number for a statement without bound values. */
const literal = (value: number): string => {
  if (!Number.isSafeInteger(value)) throw new TypeError('not a whole number');
  return String(value);
};

type Taken = Pick<RecipientResult, 'bulletinId' | 'readerId' | 'leaseToken'>;

/** What an accepted row becomes. */
const acceptedAt = (now: number): string =>
  `state = 'accepted', attempts = attempts + 1, sent_at = ${literal(now)}, reason = null, reply = null,
    lease_token = null, lease_until = null, worker = null`;

/** Moves a bulletin's counters by rows that were accepted. */
const countAccepted = (
  bulletin: string,
  from: string,
): string => `insert into bulletin_count (bulletin_id, language, queue_id, state, n)
    select ${bulletin}, language, queue_id, step.state, step.n * count(*) from ${from},
      (select 'accepted' as state, 1 as n union all select 'waiting', -1) as step
    where true group by language, queue_id, step.state, step.n order by language, queue_id, step.state
    on conflict (bulletin_id, language, queue_id, state) do update set n = bulletin_count.n + excluded.n`;

/**
 * One bulletin's accepted rows and their counters, without a decision in between. Nobody else writes while SQLite has the lock, so the
 * rows can be counted first. PostgreSQL counts what the change gives back, and its rows are named so that no figures of a table that is
 * younger than they can lead it anywhere but to the primary key: by the state it would go through all leased rows for each of them.
 */
const acceptance = (engine: Engine, results: readonly Taken[], now: number): string[] => {
  const bulletin = literal(results[0]!.bulletinId);
  if (engine === 'postgres') {
    const list = (of: (r: Taken) => number) => results.map((r) => literal(of(r))).join();
    const change = `update bulletin_recipient r set ${acceptedAt(now)}
      from (select ${bulletin} as bulletin_id, u.* from unnest('{${list((r) => r.readerId)}}'::bigint[], '{${list((r) => r.leaseToken)}}'::bigint[])
        as u (reader_id, lease_token) offset 0) as v
      where r.bulletin_id = v.bulletin_id and r.reader_id = v.reader_id and r.lease_token = v.lease_token and ${LEASED('r.')}`;
    return [`with changed as (${change} returning r.language, r.queue_id) ${countAccepted(bulletin, 'changed')}`];
  }
  const leased = results.map((r) => `(${bulletin}, ${literal(r.readerId)}, ${literal(r.leaseToken)})`).join();
  const ids = results.map((r) => literal(r.readerId)).join();
  const rows = `bulletin_id = ${bulletin} and reader_id in (${ids}) and state = 'sending' and (bulletin_id, reader_id, lease_token) in (values ${leased})`;
  return [
    countAccepted(bulletin, `(select language, queue_id from bulletin_recipient where ${rows}) as changed`),
    `update bulletin_recipient set ${acceptedAt(now)} where ${rows}`,
  ];
};

/** Does for accepted mails, which are nearly all of them, what `recordRecipients` does for any: rows and counters in one trip. */
export const recordAccepted = (db: Db, results: readonly Taken[], now: number): Promise<void> => {
  const bulletins = [...Map.groupBy(results, (r) => r.bulletinId)].sort((a, b) => a[0] - b[0]);
  return db.writeAtOnce(bulletins.flatMap(([, group]) => acceptance(db.engine, group, now)));
};

/** Records results in one transaction and moves the counters by the rows that really changed. Answers with those rows' readers. */
export const recordRecipients = async (
  trx: Trx,
  results: readonly RecipientResult[],
  now: number,
): Promise<Set<string>> => {
  const changed = new Set<string>();
  const moves = new Map<number, Moved[]>();
  for (const group of alike(results)) {
    const one = group[0]!;
    mustMove('sending', one.state);
    const rows = await rawRows<Changed>(
      trx,
      `update bulletin_recipient set state = ?, attempts = attempts + ?, next_at = coalesce(?, next_at), sent_at = ?, reason = ?, reply = ?,
         lease_token = null, lease_until = null, worker = null
       where ${someOf(trx.engine)} and ${LEASED()} and lease_token = ?
       returning reader_id, language, queue_id`,
      [
        one.state,
        one.counts ? 1 : 0,
        one.nextAt,
        one.state === 'accepted' ? now : null,
        one.reason,
        one.reply,
        one.bulletinId,
        theseOf(
          trx.engine,
          group.map((r) => r.readerId),
        ),
        one.leaseToken,
      ],
    );
    for (const row of rows) {
      changed.add(`${one.bulletinId}|${row.reader_id}`);
      const list = moves.get(one.bulletinId) ?? [];
      list.push({ language: row.language, queueId: row.queue_id, from: 'sending', to: one.state, n: 1 });
      moves.set(one.bulletinId, list);
    }
  }
  for (const [bulletinId, list] of [...moves].sort((a, b) => a[0] - b[0])) await moveCounts(trx, bulletinId, list);
  await tell(
    trx,
    results.filter((r) => changed.has(`${r.bulletinId}|${r.readerId}`)),
    now,
  );
  return changed;
};

/** Accepted mails need no line of their own: the row says it. Everything else is kept with the relay's words. */
const tell = async (trx: Trx, results: readonly RecipientResult[], now: number): Promise<void> => {
  const attempts: NewAttempt[] = [];
  const outcomes: NewOutcome[] = [];
  for (const r of results) {
    if (r.attempt && r.state !== 'accepted')
      attempts.push({ ...r.attempt, bulletinId: r.bulletinId, readerId: r.readerId });
    if (told.includes(r.state)) {
      const { bulletinId, readerId, reason, reply } = r;
      outcomes.push({ bulletinId, readerId, kind: r.state, reason, reply, happenedAt: now });
    }
  }
  await addAttempts(trx, attempts);
  await addOutcomes(trx, outcomes);
};

/** Puts back recipients of a lease that were never begun. */
export const releaseRecipients = async (
  trx: Trx,
  bulletinId: number,
  readerIds: readonly number[],
  leaseToken: number,
): Promise<void> => {
  await rawRows(
    trx,
    `update bulletin_recipient set state = 'waiting', lease_token = null, lease_until = null, worker = null
     where ${someOf(trx.engine)} and ${LEASED()} and lease_token = ?`,
    [bulletinId, theseOf(trx.engine, readerIds), leaseToken],
  );
};

/** Ends waiting recipients of a queue whose bulletin is past its deadline. Answers how many. */
export const expireRecipients = async (
  trx: Trx,
  p: { bulletinId: number; queueId: number; limit: number; to: LetterState; reason: string },
): Promise<number> => {
  for (const from of ['waiting', 'deferred'] as const) mustMove(from, p.to);
  const rows = await rawRows<Changed>(
    trx,
    `update bulletin_recipient set state = ?, reason = ?
     where ${chosenOf(trx.engine, `queue_id = ? and ${OPEN} order by next_at, reader_id limit ?`)}
     returning reader_id, language, queue_id`,
    [p.to, p.reason, p.bulletinId, p.queueId, p.limit],
  );
  const moves = rows.map(
    (r): Moved => ({ language: r.language, queueId: r.queue_id, from: 'waiting', to: p.to, n: 1 }),
  );
  await moveCounts(trx, p.bulletinId, moves);
  return rows.length;
};

/** Lost rows go back; the Message-ID is the same the next time. Answers how many. */
export const freeRecipients = async (trx: Trx, lost: Lost): Promise<number> =>
  onlyLost(trx, trx.knex('bulletin_recipient'), lost).update({
    state: 'waiting',
    lease_token: null,
    lease_until: null,
    worker: null,
  });

/** Adds a crash to the recipient that was in hand when its worker died. Answers the new number. */
export const countRecipientCrash = async (trx: Trx, bulletinId: number, readerId: number): Promise<number> => {
  const [row] = (await trx
    .knex('bulletin_recipient')
    .where({ bulletin_id: bulletinId, reader_id: readerId })
    .increment('crashes', 1)
    .returning('crashes')) as { crashes: number }[];
  return row?.crashes ?? 0;
};
