/**
 * Looks for work and leases it: holds first, then due queues in order of urgency, then rows, within tokens and connections of their class.
 * Two bounded buffers (letters, bulletins), so that neither kind waits behind the other.
 */

import { type Lane, lanes } from '../contract/codes.ts';
import { findMailType } from '../letters/catalogue.ts';
import type { Clock } from '../lib/clock.ts';
import { defaultLimit } from '../lib/domainClasses.ts';
import { randomId48 } from '../lib/token.ts';
import { takeTurns } from '../store/buckets.ts';
import type { Db, Trx } from '../store/db.ts';
import { type Held, readHeld } from '../store/holds.ts';
import {
  claimLetters,
  findDueLetterQueues,
  type Lease,
  type LetterResult,
  recordLetters,
  releaseLetters,
} from '../store/letterClaims.ts';
import type { LetterRow } from '../store/letters.ts';
import { isResting, listLetterQueues, type QueueRow } from '../store/queues.ts';
import {
  claimRecipients,
  type DueQueue,
  expireRecipients,
  findDueBulletinQueues,
  listSendingBulletins,
  releaseRecipients,
} from '../store/recipients.ts';
import { readBlocked } from '../store/suppressions.ts';
import { allowance, inTurn, isLimited, pay, type Side } from './allowance.ts';
import type { LetterWork, RecipientWork, Work } from './work.ts';

/** Noted in the row for people who look at it. Nothing is taken away by it: that would need clocks that agree. */
const LEASE_MS = 5 * 60_000;
/** How many rows one transaction may end as expired. */
const EXPIRE_AT_ONCE = 1000;

export type ClaimSizes = { letters: number; recipients: number };
export type Claimed = { letters: LetterWork[]; recipients: RecipientWork[] };

type Queue = Pick<QueueRow, 'id' | 'domain_class' | 'priority' | 'rate_per_second' | 'connections'> & { lane: Lane };

/** Most urgent first; within a lane by priority. */
const byUrgency = (a: Queue, b: Queue) =>
  lanes.indexOf(a.lane) - lanes.indexOf(b.lane) || b.priority - a.priority || a.id - b.id;
/** Emergencies come before bulletins of any priority. */
const byBulletin = (a: Queue, b: Queue) =>
  Number(b.lane === 'emergency') - Number(a.lane === 'emergency') || b.priority - a.priority || a.id - b.id;

/**
 * Each queue in turn may take half of what is left (the last one all of it) but leaves one for each behind it,
 * so that an urgent one goes first and none is starved.
 */
const share = (left: number, queuesAfter: number) =>
  queuesAfter === 0 ? left : Math.max(1, Math.min(Math.ceil(left / 2), left - queuesAfter));

/** Runs `claim` over the queues in order and pays with tokens for what it took. */
const overQueues = async <Q extends Queue, W>(
  trx: Trx,
  p: { side: Side; queues: readonly Q[]; limit: number; second: number; othersWait: (queue: Q) => boolean },
  claim: (queue: Q, limit: number) => Promise<W[]>,
): Promise<W[]> => {
  const taken: W[] = [];
  const { side, second } = p;
  if (p.queues.some(isLimited)) await takeTurns(trx);
  for (const [i, queue] of inTurn(p.queues, second).entries()) {
    const left = p.limit - taken.length;
    if (left <= 0) break;
    const wanted = share(left, p.queues.length - 1 - i);
    const allowed = await allowance(trx, queue, { side, wanted, second, othersWait: p.othersWait(queue) });
    if (allowed <= 0) continue;
    const got = await claim(queue, allowed);
    taken.push(...got);
    await pay(trx, queue, second, got.length);
  }
  return taken;
};

const endedLetter = (row: LetterRow, state: LetterResult['state'], reason: string): LetterResult => ({
  id: row.id,
  leaseToken: row.lease_token!,
  state,
  nextAt: null,
  counts: false,
  reason,
  reply: null,
  attempt: null,
});

