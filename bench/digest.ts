/**
 * How fast a digest is planned (its rows written, the items of each reader given to it) and how fast its items get their outcome at the
 * end, with two items for each reader: SQLite, one process. CPU time says it on a machine that does other things as well.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyCounts } from '../server/delivery/expand.ts';
import { exampleTopics } from '../server/domain/topics/examples.ts';
import { openTopics } from '../server/domain/topics/topics.ts';
import { systemClock } from '../server/lib/clock.ts';
import { publicId } from '../server/lib/token.ts';
import { readTotals } from '../server/store/bulletinCounts.ts';
import { insertBulletin, replaceBulletinTopics } from '../server/store/bulletins.ts';
import type { Db } from '../server/store/db.ts';
import { closeDigest, settleDigestChunk } from '../server/store/digestItems.ts';
import { gatherChunk, insertDigest, setDigestBulletin } from '../server/store/digests.ts';
import { expandChunk } from '../server/store/expansion.ts';
import { migrate } from '../server/store/migrate.ts';
import { openDb } from '../server/store/open.ts';
import { fillReaders } from './audience.ts';

/** As the program does it. */
const CHUNK = 500;
/** Making what waits is not measured. */
const PIECE = 20_000;
const ITEMS = 2;

const begin = (db: Db, kind: 'normal' | 'digest', topics: readonly number[]): Promise<number> =>
  db.write(async (trx) => {
    const now = systemClock.now();
    const id = await insertBulletin(trx, {
      public_id: publicId(),
      kind,
      audience: '{"topics":[]}',
      priority: 0,
      actor: 'bench',
      cause: 'bench',
      created_at: now,
      parent_id: null,
      planned_at: null,
      wave_size: 0,
      kept_out: 1,
    });
    await replaceBulletinTopics(trx, id, topics);
    await trx.knex('bulletin').where({ id }).update({ state: 'sending', started_at: now });
    return id;
  });

const measured = async (work: () => Promise<void>) => {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 };
};

export const measureDigest = async (p: { readers: number; say(words: string): void }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-bench-digest-'));
  const db = await openDb(`sqlite:${join(folder, 'hub.db')}`);
  try {
    await migrate(db);
    await openTopics({ db, clock: systemClock }).seed(exampleTopics);
    p.say(`filling ${p.readers} readers with ${ITEMS} items each`);
    await fillReaders(db, p.readers);
    await db.write(async (trx) => trx.knex('reader').update({ rhythm: 'daily' }));
    const topics: number[] = await db.knex('topic').pluck('id');
    const bulletins: number[] = [];
    for (let n = 0; n < ITEMS; n++) {
      const id = await begin(db, 'normal', topics);
      const chunk = { bulletinId: id, languages: ['ja', 'plja', 'en'], chunk: PIECE, now: systemClock.now() };
      while ((await db.write((trx) => expandChunk(trx, chunk))).more);
      bulletins.push(id);
    }
    const digestId = await begin(db, 'digest', []);
    await db.write(async (trx) => {
      await insertDigest(trx, { day: '2026-04-01', weekly: 0, bulletin_id: null, created_at: 1 });
      await setDigestBulletin(trx, '2026-04-01', digestId);
    });
    let planned = 0;
    const planning = await measured(async () => {
      for (let more = true; more; ) {
        const done = await db.write((trx) => gatherChunk(trx, { bulletinId: digestId, chunk: CHUNK, now: 1 }));
        planned += done.added;
        more = done.more;
      }
    });
    // What delivery does meanwhile is what it does for every bulletin.
    await db.write(async (trx) => {
      await trx.knex('bulletin_recipient').where({ bulletin_id: digestId }).update({ state: 'accepted', sent_at: 1 });
      await trx.knex('bulletin_count').where({ bulletin_id: digestId }).update({ state: 'accepted' });
      await trx.knex('bulletin').whereNot({ id: 0 }).update({ state: 'finished', finished_at: 1 });
    });
    const settling = await measured(async () => {
      for (let after: number | null = 0; after !== null; ) {
        const from: number = after;
        after = await db.write((trx) => settleDigestChunk(trx, { digestId, after: from, chunk: CHUNK }));
      }
    });
    const settled = await db.write((trx) => closeDigest(trx, digestId));
    const totals = await Promise.all(bulletins.map((id) => readTotals(db, id)));
    const whole =
      settled &&
      totals.every((t) => t.accepted === planned && (t.digest ?? 0) === 0) &&
      (await verifyCounts(db)).length === 0;
    const perSecond = (seconds: number) => Math.round(planned / seconds);
    return {
      readers: planned,
      items: planned * ITEMS,
      planning: { per_cpu_second: perSecond(planning.cpu), per_second: perSecond(planning.seconds) },
      settling: { per_cpu_second: perSecond(settling.cpu), per_second: perSecond(settling.seconds) },
      whole,
    };
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
