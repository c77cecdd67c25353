/**
 * What the clock does for bulletins: writes out audiences in small chunks, ends what is cancelled or too late, says when one is finished.
 * It holds the write lock for a few milliseconds at a time and then waits as long, so that forms and letters never notice.
 */

import { type Language, languages } from '../contract/codes.ts';
import { textLanguage } from '../languages/languages.ts';
import { type Clock, SECOND } from '../lib/clock.ts';
import { listCounts, recount } from '../store/bulletinCounts.ts';
import { listBulletinTexts } from '../store/bulletins.ts';
import type { Db, Source, Trx } from '../store/db.ts';
import { cancelItemsChunk, closeDigest, listUnsettledDigests, settleDigestChunk } from '../store/digestItems.ts';
import { closeGathering, gatherChunk } from '../store/digests.ts';
import {
  closeQueues,
  type Ended,
  type Expanding,
  endWaiting,
  expandChunk,
  finishBulletin,
  listStartedBulletins,
  listUnexpanded,
  listUnsettled,
  settleOpenOnes,
  type Unsettled,
} from '../store/expansion.ts';

/** Held for about 10 ms: what the connections may send in the meantime still finds room in the recorder's two groups. */
const CHUNK = 500;

type Parts = { db: Db; clock: Clock };

/** Does the work piece by piece; after each piece the lock stays free for as long as it was held. */
const inPieces = async (piece: () => Promise<boolean>): Promise<void> => {
  for (;;) {
    const began = performance.now();
    if (!(await piece())) return;
    await new Promise((free) => setTimeout(free, performance.now() - began));
  }
};

const readable = async (source: Source, bulletin: Pick<Expanding, 'id' | 'revision'>): Promise<Language[]> => {
  const written = (await listBulletinTexts(source, bulletin.id, bulletin.revision)).map((t) => t.language);
  return languages.filter((language) => textLanguage(language, written) !== null);
};

/** Writes out every bulletin that is being sent; each chunk can be claimed at once. */
export const expandBulletins = async (p: Parts): Promise<void> => {
  for (const bulletin of await listUnexpanded(p.db)) {
    const readers = await readable(p.db, bulletin);
    const next = bulletin.kind === 'digest' ? gatherChunk : expandChunk;
    await inPieces(() =>
      p.db.write(async (trx) => {
        const chunk = { bulletinId: bulletin.id, languages: readers, chunk: CHUNK, now: p.clock.now() };
        const { added, more } = await next(trx, chunk);
        if (added > 0) trx.afterCommit(() => p.db.wake());
        return more;
      }),
    );
  }
};

const endOf = (state: string, late: boolean): Ended | null => {
  if (state === 'cancelled') return { to: 'cancelled', reason: 'bulletin.cancelled' };
  return late && state !== 'finishedOpen' ? { to: 'expired', reason: 'deadline' } : null;
};

/** Goes along readers piece by piece; `piece` answers where it came to, null at the end. */
const alongItems = async (p: Parts, piece: (trx: Trx, after: number) => Promise<number | null>): Promise<void> => {
  let after = 0;
  await inPieces(async () => {
    const to = await p.db.write((trx) => piece(trx, after));
    after = to ?? after;
    return to !== null;
  });
};

/** Items of digests that are over get the outcome of their mail. */
const settleDigests = async (p: Parts): Promise<void> => {
  for (const digestId of await listUnsettledDigests(p.db)) {
    await alongItems(p, (trx, after) => settleDigestChunk(trx, { digestId, after, chunk: CHUNK }));
    await p.db.write((trx) => closeDigest(trx, digestId));
  }
};

/** Everybody of the audience has a row that says how it ended: those who wait, and those who were never written out. */
const closeEverybody = async (p: Parts, bulletin: Unsettled, ended: Ended): Promise<void> => {
  const at = { bulletinId: bulletin.id, chunk: CHUNK };
  const readers = await readable(p.db, bulletin);
  if (bulletin.kind === 'digest') await p.db.write((trx) => closeGathering(trx, bulletin.id));
  else
    await inPieces(() =>
      p.db.write(
        async (trx) => (await expandChunk(trx, { ...at, languages: readers, now: p.clock.now(), ended })).more,
      ),
    );
  // Too late is no digest: it has its own hour.
  if (ended.to === 'cancelled') await alongItems(p, (trx, after) => cancelItemsChunk(trx, { ...at, ...ended, after }));
  await inPieces(() => p.db.write(async (trx) => (await endWaiting(trx, { ...at, ...ended })) > 0));
};

/** Ends rows of cancelled and late bulletins, and marks as finished what is done. */
export const settleBulletins = async (p: Parts): Promise<void> => {
  for (const bulletin of await listUnsettled(p.db, p.clock.now())) {
    const { id, state, late } = bulletin;
    const ended = endOf(state, late);
    if (ended) await closeEverybody(p, bulletin, ended);
    if (state === 'cancelled') await p.db.write((trx) => closeQueues(trx, id));
    else if (state === 'sending') await p.db.write((trx) => finishBulletin(trx, id, p.clock.now()));
    else if (state === 'finishedOpen') await p.db.write((trx) => settleOpenOnes(trx, id, p.clock.now()));
  }
  await settleDigests(p);
};

/** Jobs of delivery for the clock's table. */
export const deliveryJobs = (p: Parts) => [
  {
    name: 'expandBulletins',
    when: { every: SECOND },
    nudged: true,
    pending: async () => (await listUnexpanded(p.db)).length > 0,
    run: () => expandBulletins(p),
  },
  {
    name: 'settleBulletins',
    when: { every: SECOND },
    nudged: true,
    pending: async () =>
      (await listUnsettled(p.db, p.clock.now())).length > 0 || (await listUnsettledDigests(p.db)).length > 0,
    run: () => settleBulletins(p),
  },
];

export type CountDifference = {
  bulletin: string;
  language: string;
  queueId: number;
  state: string;
  kept: number;
  counted: number;
};

/** `hub verify`: counts the rows of every bulletin and compares with the kept counters. An empty answer is a good one. */
export const verifyCounts = async (db: Db): Promise<CountDifference[]> => {
  const differences: CountDifference[] = [];
  for (const bulletin of await listStartedBulletins(db)) {
    const name = (r: { language: string; queue_id: number; state: string }) => `${r.language}|${r.queue_id}|${r.state}`;
    const kept = new Map((await listCounts(db, bulletin.id)).map((r) => [name(r), Number(r.n)]));
    const counted = new Map((await recount(db, bulletin.id)).map((r) => [name(r), r.n]));
    for (const key of new Set([...kept.keys(), ...counted.keys()])) {
      const [language, queueId, state] = key.split('|') as [string, string, string];
      const pair = { kept: kept.get(key) ?? 0, counted: counted.get(key) ?? 0 };
      if (pair.kept !== pair.counted)
        differences.push({ bulletin: bulletin.public_id, language, queueId: Number(queueId), state, ...pair });
    }
  }
  return differences;
};
