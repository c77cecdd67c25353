/**
 * The command line in a process apart that is there already: a program of ours reads several hundred files before its first word, which takes
 * longer than what tests ask of it. It is the same code with the same settings; that the program itself starts is tested in test/house.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Said } from './hub.ts';

/** Stands at the end of what one command has said on each stream. */
export const END = '\u0000the end\u0000';

const programme = fileURLToPath(new URL('./lineProcess.ts', import.meta.url));

type Warm = { child: ChildProcess; said: { stdout: string; stderr: string }; changed: () => void };
/** Two commands at the same time are two processes; more wait. */
const MOST = 2;
const idle: Warm[] = [];
let running = 0;
const waiting: (() => void)[] = [];

const start = (): Warm => {
  const { PATH, HOME, TZ, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, HOME, TZ, TMPDIR, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}) };
  const child = fork(programme, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env, execArgv: [] });
  const warm: Warm = { child, said: { stdout: '', stderr: '' }, changed: () => {} };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]!.setEncoding('utf8').on('data', (text: string) => {
      warm.said[stream] += text;
      warm.changed();
    });
  // It must keep neither a test file open nor the tests alive; it goes when they go.
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref();
  return warm;
};

/** What one process says to one command. */
const ask = (warm: Warm, wish: { args: string[]; env: Record<string, string | undefined> }): Promise<Said> => {
  warm.said.stdout = '';
  warm.said.stderr = '';
  return new Promise((resolve, reject) => {
    let code: number | null = null;
    const look = () => {
      const { stdout, stderr } = warm.said;
      if (code !== null && stdout.endsWith(END) && stderr.endsWith(END))
        resolve({ code, stdout: stdout.slice(0, -END.length), stderr: stderr.slice(0, -END.length) });
    };
    warm.changed = look;
    warm.child.removeAllListeners('message').removeAllListeners('exit');
    warm.child.once('message', (said: number) => {
      code = said;
      look();
    });
    warm.child.once('exit', () => reject(new Error(`the command line ended: ${warm.said.stderr}`)));
    warm.child.send(wish);
  });
};

/** Runs one command with these settings alone. */
export const runWarm = async (args: string[], env: Record<string, string | undefined>): Promise<Said> => {
  if (running >= MOST) await new Promise<void>((free) => waiting.push(free));
  running++;
  // Somebody waits, so the process of the tests must not end meanwhile.
  const stay = setInterval(() => {}, 1000);
  try {
    const warm = idle.pop() ?? start();
    const said = await ask(warm, { args, env });
    idle.push(warm);
    return said;
  } finally {
    clearInterval(stay);
    running--;
    waiting.shift()?.();
  }
};
