/** How fast the archive of 5,000 bulletins in three languages answers a search, and draws a feed of 50: on SQLite, then on PostgreSQL; one process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../scripts/services.mjs';
import { languages } from '../server/contract/codes.ts';
import { openNews } from '../server/domain/news/news.ts';
import { putOnPage } from '../server/domain/news/page.ts';
import { exampleTopics } from '../server/domain/topics/examples.ts';
import { openTopics } from '../server/domain/topics/topics.ts';
import { drawFeed } from '../server/intake/http/public/feeds.ts';
import { wordsOf } from '../server/intake/http/public/words/words.ts';
import { readBundle } from '../server/letters/bundle.ts';
import { senderOf } from '../server/letters/sender.ts';
import { systemClock } from '../server/lib/clock.ts';
import { publicId } from '../server/lib/token.ts';
import { insertBulletin, insertBulletinTexts, replaceBulletinTopics } from '../server/store/bulletins.ts';
import type { Db } from '../server/store/db.ts';
import { migrate } from '../server/store/migrate.ts';
import { openDb } from '../server/store/open.ts';
import { median } from './stage.ts';

const PIECE = 100;
const LIMIT = 20;
const ASKED = 20;
/** In every text, in one of fifty, in one, in none; of two signs, of one, of several words. */
const searches = {
  ja: ['在留', '窓口の時間', '更新 申請', '案内77番', '案', '見つからない言葉'],
  plja: ['ざいりゅう', '窓口', 'しんせい', '案内77番'],
  en: ['residence', 'office 77 ', 'card renewal', 'nothing like it'],
} as const;
const subjects = ['在留カードの更新', '窓口の時間の変更', '申請の様式', '災害の情報', '日本語の教室'];

const textOf = (language: 'ja' | 'plja' | 'en', n: number) => {
  const subject = subjects[n % subjects.length]!;
  const line = {
    ja: `${subject}についてのお知らせです。在留資格の変更や更新の申請は、地方出入国在留管理局の窓口で受け付けています。`,
    plja: '在留(ざいりゅう)カードの申請(しんせい)は、窓口(まどぐち)で できます。',
    en: 'Apply for the renewal of your residence card at the regional immigration office.',
  }[language];
  const body = `${`${line}\n`.repeat(12)}\n- 案内${n}番 office ${n} \n`;
  return { subject: language === 'en' ? `News ${n}` : `${subject} ${n}`, body };
};

const fill = async (db: Db, n: number) => {
  const topics = ((await db.knex('topic').orderBy('id').select('id')) as { id: number }[]).map((t) => t.id);
  for (let from = 0; from < n; from += PIECE)
    await db.write(async (trx) => {
      for (let i = from; i < Math.min(from + PIECE, n); i++) {
        const at = 1_700_000_000_000 + i * 60_000;
        const made = { actor: 'bench', created_at: at };
        const row = { public_id: publicId(), kind: 'normal' as const };
        const id = await insertBulletin(trx, {
          ...row,
          ...made,
          audience: '{"topics":[]}',
          priority: 0,
          cause: 'bench',
          parent_id: null,
          planned_at: null,
          wave_size: 0,
          kept_out: 0,
        });
        await trx.knex('bulletin').where({ id }).update({ state: 'finished', started_at: at });
        await insertBulletinTexts(
          trx,
          languages.map((language) => ({ ...made, bulletin_id: id, revision: 1, language, ...textOf(language, i) })),
        );
        await replaceBulletinTopics(trx, id, [topics[i % topics.length]!]);
        await putOnPage(trx, { row: { ...row, id }, sentAt: at, now: at, actor: 'bench' });
      }
    });
};

/** Waiting and CPU, in milliseconds: on a machine that does other things as well only the latter says something. */
const figures = async (work: () => Promise<unknown>) => {
  const all: number[] = [];
  const cpu = process.cpuUsage();
  for (let n = 0; n < ASKED; n++) {
    const began = performance.now();
    await work();
    all.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(cpu);
  const short = (ms: number) => Number(ms.toFixed(2));
  return { p50_ms: short(median(all)), max_ms: short(Math.max(...all)), cpu_ms: short((user + system) / 1000 / ASKED) };
};

/** The bars of the archive: a search, and a feed. */
const [SEARCH_MS, FEED_MS] = [100, 50];

const measureOn = async (url: string, p: { bulletins: number; say(words: string): void }) => {
  const db = await openDb(url);
  try {
    await migrate(db);
    await openTopics({ db, clock: systemClock }).seed(exampleTopics);
    p.say(`${db.engine}: filling ${p.bulletins} bulletins`);
    await fill(db, p.bulletins);
    const news = openNews({ db, clock: systemClock });
    const search: Record<string, Awaited<ReturnType<typeof figures>> & { found: number }> = {};
    for (const language of languages)
      for (const words of searches[language])
        search[`${language} ${words}`] = {
          found: (await news.list({ language, words, limit: LIMIT })).items.length,
          ...(await figures(() => news.list({ language, words, limit: LIMIT }))),
        };
    const bundle = await readBundle(fileURLToPath(new URL('../templates', import.meta.url)));
    const parts = {
      news,
      publicUrl: () => 'https://mail.example.jp',
      sender: senderOf(bundle),
      words: wordsOf(bundle),
    };
    const feed = {
      atom: await figures(() => drawFeed(parts, 'plja', 'atom', '')),
      json: await figures(() => drawFeed(parts, 'ja', 'json', 'permanent')),
    };
    const slowest = (all: { p50_ms: number }[]) => Math.max(...all.map((one) => one.p50_ms));
    const [search_ms, feed_ms] = [slowest(Object.values(search)), slowest(Object.values(feed))];
    return { search_ms, feed_ms, within: search_ms <= SEARCH_MS && feed_ms <= FEED_MS, search, feed };
  } finally {
    await db.close();
  }
};

export const measureNews = async (p: { bulletins: number; say(words: string): void }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fumibako-bench-news-'));
  const postgres = await startPostgres();
  try {
    const sqlite = await measureOn(`sqlite:${join(folder, 'hub.db')}`, p);
    return { bulletins: p.bulletins, sqlite, postgres: await measureOn(postgres.url, p) };
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
