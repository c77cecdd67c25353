/** How fast the console says whom a bulletin reaches, at a million readers with about three topics each: SQLite, one process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudience } from '../server/domain/audience/audience.ts';
import { exampleTopics } from '../server/domain/topics/examples.ts';
import { openTopics } from '../server/domain/topics/topics.ts';
import { systemClock } from '../server/lib/clock.ts';
import { newMasterKey, openKeyRing } from '../server/lib/seal.ts';
import { findSomeReader } from '../server/store/audienceSamples.ts';
import type { Db } from '../server/store/db.ts';
import { migrate } from '../server/store/migrate.ts';
import { openDb } from '../server/store/open.ts';
import { median } from './stage.ts';

const PIECE = 50_000;
const QUESTIONS = 2000;

/** Bytes of any content, as each engine makes them; the index of an address is different in every row. */
const noise = {
  sqlite: ['randomblob(80)', 'randomblob(16)'],
  postgres: [`'\\x00'::bytea`, `decode(md5(i::text), 'hex')`],
};

/** Rows that only counting looks at: the address is noise. */
export const fillReaders = async (db: Db, readers: number) => {
  const [email, index] = noise[db.engine];
  const ids = ((await db.knex('topic').orderBy('id').select('id')) as { id: number }[]).map((t) => t.id);
  for (let from = 0; from < readers; from += PIECE) {
    const to = Math.min(from + PIECE, readers);
    await db.write(async (trx) => {
      await trx.knex.raw(
        `with recursive n(i) as (select cast(? as integer) union all select i + 1 from n where i < ?)
         insert into reader (id, public_id, email, email_index, domain, language, state, created_at, changed_at, actor, cause)
         select i, cast(i as bigint) * 7919, ${email}, ${index},
           case i % 10 when 0 then 'docomo.ne.jp' when 1 then 'ezweb.ne.jp' when 2 then 'softbank.ne.jp' when 3 then 'icloud.com' else 'gmail.com' end,
           case i % 7 when 0 then 'plja' when 1 then 'en' else 'ja' end, case i % 33 when 0 then 'suspended' else 'active' end, 1, 1, 'bench', 'bench' from n`,
        [from + 1, to],
      );
      // Three topics each, spread so that hundreds of different sets arise.
      for (const [times, shift] of [
        [1, 0],
        [3, 1],
        [11, 2],
      ] as const)
        await trx.knex.raw(
          `insert into reader_topic (topic_id, reader_id)
           select ? + ((id * ? + id / 1000 + ?) % ?), id from reader where id > ? and id <= ? on conflict do nothing`,
          [ids[0]!, times, shift, ids.length, from, to],
        );
    });
  }
};

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
const spread = (all: readonly number[]) => {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) =>
    Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(2));
  return { n: all.length, p50_ms: Number(median(all).toFixed(2)), p95_ms: at(0.95), p99_ms: at(0.99), max_ms: at(1) };
};

export const measureAudience = async (p: { readers: number; say(words: string): void }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-bench-audience-'));
  const db = await openDb(`sqlite:${join(folder, 'hub.db')}`);
  try {
    await migrate(db);
    await openTopics({ db, clock: systemClock }).seed(exampleTopics);
    p.say(`filling ${p.readers} readers`);
    await fillReaders(db, p.readers);
    const codes = ((await db.knex('topic').select('code')) as { code: string }[]).map((t) => t.code);
    const some = () => codes.filter(() => Math.random() < 0.12);
    const audience = openAudience({ db, ring: openKeyRing(newMasterKey()), clock: systemClock });
    const first = await took(() => audience.reach({ topics: [codes[0]!] }));
    const ask = () => took(() => audience.reach({ topics: some() }));
    const quiet: number[] = [];
    for (let n = 0; n < QUESTIONS; n += 1) quiet.push(await ask());
    // A new count runs in the background while people go on asking.
    audience.forget();
    const busy: number[] = [];
    for (const until = performance.now() + first; performance.now() < until; ) {
      busy.push(await ask());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const chosen = { topics: codes.slice(0, 3) };
    const exact = await took(() => audience.exact(chosen, ['ja', 'plja', 'en']));
    const [kept, counted] = [
      (await audience.reach(chosen)).total,
      (await audience.exact(chosen, ['ja', 'plja', 'en'])).total,
    ];
    const lists: number[] = [];
    for (let n = 0; n < 200; n += 1) lists.push(await took(() => audience.byTopic()));
    const samples: number[] = [];
    for (let n = 0; n < 200; n += 1)
      samples.push(
        await took(() =>
          findSomeReader(db, { audience: chosen, languages: ['en'], last: p.readers, not: null, chance: Math.random }),
        ),
      );
    return {
      readers: p.readers,
      first_count_ms: Math.round(first),
      question: spread(quiet),
      question_while_counting: spread(busy),
      readers_by_topic: spread(lists),
      exact_at_submission_ms: Math.round(exact),
      kept_equals_exact: kept === counted,
      next_reader: spread(samples),
    };
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
