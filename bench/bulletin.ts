/** How fast a bulletin leaves, beside smtp-source sending as many mails of the same size to the same sink. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleShelf } from '../server/delivery/bundles.ts';
import { bulletinShelf, composeRecipient } from '../server/delivery/composeBulletin.ts';
import { systemClock } from '../server/lib/clock.ts';
import { readTotals } from '../server/store/bulletinCounts.ts';
import { cpuSeconds, measureSource, median, pause, peakMemory, type Stage, startSmtpSink } from './stage.ts';

export type BulletinRun = {
  readers: number;
  /** Mails a second from "send" to the last recorded outcome. */
  rate: number;
  seconds: number;
  firstMailMs: number;
  peakMB: number;
  cpuMicrosPerMail: number;
};

const body = {
  ja: '在留(ざいりゅう)に関する手続(てつづき)の期限(きげん)と必要な書類を確かめてください。',
  plja: '手続(てつづ)きの日(ひ)と いる紙(かみ)を 確(たし)かめてください。',
  en: 'Please check the last day of your procedure and the papers that you need for it.',
};

/** The three texts as files; long enough for a mail of about 4.4 kB. */
const texts = (folder: string) =>
  (['ja', 'plja', 'en'] as const).flatMap((language) => {
    const file = join(folder, `${language}.txt`);
    const lines = Array.from({ length: 3 }, () => body[language]).join('\n\n');
    writeFileSync(
      file,
      `Subject: ${{ ja: '見本のお知らせ', plja: '見本(みほん)のお知(し)らせ', en: 'A sample notice' }[language]}\n\n${lines}\n`,
    );
    return [`--${language}`, file];
  });

/** Sends one bulletin through `hub bulletins send` and waits for its last outcome. */
export const sendBulletin = async (stage: Stage, readers: number): Promise<BulletinRun> => {
  const { id } = await stage.hub<{ id: string }>(
    'bulletins',
    'create',
    '--topics',
    stage.topicCode,
    ...texts(stage.folder),
  );
  const pids = (await stage.db.knex('worker').select('pid')).map((w: { pid: number }) => w.pid);
  const cpu = cpuSeconds(pids);
  await stage.hub('bulletins', 'send', id);
  const row = async () => stage.db.knex('bulletin').where({ public_id: id }).first();
  for (;;) {
    await pause(100);
    const now = await row();
    if (now.state === 'paused') throw new Error(`the bulletin was paused: ${now.reason}`);
    if (now.expanded === 1 && !('waiting' in (await positive(stage, now.id)))) break;
  }
  const { id: rowId, started_at: began } = await row();
  const spent = cpuSeconds(pids) - cpu;
  const times = await stage.db
    .knex('bulletin_recipient')
    .where({ bulletin_id: rowId })
    .min('sent_at as first')
    .max('sent_at as last')
    .first();
  const totals = await positive(stage, rowId);
  if (totals.accepted !== readers) throw new Error(`not all were accepted: ${JSON.stringify(totals)}`);
  const { first, last } = times as { first: number; last: number };
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

const positive = async (stage: Stage, id: number): Promise<Record<string, number>> =>
  Object.fromEntries(Object.entries(await readTotals(stage.db, id)).filter(([, n]) => n > 0));

export type BulletinFigures = {
  bytes: number;
  runs: BulletinRun[];
  source: number[];
  rate: number;
  sourceRate: number;
  ratio: number;
};

/** Bytes of one of its mails, so that smtp-source sends the same. */
const mailBytes = async (stage: Stage): Promise<number> => {
  const { db, ring } = stage;
  const bulletin = await db.knex('bulletin').orderBy('id', 'desc').first();
  const reader = await db.knex('reader').where({ language: 'ja' }).first();
  const parts = {
    db,
    ring,
    clock: systemClock,
    bundles: bundleShelf(db),
    mailDomain: 'mail.example.jp',
    mailFrom: 'no-reply@mail.example.jp',
    publicUrl: 'https://mail.example.jp',
    dkim: [],
  };
  const row = {
    bulletin_id: bulletin.id,
    reader_id: reader.id,
    queue_id: 0,
    attempts: 0,
    crashes: 0,
    lease_token: 0,
    ...reader,
  };
  const work = {
    shape: 'recipient',
    row,
    leaseToken: 0,
    lane: 'bulletin',
    bulletinPublicId: bulletin.public_id,
    deadlineAt: null,
  } as const;
  const ready = await bulletinShelf(parts)(bulletin.id, 'ja', () => {});
  return (await composeRecipient(parts, ready, work)).content.length;
};

/** Our bulletins and smtp-source in turn, `runs` times each; the ratio is that of the medians. */
export const measureBulletin = async (
  stage: Stage,
  p: { readers: number; runs: number; env: Record<string, string>; say: (words: string) => void },
): Promise<BulletinFigures> => {
  const sink = await startSmtpSink();
  const program = await stage.start({ ...p.env, ROLES: 'clock,delivery', SMTP_URL: `smtp://127.0.0.1:${sink.port}` });
  const runs: BulletinRun[] = [];
  let bytes = 0;
  const source: number[] = [];
  try {
    for (let n = 0; n < p.runs; n++) {
      runs.push(await sendBulletin(stage, p.readers));
      const { rate, firstMailMs, peakMB, cpuMicrosPerMail } = runs.at(-1)!;
      p.say(
        `bulletin ${Math.round(rate)} a second, first mail after ${firstMailMs} ms, ${Math.round(peakMB)} MB, ${Math.round(cpuMicrosPerMail)} µs CPU a mail`,
      );
      bytes = bytes || (await mailBytes(stage));
      source.push(await measureSource(sink.port, p.readers, bytes));
      p.say(`smtp-source ${Math.round(source.at(-1)!)} a second with mails of ${bytes} bytes`);
    }
  } finally {
    await stage.stop(program);
    sink.stop();
  }
  const rate = median(runs.map((r) => r.rate));
  const sourceRate = median(source);
  return { bytes, runs, source, rate, sourceRate, ratio: rate / sourceRate };
};
