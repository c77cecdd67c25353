/**
 * Gives back what dead workers held. A row that was being made when its worker died counts a crash and is parked after three;
 * a one-time code that may have left is never sent again; everything else simply waits again.
 */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { findMailType, mailTypes } from '../letters/catalogue.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Db, Trx } from '../store/db.ts';
import {
  countLetterCrash,
  findLostLetters,
  type LetterResult,
  recordLetters,
  releaseLetters,
} from '../store/letterClaims.ts';
import { pauseBulletin } from '../store/pauses.ts';
import { countRecipientCrash, freeRecipients } from '../store/recipients.ts';
import { DEAD_AFTER, findWorker, forgetWorker, listWorkers, type WorkerRow } from '../store/workers.ts';
import { type Crumb, listCrumbs, readCrumbs, sweepCrumbs } from './crumbs.ts';

/** A row that killed its worker this often is put aside, so that it cannot keep the others from leaving. */
export const CRASHES = 3;

type Parts = { db: Db; clock: Clock; log: Log; crumbFolder: string };

type LostLetter = Awaited<ReturnType<typeof findLostLetters>>[number];

const fate = (
  lost: LostLetter,
  crumbs: readonly Crumb[] | null,
): { state: LetterResult['state']; reason: string | null } => {
  const crumb = crumbs?.find((c) => c.letter === lost.id);
  if (crumb?.phase === 'making' && lost.crashes + 1 >= CRASHES) return { state: 'failed', reason: 'crashed' };
  // Without a note (the worker ran on another machine) a code may have left as well.
  const mayHaveLeft = crumbs === null || crumb?.phase === 'sending';
  const once = (findMailType(lost.type) ?? mailTypes[0])?.deadline === 'code';
  return mayHaveLeft && once ? { state: 'unknown', reason: 'worker.died' } : { state: 'waiting', reason: null };
};

const freeLetters = async (trx: Trx, p: Parts, lost: readonly LostLetter[], crumbs: readonly Crumb[] | null) => {
  for (const row of lost) {
    if (crumbs?.some((c) => c.letter === row.id && c.phase === 'making')) await countLetterCrash(trx, row.id);
    const { state, reason } = fate(row, crumbs);
    if (state === 'waiting') await releaseLetters(trx, [row.id], row.lease_token);
    else
      await recordLetters(
        trx,
        [
          {
            id: row.id,
            leaseToken: row.lease_token,
            state,
            nextAt: null,
            counts: false,
            reason,
            reply: null,
            attempt: null,
          },
        ],
        p.clock.now(),
      );
  }
};

/** A bulletin whose text kills the process that makes it stops for all its readers: the fault is not one reader's. */
const countBulletinCrashes = async (trx: Trx, p: Parts, crumbs: readonly Crumb[] | null) => {
  for (const crumb of crumbs ?? []) {
    if (crumb.bulletin === undefined || crumb.reader === undefined) continue;
    const crashes = await countRecipientCrash(trx, crumb.bulletin, crumb.reader);
    const pause = { id: crumb.bulletin, reason: 'delivery.crashed', facts: { crashes }, now: p.clock.now() };
    if (crashes >= CRASHES) await pauseBulletin(trx, pause);
  }
};

/** Frees everything a worker held, if `isGone` still says so in the transaction that frees: it may have begun to beat meanwhile. */
const free = async (p: Parts, worker: string, isGone: (trx: Trx) => Promise<boolean>): Promise<void> => {
  const crumbs = readCrumbs(p.crumbFolder, worker);
  const freed = await p.db.write(async (trx) => {
    if (!(await isGone(trx))) return false;
    await countBulletinCrashes(trx, p, crumbs);
    for (;;) {
      const lost = await findLostLetters(trx, { worker });
      if (lost.length === 0) break;
      await freeLetters(trx, p, lost, crumbs);
    }
    await freeRecipients(trx, { worker });
    trx.afterCommit(() => p.db.wake());
    return true;
  });
  if (freed) sweepCrumbs(p.crumbFolder, worker);
};

/** Strikes off a worker that has ended, and frees what it held. Safe to call twice and from several processes. */
export const bury = (p: Parts, worker: string): Promise<void> =>
  free(p, worker, async (trx) => {
    await forgetWorker(trx, worker);
    return true;
  });

/** This machine, and within it this space of process ids: containers may share a host name. */
export const hostId = (): string => {
  try {
    return `${hostname()}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
};

const processLives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
};

/** Whether a worker runs on this machine now, ourselves included. */
export const isNeighbour = (worker: Pick<WorkerRow, 'host' | 'pid'>): boolean =>
  worker.host === hostId() && processLives(worker.pid);

/** How much of the time between two looks counts: what passed while we stood still ourselves tells nothing about the others. */
const LOOK_COUNTS = 6000;

/**
 * Looks for dead workers and frees what they held; called with every heartbeat of one's own. A neighbour whose process is gone is dead
 * at once; a worker elsewhere when its heartbeat has not moved for DEAD_AFTER. That is measured here and on a clock that cannot be turned,
 * never by comparing times of two machines: a clock that jumps kills nobody.
 */
export const openLookout = (p: Parts, real: () => number = () => performance.now()) => {
  let silence = new Map<string, { beatAt: number; ms: number }>();
  let last: number | null = null;
  return async (): Promise<void> => {
    const workers = await listWorkers(p.db);
    const at = real();
    const passed = last === null ? 0 : Math.min(at - last, LOOK_COUNTS);
    last = at;
    const before = silence;
    silence = new Map(
      workers.map(({ id, beat_at }) => {
        const known = before.get(id);
        return [id, { beatAt: beat_at, ms: known?.beatAt === beat_at ? known.ms + passed : 0 }];
      }),
    );
    const here = hostId();
    for (const worker of workers) {
      const gone = worker.host === here && !processLives(worker.pid);
      if (!gone && silence.get(worker.id)!.ms < DEAD_AFTER) continue;
      p.log.warn({ worker: worker.id, pid: worker.pid }, 'a delivery process died; what it held goes back');
      // Of several that notice, one strikes it off and frees; and none does when it has beaten since.
      await free(p, worker.id, (trx) => forgetWorker(trx, worker.id, worker.beat_at));
    }
  };
};

/** Once at start: notes of processes that nobody knows any more. A worker beats before it opens its notes. */
export const sweepAtStart = async (p: Parts): Promise<void> => {
  for (const worker of listCrumbs(p.crumbFolder))
    await free(p, worker, async (trx) => (await findWorker(trx, worker)) === undefined);
};

/**
 * Rows that nobody would ever send: of workers that are struck off (their last claim was written after they were), and of ours that
 * are not in our hands. What another living worker holds is never touched, however long it takes: it knows its own deadlines.
 */
export const freeForgotten = (p: Parts, own: { worker: string; inHand: readonly number[] } | null): Promise<void> =>
  p.db.write(async (trx) => {
    for (const lost of own ? [own, null] : [null]) {
      // What we never had in hand has not left; of the others nobody can say.
      await freeLetters(trx, p, await findLostLetters(trx, lost), lost && []);
      await freeRecipients(trx, lost);
    }
  });
