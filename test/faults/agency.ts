/**
 * The thirty days of a made-up agency at full size: 2,000 cases on SQLite with one process, and on PostgreSQL with two that are killed with
 * SIGKILL by turns, once a day. Called by run.ts (`npm run faults -- --only agency [--engine sqlite|postgres]
 * [--n CASES] [--seed N]`).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../../scripts/services.mjs';
import { readConfig } from '../../server/config.ts';
import { closeGround, openGround, prepare } from '../../server/ground.ts';
import { openLog } from '../../server/lib/log.ts';
import { newMasterKey } from '../../server/lib/seal.ts';
import { agencyHub, type Worker } from '../support/agency/hub.ts';
import { expectedMails } from '../support/agency/oracle.ts';
import { differences, playStory } from '../support/agency/play.ts';
import { atStep, makeStory } from '../support/agency/story.ts';
import { freshDatabase } from '../support/database.ts';
import { ended, pause } from './harness.ts';

const program = fileURLToPath(new URL('./agencyProcess.ts', import.meta.url));

type Answer = { ready?: true; n: number; answer?: unknown; error?: string };

/** A worker in a process of its own; a restart kills it while it works. */
const processWorker = async (env: Record<string, string>): Promise<Worker & { stop(): Promise<void> }> => {
  let now = atStep(0);
  let asked = 0;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const start = async (): Promise<ChildProcess> => {
    const child = fork(program, { env: { ...env, AGENCY_NOW: new Date(now).toISOString() } });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code, signal) => reject(new Error(`the process ended with ${code ?? signal}`)));
      child.on('message', (said: Answer) => {
        if (said.ready) return resolve();
        const one = waiting.get(said.n);
        waiting.delete(said.n);
        if (said.error === undefined) one?.resolve(said.answer);
        else one?.reject(new Error(said.error));
      });
    });
    return child;
  };
  let child = await start();
  const ask = (does: keyof Worker, ...given: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(++asked, { resolve, reject });
      child.send({ n: asked, does, given });
    });
  return {
    async set(at) {
      now = at;
      await ask('set', at);
    },
    report: async (system, events) => (await ask('report', system, events)) as unknown[],
    jobs: async () => void (await ask('jobs')),
    carry: async () => (await ask('carry')) as Awaited<ReturnType<Worker['carry']>>,
    sendExpired: async () => Number(await ask('sendExpired')),
    async restart() {
      ask('jobs').catch(() => undefined);
      await pause(5);
      await ended(child, 'SIGKILL');
      waiting.clear();
      child = await start();
    },
    stop: async () => void (await ended(child, 'SIGKILL')),
  };
};

/** Schema, key and texts, before any process starts. */
const prepared = async (env: Record<string, string>): Promise<void> => {
  const ground = await openGround(readConfig(env), { log: openLog('silent', 'agency') });
  await prepare(ground);
  await closeGround(ground);
};

/** One engine; true when every mail is there once and no other. */
const runOn = async (engine: Engine, p: { cases: number; seed: number; processes: number }): Promise<boolean> => {
  const began = Date.now();
  const place = await freshDatabase(engine, { migrated: true });
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'test',
    DATA_DIR: place.folder,
    DATABASE_URL: place.url,
    MASTER_KEY: newMasterKey(),
    LOG_LEVEL: 'silent',
    SECOND_FACTOR: 'off',
    HTTP_PORT: '0',
    SMTP_PORT: '0',
    ROLES: 'web',
  };
  await prepared(env);
  const workers = await Promise.all(Array.from({ length: p.processes }, () => processWorker(env)));
  try {
    const story = makeStory(p.seed, p.cases);
    const played = await playStory(story, agencyHub(workers), { seed: p.seed });
    const expected = expectedMails(story);
    const wrong = differences(expected, played.mails);
    const figures = {
      ...{ engine, ...p, reports: story.reports.length, again: story.reports.filter((one) => one.again).length },
      ...{ expected: expected.length, tried: played.mails.length, wrong: wrong.length, refused: played.refused.length },
      ...{ tasks: played.tasks, seconds: Math.round((Date.now() - began) / 1000) },
    };
    process.stdout.write(
      `agency: ${JSON.stringify(figures)}\n${[
        ...wrong,
        ...played.refused.map((one) => `refused ${JSON.stringify(one)}`),
      ]
        .slice(0, 20)
        .map((line) => `  ${line}\n`)
        .join('')}`,
    );
    return wrong.length === 0 && played.refused.length === 0 && played.tasks > 0;
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await place.remove();
  }
};

export const engines = ['sqlite', 'postgres'] as const;
type Engine = (typeof engines)[number];

/** One engine, or both, one after the other. */
export const runAgency = async ({
  engine,
  ...p
}: {
  cases: number;
  seed: number;
  engine?: Engine;
}): Promise<boolean> => {
  const onSqlite = engine === 'postgres' || (await runOn('sqlite', { ...p, processes: 1 }));
  if (engine === 'sqlite') return onSqlite;
  const server = await startPostgres({ lasting: false });
  process.env.TEST_DATABASE_URL = server.url;
  try {
    return (await runOn('postgres', { ...p, processes: 2 })) && onSqlite;
  } finally {
    await server.stop();
  }
};
