/**
 * How soon the console answers on a hub of the size that the issue names: every route that reads, each filter, each pair of filters, first
 * and late pages, searches, details and figures, over HTTP; idle, and while bulletins run. On SQLite, then on PostgreSQL.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../scripts/services.mjs';
import type { RouteContract } from '../server/contract/console/route.ts';
import { type KeyRing, newMasterKey, openKeyRing } from '../server/lib/seal.ts';
import { createBulletin } from './bulletin.ts';
import { type Asker, openAsker, openSession } from './console/ask.ts';
import { amountsFor, type Filling } from './console/ids.ts';
import { type Question, questionsFor } from './console/questions.ts';
import { freePort, openStage, pause, type Stage, startSmtpSink } from './stage.ts';

type Say = (words: string) => void;
type Settings = { readers: number; engines: readonly string[]; say: Say };

/** Milliseconds that 95 of 100 answers may take. */
export const IDLE_MS = 200;
export const BUSY_MS = 500;
const TIMES = 20;
const TIMES_BUSY = 10;

const contracts = new URL('../server/contract/console/', import.meta.url);
const readRoutes = async (): Promise<RouteContract[]> => {
  const routes: RouteContract[] = [];
  for (const file of readdirSync(contracts))
    for (const [name, value] of Object.entries((await import(new URL(file, contracts).href)) as object))
      if (name.endsWith('Routes')) routes.push(...(Object.values(value as object) as RouteContract[]));
  return routes;
};

type Measured = { route: string; path: string; p50: number; p95: number };
const rank = (sorted: readonly number[], share: number) => sorted[Math.ceil(sorted.length * share) - 1]!;
const short = (ms: number) => Number(ms.toFixed(1));

/** Each question so many times, in turns: what one has warmed up, others have cooled down. */
const askAll = async (asker: Asker, questions: readonly Question[], times: number): Promise<Measured[]> => {
  const taken = questions.map((): number[] => []);
  for (let turn = 0; turn < times; turn++)
    for (const [n, question] of questions.entries()) taken[n]!.push((await asker.ask(question)).ms);
  return questions.map(({ route, path, body }, n) => {
    const sorted = taken[n]!.sort((a, b) => a - b);
    const asked = body ? `${path} ${JSON.stringify(body)}` : path;
    return { route, path: asked, p50: short(rank(sorted, 0.5)), p95: short(rank(sorted, 0.95)) };
  });
};

