/**
 * Gives back what dead workers held. A row that was being made when its worker died counts a crash and is parked after three;
 * a one-time code that may have left is never sent again; everything else simply waits again.
 */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { findMailType, mailTypes } from '../letters/catalogue.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import {
  countLetterCrash,
  findLostLetters,
  type LetterResult,
  recordLetters,
  releaseLetters,
} from '../store/letterClaims.ts';
import type { Db, Trx } from '../store/open.ts';
import { countRecipientCrash, freeRecipients, pauseBulletin } from '../store/recipients.ts';
import { DEAD_AFTER, findWorker, forgetWorker, listWorkers, type WorkerRow } from '../store/workers.ts';
import { type Crumb, listCrumbs, readCrumbs, sweepCrumbs } from './crumbs.ts';

/** A row that killed its worker this often is put aside, so that it cannot keep the others from leaving. */
export const CRASHES = 3;

type Parts = { db: Db; clock: Clock; log: Log; crumbFolder: string };
type Lost = { id: number; type: string; lease_token: number; crashes: number; worker: string };

const fate = (lost: Lost, crumbs: readonly Crumb[] | null): { state: LetterResult['state']; reason: string | null } => {
  const crumb = crumbs?.find((c) => c.letter === lost.id);
  if (crumb?.phase === 'making' && lost.crashes + 1 >= CRASHES) return { state: 'failed', reason: 'crashed' };
  // Without a note (the worker ran on another machine) a code may have left as well.
  const mayHaveLeft = crumbs === null || crumb?.phase === 'sending';
  const once = (findMailType(lost.type) ?? mailTypes[0])?.deadline === 'code';
  return mayHaveLeft && once ? { state: 'unknown', reason: 'worker.died' } : { state: 'waiting', reason: null };
};

const freeLetters = async (trx: Trx, p: Parts, lost: readonly Lost[], crumbs: readonly Crumb[] | null) => {
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
const countBulletinCrashes = async (trx: Trx, crumbs: readonly Crumb[] | null) => {
  for (const crumb of crumbs ?? []) {
    if (crumb.bulletin === undefined || crumb.reader === undefined) continue;
    const crashes = await countRecipientCrash(trx, crumb.bulletin, crumb.reader);
    if (crashes >= CRASHES) await pauseBulletin(trx, crumb.bulletin, 'delivery.crashed');
  }
};

/** Frees everything a worker held, if `isGone` still says so in the transaction that frees: it may have begun to beat meanwhile. */
const free = async (p: Parts, worker: string, isGone: (trx: Trx) => Promise<boolean>): Promise<void> => {
  const crumbs = readCrumbs(p.crumbFolder, worker);
  const freed = await p.db.write(async (trx) => {
    if (!(await isGone(trx))) return false;
    await countBulletinCrashes(trx, crumbs);
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

/** A neighbour whose process is gone is dead at once; a worker elsewhere when it has not beaten for a while. */
const isDead = (worker: WorkerRow, here: string, real: number) =>
  worker.beat_at < real - DEAD_AFTER || (worker.host === here && !processLives(worker.pid));

/** Looks for dead workers and frees what they held. */
export const lookForDead = async (p: Parts): Promise<void> => {
  const here = hostId();
  for (const worker of await listWorkers(p.db)) {
    if (!isDead(worker, here, Date.now())) continue;
    p.log.warn({ worker: worker.id, pid: worker.pid }, 'a delivery process died; what it held goes back');
    // Of several that notice, one strikes it off and frees; and none does when it has beaten since.
    await free(p, worker.id, (trx) => forgetWorker(trx, worker.id, worker.beat_at));
  }
};

/** Once at start: notes of processes that nobody knows any more. A worker beats before it opens its notes. */
export const sweepAtStart = async (p: Parts): Promise<void> => {
  for (const worker of listCrumbs(p.crumbFolder))
    await free(p, worker, async (trx) => (await findWorker(trx, worker)) === undefined);
};

/** Leases that ran out although their worker lives: it hangs in one mail longer than any time-out allows. */
export const freeExpired = (p: Parts): Promise<void> =>
  p.db.write(async (trx) => {
    const before = Date.now();
    await freeLetters(trx, p, await findLostLetters(trx, { before }), null);
    await freeRecipients(trx, { before });
  });
