/** A hub with a million readers: imported from CSV while its API is in use, sent to, and used while a bulletin runs. One stage for all three. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTotals } from '../server/store/bulletinCounts.ts';
import { createBulletin, describeRun, sendBulletin } from './bulletin.ts';
import { type Noticed, openProbes, type Probes, withinBars } from './probes.ts';
import { freePort, median, openStage, pause, peakMemory, type Sink, type Stage, startSmtpSink } from './stage.ts';

type Say = (words: string) => void;
type Settings = { readers: number; seconds: number; env: Record<string, string>; say: Say };

export type ImportFigures = {
  rows: number;
  seconds: number;
  /** How often the command said how far it was. */
  progress: number;
  peak_mb: number;
  idle: Noticed;
  busy: Noticed;
  within: boolean;
};
export type Million = {
  stage: Stage;
  program: ChildProcess;
  probes: Probes;
  imported: ImportFigures;
  close(): Promise<void>;
};

const cli = fileURLToPath(new URL('../server/cli.ts', import.meta.url));

const writeCsv = async (file: string, topic: string, rows: number) => {
  const out = createWriteStream(file);
  out.write('email,language,topics\n');
  for (let n = 0; n < rows; n++)
    if (!out.write(`reader.number${n}@example${n % 9}.jp,${['ja', 'plja', 'en'][n % 3]},${topic}\n`))
      await once(out, 'drain');
  await new Promise<void>((done) => out.end(done));
};

/** `hub subscribers import`, as an operator runs it. */
const importFile = async (
  stage: Stage,
  file: string,
): Promise<Pick<ImportFigures, 'seconds' | 'progress' | 'peak_mb'>> => {
  const began = performance.now();
  const child = spawn(process.execPath, [cli, 'subscribers', 'import', file], {
    env: stage.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let progress = 0;
  let said = '';
  let peak_mb = 0;
  child.stderr.on('data', (piece: Buffer) => {
    said = (said + piece.toString()).slice(-2000);
    progress += piece.toString().split(' %').length - 1;
    peak_mb = Math.round(peakMemory([child.pid!]));
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the import ended with ${code}: ${said}`);
  return { seconds: Number(((performance.now() - began) / 1000).toFixed(1)), progress, peak_mb };
};

export const startHub = async (stage: Stage, sink: Sink, env: Record<string, string>) => {
  const port = await freePort();
  const program = await stage.start({
    ...env,
    ROLES: 'web,clock,delivery',
    HTTP_PORT: String(port),
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
    API_RATE_MINUTE: '1000000',
  });
  for (let n = 0; n < 300; n++) {
    const up = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (up?.ok) return { program, port };
    await pause(100);
  }
  throw new Error('the hub does not answer');
};

const IDLE_SECONDS = 15;

/** Starts a whole hub and imports its readers. */
export const openMillion = async (p: Settings): Promise<Million> => {
  const stage = await openStage(0, p.say);
  const sink = await startSmtpSink();
  const { program, port } = await startHub(stage, sink, p.env);
  const probes = await openProbes(stage, port);
  const file = join(stage.folder, 'readers.csv');
  await writeCsv(file, stage.topicCode, p.readers);
  // The first seconds of a process are not its usual ones.
  await probes.while(pause(3000));
  const idle = await probes.while(pause(IDLE_SECONDS * 1000));
  p.say(`idle ${JSON.stringify(idle)}`);
  const importing = importFile(stage, file);
  const busy = await probes.while(importing);
  const imported = { rows: p.readers, ...(await importing), idle, busy, within: withinBars(idle, busy) };
  p.say(`imported ${JSON.stringify(imported)}`);
  return {
    stage,
    program,
    probes,
    imported,
    async close() {
      await stage.stop(program);
      sink.stop();
      await stage.close();
    },
  };
};

/** What a mail costs when there are 10,000 readers, by a hub that has warmed up. */
const small = async (p: Settings) => {
  const stage = await openStage(10_000, p.say);
  const sink = await startSmtpSink();
  const { program } = await startHub(stage, sink, p.env);
  try {
    const runs = [];
    for (let n = 0; n < 6; n++) {
      runs.push(await sendBulletin(stage, program, 10_000));
      p.say(describeRun(runs.at(-1)!));
    }
    const warm = runs.slice(-3);
    return {
      cpu_us: Math.round(median(warm.map((r) => r.cpuMicrosPerMail))),
      rate: Math.round(median(warm.map((r) => r.rate))),
    };
  } finally {
    await stage.stop(program);
    sink.stop();
    await stage.close();
  }
};

/** Cost per mail at 10,000 and at a million readers, resident memory, and how soon the first mail leaves. */
export const measureSize = async (p: Settings, million: Million) => {
  const few = await small(p);
  const run = await sendBulletin(million.stage, million.program, p.readers);
  p.say(describeRun(run));
  const cpu_us = Math.round(run.cpuMicrosPerMail);
  return {
    small: { readers: 10_000, ...few },
    large: { readers: p.readers, cpu_us, rate: Math.round(run.rate), seconds: Math.round(run.seconds) },
    cost: Number((cpu_us / few.cpu_us).toFixed(2)),
    first_mail_ms: run.firstMailMs,
    peak_mb: Math.round(run.peakMB),
  };
};

/** What others notice for `seconds` of a bulletin to everybody; then it is cancelled. */
export const measureMixed = async (p: Settings, { stage, probes }: Million) => {
  const idle = await probes.while(pause(IDLE_SECONDS * 1000));
  const id = await createBulletin(stage);
  await stage.hub('bulletins', 'send', id);
  const busy = await probes.while(pause(p.seconds * 1000));
  const row = await stage.db.knex('bulletin').where({ public_id: id }).first();
  const { accepted = 0 } = await readTotals(stage.db, row.id);
  const running = row.state === 'sending';
  if (running) await stage.hub('bulletins', 'cancel', id);
  return {
    readers: p.readers,
    seconds: p.seconds,
    bulletin_rate: Math.round(accepted / p.seconds),
    still_running: running && accepted < p.readers,
    idle,
    busy,
    within: withinBars(idle, busy),
  };
};
