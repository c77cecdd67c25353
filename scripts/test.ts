/**
 * `npm test [path …] [--changed [commit]]`: every check, all tests on SQLite, and those that use a database again on PostgreSQL,
 * beside each other where there is memory for it.
 * PostgreSQL and Redis are started for this run alone. Ends with `N passed, N failed`; a skipped test is a failure, and so is a run without tests.
 * With paths only those files run and no check; `--changed` runs the checks and the tests that a change since the commit (or an uncommitted one) can touch.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join, matchesGlob, relative } from 'node:path';
import { runOnce } from '../vitest.config.ts';
import { home, tool } from './checks/shape.ts';
import { startPostgres, startRedis } from './services.mjs';

/** Two browsers, the servers, and three processes of tests. */
const ROOM_FOR_BOTH = 8e9;

const words = process.argv.slice(2);
const changedAt = words.indexOf('--changed');
/** What vitest is asked for; `--changed` may be followed by a commit. */
const paths = changedAt < 0 ? words : words.slice(0, changedAt);
const changed = changedAt < 0 ? [] : words.slice(changedAt, changedAt + 2);
const say = (text: string) => process.stdout.write(`${text}\n`);

/** Memory is quicker than a disk that really writes, where there is enough of it. */
const roomy = (folder: string) => {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 4e9;
};
const folder = mkdtempSync(join(roomy('/dev/shm') ? '/dev/shm' : tmpdir(), 'fumibako-'));
// PostgreSQL and Postfix do not run as root, and must be able to reach their own folders inside.
chmodSync(folder, 0o711);
process.env.TMPDIR = folder;
// The programs that tests start read the same few hundred files: compiled once for this run.
process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');

/** After Ctrl-C the tests end, and the servers and the folder are still taken away. */
let interrupted = false;
const stops = new Set<(signal: NodeJS.Signals) => void>();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true;
    for (const stop of stops) stop(signal);
  });

/** `aside`: what it says comes when it has ended, so that two that run at once stay readable. */
const run = (args: string[], env: Record<string, string> = {}, aside = false) =>
  new Promise<number>((resolve) => {
    if (interrupted) return resolve(1);
    const child = spawn(tool('node'), args, {
      cwd: home,
      // The fourth is for what is told at once, whatever becomes of the others.
      stdio: aside ? ['ignore', 'pipe', 'pipe', 1] : ['ignore', 'inherit', 'inherit', 1],
      env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...env },
    });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => said.push(piece));
    const stop = (signal: NodeJS.Signals) => child.kill(signal);
    stops.add(stop);
    child.on('error', () => resolve(1));
    child.on('close', (code) => {
      stops.delete(stop);
      process.stdout.write(Buffer.concat(said));
      resolve(code ?? 1);
    });
  });

const tally = { passed: 0, failed: 0 };
/** Something that is no test of its own went wrong. */
const fault = (text: string) => {
  say(text);
  tally.failed++;
};

type Report = {
  testResults: {
    name: string;
    status: string;
    /** Epoch milliseconds. */
    startTime: number;
    endTime: number;
    assertionResults: { fullName: string; status: string }[];
  }[];
};

/** The files that took longest, for whoever wants the run shorter. */
const slowest = (engine: Engine, { testResults }: Report) => {
  const seconds = (f: Report['testResults'][number]) => Math.round((f.endTime - f.startTime) / 1000);
  const files = testResults.toSorted((a, b) => seconds(b) - seconds(a)).slice(0, 12);
  say(`\nSlowest on ${engine}: ${files.map((f) => `${relative(home, f.name)} ${seconds(f)} s`).join(', ')}`);
};

const vitest = join(home, 'node_modules', 'vitest', 'vitest.mjs');

/** What failed once and passed when its file ran alone: named at the end, for each is a defect of its own. */
const unsteady: string[] = [];
/** As many files as may fail by the machine's doing; with more, something is broken and a second try says nothing. */
const secondTries = 6;

type Engine = 'sqlite' | 'postgres';
/** Of the tests on SQLite: what needs no engine and no browser, and the others (vitest.config.ts). */
type Part = 'apart' | 'others';
type Env = Record<string, string>;

const vitestRun = async (engine: Engine, name: string, args: string[], env: Env, aside = false) => {
  const file = join(folder, `${name}.json`);
  const failing = join(home, 'scripts', 'failing.ts');
  const reporters = ['--reporter=dot', `--reporter=${failing}`, '--reporter=json', `--outputFile.json=${file}`];
  const code = await run([vitest, 'run', ...reporters, ...args], { ...env, TEST_ENGINE: engine }, aside);
  return { code, report: existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined };
};

const nameOf = (file: string, test: string) => `${relative(home, file)} › ${test}`;

/**
 * Files with failed tests run once more, alone on the machine: two cores that also run a browser and six servers can keep
 * a test waiting longer than it waits. What fails twice is broken. The second run replaces the first in the count.
 */
const again = async (engine: Engine, first: Report, env: Env): Promise<Report> => {
  const failing = first.testResults.filter(({ status }) => status === 'failed');
  if (failing.length === 0 || failing.length > secondTries || interrupted) return first;
  const files = failing.map(({ name }) => relative(home, name));
  say(`\nOnce more, alone: ${files.join(', ')}`);
  const { report } = await vitestRun(engine, `${engine}-again`, ['--maxWorkers=1', ...files], env);
  const second = new Map(report?.testResults.map((f) => [f.name, f]));
  for (const file of failing) {
    const now = second.get(file.name)?.assertionResults ?? [];
    for (const test of file.assertionResults)
      if (test.status !== 'passed' && now.some((t) => t.fullName === test.fullName && t.status === 'passed'))
        unsteady.push(`${engine}: ${nameOf(file.name, test.fullName)}`);
  }
  return { ...first, testResults: first.testResults.map((f) => second.get(f.name) ?? f) };
};

