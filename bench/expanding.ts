/**
 * How soon a bulletin is written out that reaches few of many readers, as the clock's job does it (pauses included): to 10,000 and to 100,
 * to 10,000 by two topics of which many have both, and to 100 on a hub with no others. On SQLite, then on PostgreSQL; medians.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../scripts/services.mjs';
import { expandBulletins, verifyCounts } from '../server/delivery/expand.ts';
import { exampleTopics } from '../server/domain/topics/examples.ts';
import { openTopics } from '../server/domain/topics/topics.ts';
import { systemClock } from '../server/lib/clock.ts';
import { publicId } from '../server/lib/token.ts';
import { readTotals } from '../server/store/bulletinCounts.ts';
import { insertBulletin, insertBulletinTexts, replaceBulletinTopics } from '../server/store/bulletins.ts';
import type { Db } from '../server/store/db.ts';
import { migrate } from '../server/store/migrate.ts';
import { openDb } from '../server/store/open.ts';
import { fillReaders } from './audience.ts';
import { median } from './stage.ts';

/** Topics beside those that most readers have: who has them stands evenly between all others. */
const rare = { hundred: 100, tenThousand: 10_000, another: 7000 } as const;
type Rare = keyof typeof rare;

const addTopic = (db: Db, code: string, readers: number, every: number): Promise<number> =>
  db.write(async (trx) => {
    const like = await trx.knex('topic').orderBy('id').first();
    const { id: _, ...row } = { ...like, code, public_id: publicId() };
    const [made] = (await trx.knex('topic').insert(row).returning('id')) as { id: number }[];
    await trx.knex.raw(
      'insert into reader_topic (topic_id, reader_id) select cast(? as integer), id from reader where id % ? = 0 and id <= ?',
      [made!.id, every, readers],
    );
    return made!.id;
  });

const begin = (db: Db, topics: readonly number[]): Promise<number> =>
  db.write(async (trx) => {
    const now = systemClock.now();
    const made = { actor: 'bench', created_at: now };
    const id = await insertBulletin(trx, {
      ...{ ...made, public_id: publicId(), kind: 'normal', audience: '{"topics":[]}', priority: 0, cause: 'bench' },
      ...{ parent_id: null, planned_at: null, wave_size: 0, kept_out: 0 },
    });
    await insertBulletinTexts(
      trx,
      (['ja', 'plja', 'en'] as const).map((language) => ({
        bulletin_id: id,
        revision: 1,
        language,
        subject: 'a',
        body: 'b',
        ...made,
      })),
    );
    await replaceBulletinTopics(trx, id, topics);
    await trx.knex('bulletin').where({ id }).update({ state: 'sending', started_at: now, revision: 1 });
    return id;
  });

/** Milliseconds of writing one out, and its rows. */
const once = async (db: Db, topics: readonly number[]) => {
  const id = await begin(db, topics);
  const began = performance.now();
  await expandBulletins({ db, clock: systemClock });
  const ms = performance.now() - began;
  const rows = Object.values(await readTotals(db, id)).reduce((sum, one) => sum + one, 0);
  await db.write(async (trx) => void (await trx.knex('bulletin').where({ id }).update({ state: 'paused' })));
  return { ms, rows };
};

const several = async (db: Db, topics: readonly number[], runs: number) => {
  const all: { ms: number; rows: number }[] = [];
  for (let n = 0; n < runs; n++) all.push(await once(db, topics));
  const [ms, rows] = [median(all.map((one) => one.ms)), all[0]!.rows];
  if (rows === 0) throw new Error('nobody was written out');
  return { rows, ms: Number(ms.toFixed(1)), each: all.map((one) => Number(one.ms.toFixed(1))) };
};

const openHub = async (url: string, readers: number): Promise<{ db: Db; topics: Record<Rare, number> }> => {
  const db = await openDb(url);
  await migrate(db);
  await openTopics({ db, clock: systemClock }).seed(exampleTopics);
  await fillReaders(db, readers);
  const topics = {} as Record<Rare, number>;
  for (const [code, many] of Object.entries(rare) as [Rare, number][])
    topics[code] = await addTopic(db, `rare-${code}`, readers, Math.max(1, Math.floor(readers / many)));
  return { db, topics };
};

type Wish = { readers: number; runs: number; say(words: string): void };

const measureOn = async (large: string, small: string, p: Wish) => {
  const few = await openHub(small, rare.hundred);
  p.say(`${few.db.engine}: filling ${p.readers} readers`);
  const many = await openHub(large, p.readers);
  try {
    const alone = await several(few.db, [few.topics.hundred], p.runs);
    const hundred = await several(many.db, [many.topics.hundred], p.runs);
    const tenThousand = await several(many.db, [many.topics.tenThousand], p.runs);
    const both = await several(many.db, [many.topics.tenThousand, many.topics.another], p.runs);
    const whole = (await verifyCounts(many.db)).length === 0;
    return { alone, hundred, tenThousand, both, times: Number((hundred.ms / alone.ms).toFixed(2)), whole };
  } finally {
    await many.db.close();
    await few.db.close();
  }
};

export const measureExpanding = async (p: Wish & { engines: readonly string[] }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-bench-expanding-'));
  const postgres = p.engines.includes('postgres') ? [await startPostgres(), await startPostgres()] : [];
  const file = (name: string) => `sqlite:${join(folder, name)}`;
  try {
    const figures: Record<string, unknown> = { readers: p.readers };
    if (p.engines.includes('sqlite')) figures.sqlite = await measureOn(file('many.db'), file('few.db'), p);
    if (postgres.length > 0) figures.postgres = await measureOn(postgres[0]!.url, postgres[1]!.url, p);
    return figures;
  } finally {
    for (const one of postgres) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
