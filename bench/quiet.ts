/**
 * What a hub costs that has nothing to do: its start to `/readyz`, and the processor and memory of all its processes while nobody asks
 * anything. Both from /proc, so that a busy machine says nearly the same.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, median, pause } from './stage.ts';

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url));
const compiled = fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url));
/** Ticks of /proc a second, on every Linux we know. */
const TICKS = 100;
/** Until what a start leaves to be done is done: the first run of every job, the compiler's second thoughts. */
const SETTLE_MS = 20_000;

const statOf = (pid: number): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
/** Seconds of processor, user and system. */
const cpuSeconds = (pid: number): number => {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};

/** A process and those that it started. */
export const familyOf = (pid: number): number[] => {
  const parents = readdirSync('/proc')
    .map(Number)
    .filter((one) => one > 0)
    .flatMap((one) => {
      try {
        return [{ pid: one, parent: Number(statOf(one)[1]) }];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
  const below = (one: number): number[] => [
    one,
    ...parents.filter((p) => p.parent === one).flatMap((p) => below(p.pid)),
  ];
  return below(pid);
};

/** MB of memory, each shared page counted by its share. */
export const pss = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) / 1024;

/** The hub as `npm start` runs it, on a folder that lasts. `start` answers once /readyz does. */
const openInstalled = async (env: Record<string, string>) => {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? '/var/tmp', 'fumibako-quiet-'));
  const port = await freePort();
  const settings = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'development',
    NODE_COMPILE_CACHE: compiled,
    DATA_DIR: folder,
    HTTP_PORT: String(port),
    SMTP_PORT: String(await freePort()),
    LOG_LEVEL: 'error',
    ...env,
  };
  let program: ChildProcess | null = null;
  const stop = () =>
    new Promise<void>((done) => {
      if (!program || program.exitCode !== null) return done();
      program.once('exit', () => done());
      program.kill('SIGTERM');
      program = null;
    });
  return {
    async start(): Promise<{ pid: number; ms: number; cpuMs: number }> {
      const began = performance.now();
      const started = spawn(process.execPath, [main], { env: settings, stdio: ['ignore', 'ignore', 'inherit'] });
      program = started;
      for (;;) {
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
        if (answer?.ok) break;
        if (started.exitCode !== null) throw new Error('the hub ended at its start');
        await pause(5);
      }
      const ms = performance.now() - began;
      return { pid: started.pid!, ms, cpuMs: cpuSeconds(started.pid!) * 1000 };
    },
    stop,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

type Wish = { env: Record<string, string>; say(words: string): void };

/** `runs` starts of an installed hub: milliseconds to /readyz, and what its main process had used of a processor by then. */
export const measureStart = async (p: Wish & { runs: number }): Promise<object> => {
  const hub = await openInstalled(p.env);
  try {
    // The first makes the database, the second what is kept of the compiler's work.
    for (let n = 0; n < 2; n++) {
      await hub.start();
      await pause(500);
      await hub.stop();
    }
    const seen: { ms: number; cpuMs: number }[] = [];
    for (let n = 0; n < p.runs; n++) {
      const { ms, cpuMs } = await hub.start();
      seen.push({ ms, cpuMs });
      p.say(`ready after ${Math.round(ms)} ms, ${Math.round(cpuMs)} ms of CPU`);
      await hub.stop();
    }
    return {
      ready_ms: Math.round(median(seen.map((s) => s.ms))),
      cpu_ms: Math.round(median(seen.map((s) => s.cpuMs))),
    };
  } finally {
    await hub.close();
  }
};

/** `seconds` of nothing: percent of one core and MB of all processes of a hub. */
export const measureIdle = async (p: Wish & { seconds: number }): Promise<object> => {
  const hub = await openInstalled(p.env);
  try {
    const { pid } = await hub.start();
    await pause(SETTLE_MS);
    const family = familyOf(pid);
    const before = family.map(cpuSeconds);
    const began = performance.now();
    await pause(p.seconds * 1000);
    const lasted = (performance.now() - began) / 1000;
    const each = family.map((one, n) => ({
      percent: Number((((cpuSeconds(one) - before[n]!) / lasted) * 100).toFixed(2)),
      pss_mb: Math.round(pss(one)),
    }));
    for (const one of each) p.say(`${one.percent} % of a core, ${one.pss_mb} MB`);
    return {
      seconds: p.seconds,
      percent: Number(each.reduce((sum, one) => sum + one.percent, 0).toFixed(2)),
      pss_mb: each.reduce((sum, one) => sum + one.pss_mb, 0),
      processes: each,
    };
  } finally {
    await hub.close();
  }
};