/** Second pages, by the cursors that the first ones answer. */
const withSecondPages = async (asker: Asker, questions: readonly Question[]): Promise<Question[]> => {
  const all: Question[] = [];
  const faults: string[] = [];
  for (const question of questions) {
    const answered = await asker.ask(question).catch((error: Error) => error);
    if (answered instanceof Error) {
      faults.push(answered.message);
      continue;
    }
    const { next } = answered;
    all.push(question);
    if (next === null || question.body || question.path.includes('cursor=')) continue;
    const mark = question.path.includes('?') ? '&' : '?';
    all.push({ ...question, path: `${question.path}${mark}cursor=${encodeURIComponent(next)}` });
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return all;
};

/** A route is as slow as the slowest of what it is asked. */
const byRoute = (measured: readonly Measured[]) => {
  const worst = new Map<string, Measured & { questions: number }>();
  for (const one of measured) {
    const known = worst.get(one.route);
    const questions = (known?.questions ?? 0) + 1;
    worst.set(one.route, { ...(known && known.p95 >= one.p95 ? known : one), questions });
  }
  return [...worst.values()].sort((a, b) => b.p95 - a.p95);
};

const summary = (measured: readonly Measured[], bar: number) => {
  const routes = byRoute(measured);
  const over = measured.filter((one) => one.p95 > bar);
  return {
    routes: routes.length,
    within: routes.filter((one) => one.p95 <= bar).length,
    slowest_p95: routes[0]!.p95,
    slowest: routes[0]!.path.replace(/cursor=.*/, 'cursor=…'),
    over: over.map(({ path, p95 }) => ({ path: path.replace(/cursor=.*/, 'cursor=…'), p95 })),
    by_route: Object.fromEntries(routes.map(({ route, p95, questions }) => [route, { p95, questions }])),
  };
};

const startHub = async (stage: Stage, sinkPort: number) => {
  const port = await freePort();
  const env = { ROLES: 'web,clock,delivery', HTTP_PORT: String(port), DELIVERY_PROCESSES: '2' };
  // The made-up hub is reached as a browser on the same machine would.
  const program = await stage.start({
    ...env,
    SMTP_URL: `smtp://127.0.0.1:${sinkPort}`,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  for (let n = 0; n < 300; n++) {
    const up = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (up?.ok) return { program, port };
    await pause(100);
  }
  throw new Error('the hub does not answer');
};

/** Sends bulletins to everybody, the one after the other, while `work` lasts. */
const whileSending = async <T>(stage: Stage, work: () => Promise<T>): Promise<T> => {
  let over = false;
  const sending = (async () => {
    while (!over) {
      const id = await createBulletin(stage);
      await stage.hub('bulletins', 'send', id);
      for (;;) {
        const row = await stage.db.knex('bulletin').where({ public_id: id }).first('state');
        if (over || !['sending', 'held'].includes(row.state)) break;
        await pause(500);
      }
      if (over) await stage.hub('bulletins', 'cancel', id).catch(() => {});
    }
  })();
  // The first mails are on their way.
  await pause(3000);
  try {
    return await work();
  } finally {
    over = true;
    await sending;
  }
};

const measureStage = async (stage: Stage, f: Filling, say: Say) => {
  const sink = await startSmtpSink();
  const { program, port } = await startHub(stage, sink.port);
  const asker = openAsker(port, await openSession(stage));
  try {
    const questions = await withSecondPages(asker, questionsFor(f, await readRoutes()));
    say(`${stage.db.engine}: ${questions.length} questions`);
    const idle = summary(await askAll(asker, questions, TIMES), IDLE_MS);
    say(
      `idle: ${idle.within} of ${idle.routes} routes within ${IDLE_MS} ms; slowest ${idle.slowest_p95} ms ${idle.slowest}`,
    );
    const busy = summary(await whileSending(stage, () => askAll(asker, questions, TIMES_BUSY)), BUSY_MS);
    say(
      `busy: ${busy.within} of ${busy.routes} routes within ${BUSY_MS} ms; slowest ${busy.slowest_p95} ms ${busy.slowest}`,
    );
    return { questions: questions.length, idle, busy };
  } finally {
    asker.close();
    await stage.stop(program);
    sink.stop();
  }
};

const filler = fileURLToPath(new URL('console/fill.ts', import.meta.url));
const fill = async (env: Stage['env'], readers: number, now: number): Promise<void> => {
  const args = [filler, env.DATABASE_URL!, String(readers), String(now)];
  const child = spawn(process.execPath, ['--no-warnings', ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`filling the tables ended with ${code}`);
};

const measureOn = async (p: Settings, url?: string) => {
  const now = Date.now();
  const routes = await readRoutes();
  const fillingOf = (ring: KeyRing): Filling => ({ ring, now, amounts: amountsFor(p.readers) });
  // A route that nobody can ask for is known before the tables are filled, which takes minutes.
  questionsFor(fillingOf(openKeyRing(newMasterKey())), routes);
  let filled_seconds = 0;
  const stage = await openStage(0, p.say, {
    ...(url === undefined ? {} : { url }),
    fill: async (env) => {
      const began = performance.now();
      await fill(env, p.readers, now);
      filled_seconds = Math.round((performance.now() - began) / 1000);
    },
  });
  try {
    p.say(`${stage.db.engine}: filled in ${filled_seconds} s`);
    return { filled_seconds, ...(await measureStage(stage, fillingOf(stage.ring), p.say)) };
  } finally {
    await stage.close();
  }
};

/** `engines`: 'sqlite', 'postgres' or both. */
export const measureConsole = async (p: Settings) => {
  const figures: Record<string, unknown> = { ...amountsFor(p.readers), bar_idle_ms: IDLE_MS, bar_busy_ms: BUSY_MS };
  if (p.engines.includes('sqlite')) figures.sqlite = await measureOn(p);
  if (!p.engines.includes('postgres')) return figures;
  const postgres = await startPostgres();
  try {
    figures.postgres = await measureOn(p, postgres.url);
  } finally {
    await postgres.stop();
  }
  return figures;
};
