/** Delivery outside the web's event loop, and the processes of a cluster: children that are started again when they die and end with their parent. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Log } from '../lib/log.ts';

const delivery = fileURLToPath(new URL('../deliver.ts', import.meta.url));
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;
/** A child that lived this long has not died of starting. */
const HEALTHY_AFTER = 3000;
/** MiB of V8's young generation. What a mail needs is soon done with; V8's own limit lets a busy process grow by another 70 MB. */
const YOUNG = '--max-semi-space-size=16';
/** A little more than a child takes to drain. */
const KILL_AFTER = 9500;

export type Supervised = {
  /** How many run. */
  count: number;
  /** The settings of one child. */
  env: Record<string, string>;
  log: Log;
  /** What a child runs; a delivery process unless named. */
  program?: string;
  /** Whether its standard output is thrown away. */
  quiet?: boolean;
  /** Called with what a child sends. */
  onMessage?: (message: unknown) => void;
};

export const supervise = ({ program = delivery, ...p }: Supervised) => {
  const children = new Set<ChildProcess>();
  const timers = new Set<NodeJS.Timeout>();
  let stopping = false;

  const start = (pause: number) => {
    const began = Date.now();
    const child = fork(program, [], {
      env: { ...process.env, ...p.env },
      execArgv: [...process.execArgv, YOUNG],
      stdio: ['ignore', p.quiet ? 'ignore' : 'inherit', 'inherit', 'ipc'],
    });
    children.add(child);
    if (p.onMessage) child.on('message', p.onMessage);
    child.once('error', (error) => p.log.error({ error: error.message }, 'process not started'));
    child.once('exit', (code, signal) => {
      children.delete(child);
      if (stopping) return;
      const next = Date.now() - began > HEALTHY_AFTER ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
      p.log.warn({ code, signal, pid: child.pid, again: next }, 'a process ended; starting it again');
      const timer = setTimeout(() => {
        timers.delete(timer);
        start(next);
      }, pause);
      timers.add(timer);
    });
  };
  for (let n = 0; n < p.count; n++) start(FIRST_PAUSE);

  return {
    pids: (): number[] => [...children].flatMap((c) => (c.pid === undefined ? [] : [c.pid])),
    /** Asks every child to drain and waits; one that does not end is killed, and its rows are given back by the next start. */
    async stop(): Promise<void> {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(
        [...children].map(
          (child) =>
            new Promise<void>((resolve) => {
              const force = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER);
              child.once('exit', () => {
                clearTimeout(force);
                resolve();
              });
              child.kill('SIGTERM');
            }),
        ),
      );
    },
  };
};
export type Crew = ReturnType<typeof supervise>;
