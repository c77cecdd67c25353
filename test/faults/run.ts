/**
 * `npm run faults -- [--only kill|lock|stop|drain|agency|simulator] [--hit delivery|web|whole] [--n 20000] [--rounds 20] [--seed N]`: the long form. While a
 * bulletin is under way and letters are posted processes are struck at random moments: `kill` -9 of a delivery process, of the parent (web,
 * mail door and clock) or of the whole program, by turns; `lock` the same while somebody else holds the write lock 400 ms at a time; `stop`
 * a delivery process stands still beyond its lease (at most three rounds); `drain` SIGTERM. Prints a line of figures for each and ends with
 * 1 when a reader or an answered letter was lost, a bound on doubles was passed, a second copy had another Message-ID, a counter was wrong
 * or nothing was hit.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { verifyCounts } from '../../server/delivery/expand.ts';
import { engines, runAgency } from './agency.ts';
import {
  alive,
  ended,
  type FaultGround,
  faultGround,
  finished,
  holdLock,
  isLetter,
  pause,
  startBulletin,
  strike,
  sure,
  tally,
} from './harness.ts';
import { type Letters, openLetters } from './letters.ts';
import { seeded } from './seeded.ts';
import { playMany } from './simulator/many.ts';

const CONNECTIONS = 8;
/** Longer than delivery may be silent before its rows are given away. */
const BEYOND_LEASE = 36_000;
const targets = ['delivery', 'web', 'whole'] as const;
type Target = (typeof targets)[number];
/** How long one round of each lasts about, so that the bulletin is under way in all of them; the most rounds. */
const faults = {
  kill: { seconds: 6, most: 1000 },
  lock: { seconds: 8, most: 1000 },
  stop: { seconds: 45, most: 3 },
  drain: { seconds: 6, most: 1000 },
};
type Fault = keyof typeof faults;

const MANY_READERS = '20000';
/** Thirty days of cases instead of a bulletin (agency.ts); `--n` counts cases, 2,000 unless given; `--engine` plays one engine alone. */
const AGENCY = 'agency';
/** Bad days in one thread (simulator/); `--n` counts days, 10,000 unless given. */
const SIMULATOR = 'simulator';
const MANY_DAYS = 10_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    hit: { type: 'string' },
    engine: { type: 'string' },
    n: { type: 'string', default: MANY_READERS },
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const readers = Number(values.n);
const random = seeded(Number(values.seed));
const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;

const say = (words: string) => void process.stdout.write(`${words}\n`);

/** The sink in a process of its own, so that counting does not slow down what is counted. */
const startOwnSink = async (g: FaultGround) => {
  const file = join(g.folder, 'arrived.tsv');
  const program = fileURLToPath(new URL('../support/recordingSink.ts', import.meta.url));
  const sink = spawn(process.execPath, [program, '0', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve) => sink.stdout.once('data', (text) => resolve(String(text).trim())));
  /** How many mails of the bulletin there are. */
  const read = (): number => {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    const mails = lines.map((line) => line.split('\t'));
    g.arrived.splice(0, g.arrived.length, ...mails.map(([to, messageId]) => ({ to: to!, messageId: messageId! })));
    return g.arrived.filter(({ to }) => !isLetter(to)).length;
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    read,
    /** Milliseconds before each answer. */
    delay: (ms: number) => void sink.stdin.write(`${ms}\n`),
    stop: () => void sink.kill(),
  };
};

/** Letters before each blow, half of them just before it. */
const LETTERS = 10;
type Round = {
  n: number;
  g: FaultGround;
  letters: Letters;
  fault: Fault;
  hub: ChildProcess;
  start: () => Promise<ChildProcess>;
};

/** One blow. Answers the program that runs now and what was hit. */
const blow = async ({ n, g, letters, fault, hub, start }: Round): Promise<{ hub: ChildProcess; hit: Target }> => {
  await sure('the web answers', g.doorOpen);
  letters.begin(LETTERS / 2);
  await pause(random() * 500);
  letters.begin(LETTERS / 2);
  await pause(random() * 20);
  const pids = await g.someWorkers();
  if (fault === 'stop') {
    const victim = oneOf(pids);
    strike(victim, 'SIGSTOP');
    await pause(BEYOND_LEASE);
    strike(victim, 'SIGCONT');
    return { hub, hit: 'delivery' };
  }
  if (fault === 'drain') {
    await ended(hub, 'SIGTERM');
    return { hub: await start(), hit: 'whole' };
  }
  const hit = (values.hit as Target | undefined) ?? targets[n % targets.length]!;
  if (hit === 'delivery') {
    strike(oneOf(pids));
    return { hub, hit };
  }
  await ended(hub, 'SIGKILL');
  if (hit === 'whole') for (const pid of pids) strike(pid);
  if (hub.signalCode !== 'SIGKILL' || (await g.doorOpen())) throw new Error('the web did not die');
  letters.begin(1);
  if (hit === 'web') await sure('children gone', () => !pids.some(alive));
  return { hub: await start(), hit };
};