/** Ends what must not leave any more; answers the rest. */
const sift = async (
  trx: Trx,
  rows: readonly LetterRow[],
  queues: ReadonlyMap<number, Queue>,
  now: number,
): Promise<LetterWork[]> => {
  const addressed = (row: LetterRow) => ({ email_index: row.recipient_index, domain: row.domain });
  const blocked = await readBlocked(trx, { now, letters: true, addresses: rows.map(addressed) });
  const work: LetterWork[] = [];
  const ended: LetterResult[] = [];
  for (const row of rows) {
    const deadlineAt = Math.min(row.deadline_at, row.expires_at ?? row.deadline_at);
    if (deadlineAt <= now) ended.push(endedLetter(row, 'expired', 'deadline'));
    else if (row.role !== 'operator' && blocked(addressed(row)))
      ended.push(endedLetter(row, 'suppressed', 'suppression'));
    else {
      const rule = findMailType(row.type)?.deadline ?? 'standard';
      const { lane, domain_class: domainClass } = queues.get(row.queue_id)!;
      work.push({ shape: 'letter', row, leaseToken: row.lease_token!, lane, domainClass, deadlineAt, rule });
    }
  }
  await recordLetters(trx, ended, now);
  return work;
};

const letterQueues = async (trx: Trx, held: Held, now: number): Promise<QueueRow[]> => {
  const open = (await listLetterQueues(trx)).filter(
    (q) => !isResting(q, now) && !held.has('lane', q.lane) && !held.has('domain', q.domain_class),
  );
  const due = await findDueLetterQueues(
    trx,
    open.map((q) => q.id),
    now,
  );
  return open.filter((q) => due.includes(q.id)).sort(byUrgency);
};

/** Of a bulletin's classes without limits one at a time: each costs two statements, while every other process waits for the lock. */
const oneOfEach = <Q extends DueQueue & Queue>(queues: readonly Q[], turn: number): Q[] => {
  const free = Map.groupBy(
    queues.filter((q) => !isLimited(q)),
    (q) => q.bulletin_id,
  );
  return queues.filter((q) => {
    const rest = free.get(q.bulletin_id);
    return isLimited(q) || rest?.[turn % rest.length] === q;
  });
};