/** The first run of the tests on one engine. */
const suite = async (engine: Engine, env: Env, aside: boolean, part?: Part) => {
  const what = part === 'apart' ? 'Tests that need no engine' : `Tests on ${engine}`;
  say(`\n${what}${aside ? ', told when they have ended' : ''}`);
  const some = words.length > 0 ? ['--passWithNoTests', ...paths, ...changed] : [];
  // One process beside the other engine's two: on two cores more would make tests wait for each other instead of for the clock.
  if (aside) some.push('--maxWorkers=1');
  const given = part ? { ...env, TEST_PART: part } : env;
  return { engine, env: given, ...(await vitestRun(engine, part ?? engine, some, given, aside)) };
};

/** Tries again what failed, counts and tells; answers the names of the tests that were executed. */
const settle = async ({ engine, env, code, report: first }: Awaited<ReturnType<typeof suite>>): Promise<string[]> => {
  if (interrupted) return [];
  if (!first) {
    if (code !== 0) fault(`the tests on ${engine} did not come to an end`);
    return [];
  }
  slowest(engine, first);
  const { testResults } = await again(engine, first, env);
  const tests = testResults.flatMap((f) => f.assertionResults.map((t) => ({ ...t, name: nameOf(f.name, t.fullName) })));
  const count = (...states: string[]) => tests.filter(({ status }) => states.includes(status)).length;
  tally.passed += count('passed');
  tally.failed += count('failed');
  // A file that could not be loaded, or left something open, has no failed test; an error outside of all tests has no failed file.
  for (const f of testResults)
    if (f.status === 'failed' && !f.assertionResults.some(({ status }) => status === 'failed'))
      fault(`${relative(home, f.name)} failed on ${engine}`);
  if (code !== 0 && first.testResults.every(({ status }) => status !== 'failed')) fault(`the run on ${engine} failed`);
  const skipped = tests.length - count('passed', 'failed');
  if (skipped > 0) fault(`${skipped} tests were skipped on ${engine}; none may be`);
  return tests.map(({ name }) => name);
};

/** Both engines must have run the same tests; up to ten may concern one engine alone, and are named. */
const compare = (onSqlite: string[], onPostgres: string[]) => {
  const once = (name: string) => runOnce.some((pattern) => matchesGlob(name.split(' › ')[0]!, pattern));
  const both = onSqlite.filter((name) => !once(name));
  const has = { sqlite: new Set(both), postgres: new Set(onPostgres) };
  const alone = [
    ...both.filter((name) => !has.postgres.has(name)).map((name) => `SQLite only: ${name}`),
    ...onPostgres.filter((name) => !has.sqlite.has(name)).map((name) => `PostgreSQL only: ${name}`),
  ];
  say(
    `\nExecuted: ${both.length} tests on SQLite, ${onPostgres.length} on PostgreSQL; ${onSqlite.length - both.length} more that use no database of their own choice.`,
  );
  for (const line of alone) say(`  ${line}`);
  if (alone.length > 10) fault(`${alone.length} tests ran on one engine alone; 10 may`);
};

const everything = async () => {
  if (paths.length === 0) {
    const code = await run([join(home, 'scripts', 'check.ts')]);
    if (code === 0) tally.passed++;
    else fault('npm run check found errors');
  }
  const [database, redis] = await Promise.all([startPostgres({ lasting: false }), startRedis()]);
  try {
    const env = { TEST_DATABASE_URL: database.url, TEST_REDIS_URL: redis.url };
    // Half of the time a test waits, for the clock or an answer: the other engine's tests fill it. Second tries come when both have ended.
    const beside = freemem() > ROOM_FOR_BOTH;
    const apart = beside && words.length === 0;
    const utc = { ...env, TZ: 'UTC' };
    const sqlite = suite('sqlite', utc, false, apart ? 'others' : undefined);
    if (!beside) await sqlite;
    // Another zone on the second engine: day rules follow Asia/Tokyo wherever the machine stands.
    const postgres = suite('postgres', { ...env, TZ: 'America/New_York' }, beside);
    // Its one process has time left when it is through.
    const rest = apart && postgres.then(() => suite('sqlite', utc, true, 'apart'));
    const [first, second, third] = [await sqlite, await postgres, await rest];
    const onSqlite = [...(await settle(first)), ...(third ? await settle(third) : [])];
    compare(onSqlite, await settle(second));
  } finally {
    await Promise.all([redis.stop(), database.stop()]);
  }
};

const began = Date.now();
await everything().catch((error: Error) => fault(error.stack ?? error.message));
rmSync(folder, { recursive: true, force: true });
if (interrupted) fault('interrupted');
for (const name of unsteady) say(`  ${name}`);
// A change that no test can touch is no fault; a run of everything that ran nothing is.
if (tally.passed + tally.failed === 0) fault('no test ran');
say(`\n${Math.round((Date.now() - began) / 1000)} s in all\n`);
say(`${unsteady.length} passed only at a second try${unsteady.length > 0 ? ' (named above)' : ''}`);
say(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed > 0 ? 1 : 0;
