/**
 * `npm run faults -- [--n 20000] [--rounds 20] [--signal KILL|TERM|STOP] [--seed N] [--whole] [--lock]`: the long form. A bulletin is under way while
 * delivery processes (with --whole the program and its children) are signalled at random moments; with --lock somebody else holds the
 * write lock 400 ms at a time. Prints the figures; ends with 1 when somebody was lost or the bound on doubles was passed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { verifyCounts } from '../../server/delivery/expand.ts';
import { openDb } from '../../server/store/open.ts';
import {
  alive,
  ended,
  type FaultGround,
  faultGround,
  finished,
  pause,
  seeded,
  startBulletin,
  sure,
  tally,
} from './harness.ts';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '20' },
    signal: { type: 'string', default: 'KILL' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    whole: { type: 'boolean', default: false },
    lock: { type: 'boolean', default: false },
  },
});
const readers = Number(values.n);
const rounds = Number(values.rounds);
const random = seeded(Number(values.seed));
const CONNECTIONS = 8;
/** Longer than delivery may be silent before its rows are given away. */
const BEYOND_LEASE = 36_000;

const say = (words: string) => void process.stdout.write(`${words}\n`);

/** The sink in a process of its own, so that counting does not slow down what is counted. */
const startOwnSink = async (g: FaultGround) => {
  const file = join(g.folder, 'arrived.tsv');
  const program = fileURLToPath(new URL('../support/recordingSink.ts', import.meta.url));
  const sink = spawn(process.execPath, [program, '0', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DELAY: '2' },
  });
  const port = await new Promise<string>((resolve) => sink.stdout.once('data', (text) => resolve(String(text).trim())));
  const read = () => {
    if (!existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);
    g.arrived.splice(
      0,
      g.arrived.length,
      ...lines.map((line) => ({ to: line.split('\t')[0]!, messageId: line.split('\t')[1]! })),
    );
  };
  return { url: `smtp://127.0.0.1:${port}`, read, stop: () => void sink.kill() };
};

/** One fault. Answers how many processes it hit. */
const strike = async (g: FaultGround, hub: ChildProcess, start: () => Promise<ChildProcess>) => {
  await sure('a worker', async () => (await g.workers()).length > 0);
  const pids = await g.workers();
  if (values.whole) {
    await ended(hub, values.signal === 'TERM' ? 'SIGTERM' : 'SIGKILL');
    if (values.signal !== 'TERM') for (const pid of pids) if (alive(pid)) process.kill(pid, 'SIGKILL');
    return { hub: await start(), hit: pids.length };
  }
  const victim = pids[Math.floor(random() * pids.length)]!;
  process.kill(victim, `SIG${values.signal}` as NodeJS.Signals);
  if (values.signal === 'STOP') {
    await pause(BEYOND_LEASE);
    process.kill(victim, 'SIGCONT');
  }
  return { hub, hit: 1 };
};

const holdLock = async (g: FaultGround) => {
  const other = await openDb(g.url);
  let holding = true;
  const done = (async () => {
    while (holding) {
      await other.write(() => pause(400));
      await pause(60);
    }
  })();
  return async () => {
    holding = false;
    await done;
    await other.close();
  };
};

const main = async () => {
  const g = await faultGround();
  const sink = await startOwnSink(g);
  const start = () => g.startHub({ SMTP_URL: sink.url });
  const began = Date.now();
  let hub = await start();
  const bulletin = await startBulletin(g, readers);
  const release = values.lock ? await holdLock(g) : null;
  say(
    `seed ${values.seed}, ${readers} readers, ${rounds} × ${values.signal}${values.whole ? ' of the whole program' : ''}${values.lock ? ', write lock held' : ''}`,
  );
  const over = async () => (await g.db.knex('bulletin').where({ id: bulletin }).first()).state.startsWith('finished');
  let hit = 0;
  for (let n = 0; n < rounds; n++) {
    // On a busy machine a process may need longer to come back than the pause lasts: a blow at idle processes proves nothing.
    const before = g.arrived.length;
    const moves = async () => {
      sink.read();
      return g.arrived.length > before || (await over());
    };
    await sure('mails arrive', moves, 120_000);
    await pause(400 + random() * 2100);
    if (await over()) break;
    const struck = await strike(g, hub, start);
    hub = struck.hub;
    hit += struck.hit;
    sink.read();
    say(`round ${n + 1}: ${g.arrived.length} arrived`);
  }
  await release?.();
  await finished(g, bulletin, 600_000);
  sink.read();
  const result = await tally(g, bulletin, readers);
  const drained = await ended(hub, 'SIGTERM');
  const differences = await verifyCounts(g.db);
  const bound = values.signal === 'TERM' ? 0 : hit * (CONNECTIONS + 100);
  say(
    JSON.stringify({
      ...result,
      hit,
      doubles_a_kill: hit === 0 ? 0 : Number((result.doubles / hit).toFixed(1)),
      bound,
      counters_wrong: differences.length,
      drain_ms: Math.round(drained),
      seconds: Math.round((Date.now() - began) / 1000),
    }),
  );
  sink.stop();
  await g.close();
  process.exit(
    result.lost === 0 && result.otherMessageIds === 0 && result.doubles <= bound && differences.length === 0 ? 0 : 1,
  );
};

main().catch((error: Error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exit(1);
});