export const openClaimer = (p: {
  db: Db;
  clock: Clock;
  worker: string;
  /** Told which relays switches hold; true when none is left to send by. */
  holdRelays: (names: readonly string[]) => boolean;
}) => {
  const nothingLeaves = (held: Held) => p.holdRelays(held.of('relay')) || held.everything;
  const carriers = new Set<number>();
  const classes = new Map<number, string>();
  const newLease = (): Lease => ({ token: randomId48(), until: Date.now() + LEASE_MS, worker: p.worker });
  const noteCarriers = (queues: readonly Queue[]) => {
    for (const q of queues) classes.set(q.id, q.domain_class);
    for (const q of queues) if (defaultLimit(q.domain_class, 'usual').connections !== null) carriers.add(q.id);
  };
  const second = () => Math.floor(Date.now() / 1000);
  /** Not the same in every process. */
  let turn = process.pid;

  /** Bulletins that may be claimed from now, most urgent first. */
  const bulletinQueues = async (trx: Trx, held: Held, now: number) =>
    (await findDueBulletinQueues(trx, now))
      .map((q): DueQueue & { lane: Lane } => ({ ...q, lane: q.lane as Lane }))
      .filter(
        (q) => !held.has('lane', q.lane) && !held.has('bulletin', q.public_id) && !held.has('domain', q.domain_class),
      )
      .sort(byBulletin);

  const letters = async (
    trx: Trx,
    held: Held,
    { limit, bulletins, now }: { limit: number; bulletins: readonly DueQueue[]; now: number },
  ): Promise<LetterWork[]> => {
    const waiting = new Set(bulletins.filter((q) => q.lane !== 'emergency').map((q) => q.domain_class));
    const lease = newLease();
    const queues = await letterQueues(trx, held, now);
    noteCarriers(queues);
    const othersWait = (queue: QueueRow) => waiting.has(queue.domain_class);
    const stopped = { heldTypes: held.of('type'), heldSystems: held.of('system') };
    const rows = await overQueues(trx, { side: 'letters', queues, limit, second: second(), othersWait }, (queue, n) =>
      claimLetters(trx, { queueId: queue.id, limit: n, now, ...stopped, lease }),
    );
    return sift(trx, rows, new Map(queues.map((q) => [q.id, q])), now);
  };

  const recipients = async (
    trx: Trx,
    { limit, bulletins, now }: { limit: number; bulletins: readonly (DueQueue & { lane: Lane })[]; now: number },
  ): Promise<RecipientWork[]> => {
    const lease = newLease();
    noteCarriers(bulletins);
    const queues = oneOfEach(bulletins, turn++);
    const over = { side: 'bulletins' as const, queues, limit, second: second(), othersWait: () => false };
    return overQueues(trx, over, async (queue, n) => {
      const place = { bulletinId: queue.bulletin_id, queueId: queue.id };
      if (queue.deadline_at !== null && queue.deadline_at <= now) {
        await expireRecipients(trx, { ...place, limit: EXPIRE_AT_ONCE, to: 'expired', reason: 'deadline' });
        return [];
      }
      const urgent = queue.lane === 'emergency';
      const rows = await claimRecipients(trx, { ...place, limit: n, now, lease, urgent });
      return rows.map(
        (row): RecipientWork => ({
          shape: 'recipient',
          row,
          leaseToken: row.lease_token,
          lane: queue.lane,
          domainClass: queue.domain_class,
          limited: isLimited(queue),
          bulletinPublicId: queue.public_id,
          deadlineAt: queue.deadline_at,
        }),
      );
    });
  };

  return {
    /** True for queues of a class with limits of its own. */
    isCarrier: (queueId: number): boolean => carriers.has(queueId),
    /** Carriers and big providers: a class of domains that the brake looks after. */
    isOneClass: (queueId: number): boolean => (classes.get(queueId) ?? 'other') !== 'other',

    /** A cheap look without a write: is there anything to lease? */
    async anythingDue(): Promise<{ letters: boolean; recipients: boolean }> {
      const now = p.clock.now();
      const queues = (await listLetterQueues(p.db)).filter((q) => !isResting(q, now));
      const due = await findDueLetterQueues(
        p.db,
        queues.map((q) => q.id),
        now,
      );
      return { letters: due.length > 0, recipients: (await findDueBulletinQueues(p.db, now)).length > 0 };
    },

    /** What of leased work may still leave: switches turned and bulletins paused since the claim. */
    async standing(): Promise<(work: Work) => boolean> {
      const held = await readHeld(p.db);
      const open = await listSendingBulletins(p.db);
      const nothing = nothingLeaves(held);
      return (work) => {
        if (nothing || held.has('lane', work.lane) || held.has('domain', work.domainClass)) return false;
        if (work.shape === 'letter') return !held.has('type', work.row.type) && !held.has('system', work.row.system);
        return open.has(work.row.bulletin_id) && !held.has('bulletin', work.bulletinPublicId);
      };
    },

    /** Leases at most so many of each kind, in one transaction; switches are read inside it. */
    claim: (sizes: ClaimSizes): Promise<Claimed> =>
      p.db.write(async (trx) => {
        const held = await readHeld(trx);
        if (nothingLeaves(held)) return { letters: [], recipients: [] };
        const now = p.clock.now();
        const bulletins = await bulletinQueues(trx, held, now);
        return {
          letters: sizes.letters > 0 ? await letters(trx, held, { limit: sizes.letters, bulletins, now }) : [],
          recipients: sizes.recipients > 0 ? await recipients(trx, { limit: sizes.recipients, bulletins, now }) : [],
        };
      }),

    /** Puts back what was leased and never begun. */
    release: (works: readonly Work[]): Promise<void> =>
      p.db.write(async (trx) => {
        const byLease = new Map<string, Work[]>();
        for (const work of works) {
          const name = `${work.leaseToken}|${work.shape === 'recipient' ? work.row.bulletin_id : ''}`;
          byLease.set(name, [...(byLease.get(name) ?? []), work]);
        }
        for (const group of byLease.values()) {
          const one = group[0]!;
          if (one.shape === 'letter')
            await releaseLetters(
              trx,
              group.map((w) => (w as LetterWork).row.id),
              one.leaseToken,
            );
          else
            await releaseRecipients(
              trx,
              one.row.bulletin_id,
              group.map((w) => (w as RecipientWork).row.reader_id),
              one.leaseToken,
            );
        }
      }),
  };
};
export type Claimer = ReturnType<typeof openClaimer>;