/** A whole bulletin with one kind of fault; true when every promise was kept. */
const runOne = async (fault: Fault): Promise<boolean> => {
  const g = await faultGround();
  const sink = await startOwnSink(g);
  const start = () => g.startHub({ SMTP_URL: sink.url });
  const began = Date.now();
  const { seconds, most } = faults[fault];
  const rounds = Math.min(Number(values.rounds), most);
  say(`${fault}: seed ${values.seed}, ${readers} readers, ${rounds} rounds`);
  let hub = await start();
  const letters = await openLetters(g);
  const bulletin = await startBulletin(g, readers);
  const release = fault === 'lock' ? await holdLock(g) : null;
  const hits: Record<Target, number> = { delivery: 0, web: 0, whole: 0 };
  for (let n = 0; n < rounds; n++) {
    // On a busy machine a process may need longer to come back than the pause lasts: a blow at idle processes proves nothing.
    const before = sink.read();
    const left = Math.max(1, readers - before);
    sink.delay(Math.min(1000, Math.round((CONNECTIONS * 1000 * seconds * (rounds - n)) / left)));
    await sure('mails arrive', () => sink.read() > before, 120_000);
    await pause(400 + random() * 2100);
    const struck = await blow({ n, g, letters, fault, hub, start });
    hub = struck.hub;
    hits[struck.hit]++;
    say(`  round ${n + 1}: ${struck.hit} at ${sink.read()} mails`);
  }
  await release?.();
  sink.delay(0);
  await finished(g, bulletin, 600_000);
  await letters.settled();
  sink.read();
  const posted = letters.tally();
  const result = await tally(g, bulletin, readers);
  const drained = await ended(hub, 'SIGTERM');
  const wrong = await verifyCounts(g.db);
  // Children of a killed parent end what they have begun.
  const kills = hits.delivery + hits.whole;
  const bound = fault === 'drain' ? 0 : kills * (CONNECTIONS + 100);
  const figures = {
    fault,
    ...result,
    letters: posted,
    hits,
    kills,
    doubles_a_kill: kills === 0 ? 0 : Number(((result.doubles + posted.doubles) / kills).toFixed(1)),
    bound,
    counters_wrong: wrong.length,
    drain_ms: Math.round(drained),
    seconds: Math.round((Date.now() - began) / 1000),
  };
  say(JSON.stringify(figures));
  sink.stop();
  await g.close();
  return (
    Object.values(hits).some((n) => n > 0) &&
    posted.answered > 0 &&
    [result, posted].every(({ lost, otherMessageIds }) => lost === 0 && otherMessageIds === 0) &&
    result.doubles + posted.doubles <= bound &&
    wrong.length === 0
  );
};

const main = async () => {
  const all = Object.keys(faults) as Fault[];
  if (values.only === AGENCY) {
    const cases = values.n === MANY_READERS ? 2000 : readers;
    const engine = engines.find((one) => one === values.engine);
    if (values.engine !== undefined && !engine) throw new Error(`--engine takes one of ${engines.join(', ')}`);
    process.exit((await runAgency({ cases, seed: Number(values.seed), ...(engine ? { engine } : {}) })) ? 0 : 1);
  }
  if (values.only === SIMULATOR) {
    const schedules = values.n === MANY_READERS ? MANY_DAYS : readers;
    process.exit((await playMany({ schedules, seed: Number(values.seed), say })) ? 0 : 1);
  }
  if (values.only !== undefined && !all.includes(values.only as Fault))
    throw new Error(`--only takes one of ${[...all, AGENCY, SIMULATOR].join(', ')}`);
  if (values.hit !== undefined && !targets.includes(values.hit as Target))
    throw new Error(`--hit takes one of ${targets.join(', ')}`);
  let kept = true;
  for (const fault of all) if ((values.only ?? fault) === fault) kept = (await runOne(fault)) && kept;
  process.exit(kept ? 0 : 1);
};

main().catch((error: Error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exit(1);
});
