/** One bulletin through `hub bulletins send`: how fast it left and what it cost. */
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleShelf } from '../server/delivery/bundles.ts';
import type { ComposedMail } from '../server/delivery/compose.ts';
import { bulletinShelf, composeRecipient } from '../server/delivery/composeBulletin.ts';
import { systemClock } from '../server/lib/clock.ts';
import { readTotals } from '../server/store/bulletinCounts.ts';
import { cpuSeconds, pause, peakMemory, type Stage } from './stage.ts';

export type BulletinRun = {
  readers: number;
  /** Mails a second from "send" to the last recorded outcome. */
  rate: number;
  seconds: number;
  /** From "send" to the first recorded outcome. */
  firstMailMs: number;
  /** Highest resident memory of any process of the hub. */
  peakMB: number;
  /** Of all processes of the hub together. */
  cpuMicrosPerMail: number;
};

const body = {
  ja: '在留(ざいりゅう)に関する手続(てつづき)の期限(きげん)と必要な書類を確かめてください。',
  plja: '手続(てつづ)きの日(ひ)と いる紙(かみ)を 確(たし)かめてください。',
  en: 'Please check the last day of your procedure and the papers that you need for it.',
};
const subject = { ja: '見本のお知らせ', plja: '見本(みほん)のお知(し)らせ', en: 'A sample notice' };

/** The three texts as files. */
const texts = (folder: string) =>
  (['ja', 'plja', 'en'] as const).flatMap((language) => {
    const file = join(folder, `${language}.txt`);
    const lines = Array.from({ length: 3 }, () => body[language]).join('\n\n');
    writeFileSync(file, `Subject: ${subject[language]}\n\n${lines}\n`);
    return [`--${language}`, file];
  });

export const createBulletin = async (stage: Stage): Promise<string> =>
  (await stage.hub<{ id: string }>('bulletins', 'create', '--topics', stage.topicCode, ...texts(stage.folder))).id;

const row = (stage: Stage, id: string) => stage.db.knex('bulletin').where({ public_id: id }).first();

/** A bulletin that does not move for so long will not any more. */
const STANDSTILL_MS = 60_000;

/** Until every row is final; a pause, a loss or a standstill is an error. */
const finished = async (stage: Stage, id: string): Promise<void> => {
  let moved = performance.now();
  let seen = '';
  for (;;) {
    await pause(100);
    const now = await row(stage, id);
    if (now.state === 'paused') throw new Error(`the bulletin was paused: ${now.reason}`);
    const totals = await readTotals(stage.db, now.id);
    if (now.expanded === 1 && !(totals.waiting ?? 0)) return;
    const at = JSON.stringify([now.cursor_id, totals]);
    if (at !== seen) moved = performance.now();
    else if (performance.now() - moved > STANDSTILL_MS) throw new Error(`the bulletin stands still: ${at}`);
    seen = at;
  }
};

/** Sends one bulletin through `hub bulletins send` and waits for its last outcome. */
export const sendBulletin = async (stage: Stage, program: ChildProcess, readers: number): Promise<BulletinRun> => {
  const id = await createBulletin(stage);
  const pids = await stage.pids(program);
  const cpu = cpuSeconds(pids);
  await stage.hub('bulletins', 'send', id);
  await finished(stage, id);
  const spent = cpuSeconds(pids) - cpu;
  const { id: rowId, started_at: began } = await row(stage, id);
  const { first, last } = (await stage.db
    .knex('bulletin_recipient')
    .where({ bulletin_id: rowId })
    .min('sent_at as first')
    .max('sent_at as last')
    .first()) as { first: number; last: number };
  const totals = await readTotals(stage.db, rowId);
  if (totals.accepted !== readers) throw new Error(`not all were accepted: ${JSON.stringify(totals)}`);
  const seconds = (last - began) / 1000;
  return {
    readers,
    rate: readers / seconds,
    seconds,
    firstMailMs: first - began,
    peakMB: peakMemory(pids),
    cpuMicrosPerMail: (spent * 1e6) / readers,
  };
};

export const describeRun = (r: BulletinRun): string =>
  `bulletin to ${r.readers}: ${Math.round(r.rate)} a second, first mail after ${r.firstMailMs} ms, ${Math.round(r.peakMB)} MB, ${Math.round(r.cpuMicrosPerMail)} µs CPU a mail`;

/** The mails that the newest bulletin makes for readers, composed here once more: what ought to have arrived. */
export const composeAgain = async (stage: Stage, readerIds: readonly number[]): Promise<ComposedMail[]> => {
  const { db, ring, env } = stage;
  const bulletin = await db.knex('bulletin').orderBy('id', 'desc').first();
  const parts = {
    db,
    ring,
    clock: systemClock,
    bundles: bundleShelf(db),
    mailDomain: 'mail.example.jp',
    mailFrom: 'no-reply@mail.example.jp',
    publicUrl: env.PUBLIC_URL!,
    dkim: [],
  };
  const shelf = bulletinShelf(parts);
  const readers = await db.knex('reader').whereIn('id', readerIds);
  return Promise.all(
    readers.map(async (reader) => {
      const ids = { bulletin_id: bulletin.id, reader_id: reader.id };
      const blank = { queue_id: 0, attempts: 0, crashes: 0, lease_token: 0 };
      const ready = await shelf(bulletin.id, reader.language, reader.id, () => {});
      return composeRecipient(parts, ready, {
        shape: 'recipient',
        row: { ...reader, ...ids, ...blank },
        leaseToken: 0,
        lane: 'bulletin',
        domainClass: 'other',
        limited: false,
        bulletinPublicId: bulletin.public_id,
        deadlineAt: null,
      });
    }),
  );
};

/** Mean bytes of the newest bulletin's mails, so that smtp-source sends as many. */
export const meanBytes = async (stage: Stage): Promise<number> => {
  const some: { id: number }[] = await stage.db.knex('reader').orderBy('id').limit(300).select('id');
  const mails = await composeAgain(
    stage,
    some.map((r) => r.id),
  );
  return Math.round(mails.reduce((sum, m) => sum + m.content.length, 0) / mails.length);
};
