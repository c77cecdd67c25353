/**
 * The bulletin beside others that send as many bytes to the same sink: Postfix's smtp-source (which does not pipeline), a sender of ours that
 * does the least (reference.ts), and nodemailer's pool that builds each mail.
 */
import { createTransport } from 'nodemailer';
import type { ComposedMail } from '../server/delivery/compose.ts';
import { type BulletinRun, composeAgain, describeRun, meanBytes, sendBulletin } from './bulletin.ts';
import { measureReference, type Reference } from './reference.ts';
import { measureSource, median, type Stage, startSmtpSink } from './stage.ts';

/** Mails a second of nodemailer's pooled transport with 8 connections, each built anew from its text and HTML. */
const measurePool = async (stage: Stage, port: number, n: number): Promise<number> => {
  const some: { id: number }[] = await stage.db.knex('reader').orderBy('id').limit(300).select('id');
  const mails = (
    await composeAgain(
      stage,
      some.map((r) => r.id),
    )
  ).map((mail: ComposedMail) => ({ ...mail.shown(), envelope: mail.envelope }));
  const pool = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    maxConnections: 8,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const send = async (k: number) => {
    const { envelope, to, from, subject, text, html } = mails[k % mails.length]!;
    await pool.sendMail({ envelope, from, to, subject, text, html: html ?? undefined });
  };
  let next = 0;
  const began = performance.now();
  const lane = async () => {
    while (next < n) await send(next++);
  };
  await Promise.all(Array.from({ length: 32 }, lane));
  pool.close();
  return n / ((performance.now() - began) / 1000);
};

export type BulletinFigures = {
  bytes: number;
  runs: BulletinRun[];
  source: number[];
  reference: Reference[];
  pool: number;
  rate: number;
  sourceRate: number;
  ratio: number;
  referenceRate: number;
};

/** Our bulletins, smtp-source and the reference in turn, `runs` times each; the ratios are those of the medians. Then the pool, once. */
export const measureBulletin = async (
  stage: Stage,
  p: { readers: number; runs: number; env: Record<string, string>; say: (words: string) => void },
): Promise<BulletinFigures> => {
  const sink = await startSmtpSink();
  const program = await stage.start({ ...p.env, ROLES: 'clock,delivery', SMTP_URL: `smtp://127.0.0.1:${sink.port}` });
  const runs: BulletinRun[] = [];
  const source: number[] = [];
  const reference: Reference[] = [];
  let bytes = 0;
  let pool = 0;
  try {
    for (let n = 0; n < p.runs; n++) {
      runs.push(await sendBulletin(stage, program, p.readers));
      p.say(describeRun(runs.at(-1)!));
      bytes = bytes || (await meanBytes(stage));
      source.push(await measureSource(sink.port, p.readers, bytes));
      p.say(`smtp-source ${Math.round(source.at(-1)!)} a second with mails of ${bytes} bytes`);
      const least = await measureReference(sink.port, p.readers, bytes);
      reference.push(least);
      p.say(`reference ${Math.round(least.rate)} a second, ${Math.round(least.cpuMicrosPerMail)} µs CPU a mail`);
    }
    pool = await measurePool(stage, sink.port, Math.min(p.readers, 10_000));
    p.say(`nodemailer's pool ${Math.round(pool)} a second`);
  } finally {
    await stage.stop(program);
    sink.stop();
  }
  const rate = median(runs.map((r) => r.rate));
  const sourceRate = median(source);
  const referenceRate = median(reference.map((r) => r.rate));
  return { bytes, runs, source, reference, pool, rate, sourceRate, ratio: rate / sourceRate, referenceRate };
};
