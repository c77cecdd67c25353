/**
 * A world of one thread: its time, its processes and every answer come from a seed. Timers, clocks, random bytes, process ids and host names of
 * whatever runs inside a process of the world are the world's; code outside of one is left alone. Nothing happens but events, one after
 * the other: each runs until the program has nothing more to do, so a seed gives the same run every time.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { seeded } from '../seeded.ts';

/** One process of the world. `skew`: what its machine's clock shows beside the true time, in milliseconds. */
export type Proc = {
  name: string;
  pid: number;
  host: string;
  skew: number;
  alive: boolean;
  /** It stands still (SIGSTOP) until this instant of the world. */
  stalledUntil: number;
  /** Told when it is killed: what it held open falls. */
  onDeath: (() => void)[];
};

type Event = { at: number; order: number; proc: Proc | null; run: () => void; off: boolean };

/** The real ones, taken before anything is replaced. */
const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  dateNow: Date.now,
  performanceNow: performance.now.bind(performance),
  kill: process.kill.bind(process),
  pid: process.pid,
  hostname: os.hostname,
  randomBytes: crypto.randomBytes,
  randomInt: crypto.randomInt,
  randomUUID: crypto.randomUUID,
  randomUUIDv7: crypto.randomUUIDv7,
  mathRandom: Math.random,
};

const inside = new AsyncLocalStorage<Proc>();
/** The process whose code runs now; undefined outside of the world. */
export const here = (): Proc | undefined => inside.getStore();

/** Monday morning in Tokyo, as the rest of the tests have it. */
const START = Date.parse('2026-04-06T10:00:00+09:00');

/** Events by time, then by the order in which they were made. */
const openHeap = () => {
  const heap: Event[] = [];
  const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const swap = (i: number, j: number) => {
    const one = heap[i]!;
    heap[i] = heap[j]!;
    heap[j] = one;
  };
  return {
    push(event: Event) {
      let i = heap.push(event) - 1;
      for (let up = (i - 1) >> 1; i > 0 && before(heap[i]!, heap[up]!); i = up, up = (i - 1) >> 1) swap(i, up);
    },
    peek: (): Event | undefined => heap[0],
    pop(): Event | undefined {
      const top = heap[0];
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return top;
      heap[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        let least = i;
        if (left < heap.length && before(heap[left]!, heap[least]!)) least = left;
        if (right < heap.length && before(heap[right]!, heap[least]!)) least = right;
        if (least === i) return top;
        swap(i, least);
        i = least;
      }
    },
  };
};

export const openWorld = (seed: number) => {
  const random = seeded(seed);
  const heap = openHeap();
  const procs = new Map<number, Proc>();
  let now = 0;
  let order = 0;
  let nextPid = 1000;
  let events = 0;
  const add = (proc: Proc | null, ms: number, run: () => void): Event => {
    const event = { at: now + Math.max(0, ms), order: order++, proc, run, off: false };
    heap.push(event);
    return event;
  };
  /** Lets the program do what it can do now. Nothing of it waits for the outside, so one turn is enough. */
  const turn = () => new Promise<void>((go) => real.setImmediate(go));

  return {
    random,
    /** Milliseconds since the world began; never goes back. */
    get now() {
      return now;
    },
    get events() {
      return events;
    },
    /** True time of day, epoch milliseconds. */
    wall: () => START + now,
    between: (from: number, to: number) => from + random() * (to - from),
    oneOf: <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!,
    spawn(name: string, host: string): Proc {
      const proc = { name, pid: nextPid++, host, skew: 0, alive: true, stalledUntil: 0, onDeath: [] };
      procs.set(proc.pid, proc);
      return proc;
    },
    /** Runs code as a process of the world. */
    as: <T>(proc: Proc, run: () => T): T => inside.run(proc, run),
    /** Something that happens to nobody's order: the network, a relay, a person, fate. */
    after: (ms: number, run: () => void): Event => add(null, ms, run),
    /** Something that is answered to the process that asks; a dead one never hears it. */
    answer: (proc: Proc, ms: number, run: () => void): Event => {
      const context = new AsyncResource('answer');
      return add(proc, ms, () => context.runInAsyncScope(run));
    },
    event: add,
    kill(proc: Proc): void {
      proc.alive = false;
      procs.delete(proc.pid);
      for (const fall of proc.onDeath) fall();
    },
    lives: (pid: number) => procs.has(pid),
    /** All machines sleep: what was due meanwhile is done when they wake. */
    sleep(ms: number): void {
      now += ms;
    },
    /** Lets events happen for so long, or until `done` says so after one. */
    async run(ms: number, done: () => boolean = () => false): Promise<void> {
      const end = now + ms;
      // What was begun from outside gets to its first wish.
      await turn();
      for (;;) {
        const next = heap.peek();
        if (!next || next.at > end) {
          now = Math.max(now, end);
          return;
        }
        heap.pop();
        if (next.off || (next.proc && !next.proc.alive)) continue;
        now = Math.max(now, next.at);
        if (next.proc && next.proc.stalledUntil > now) {
          // Behind what was due before it: the order stays.
          next.at = next.proc.stalledUntil;
          heap.push(next);
          continue;
        }
        events++;
        next.run();
        await turn();
        if (done()) return;
      }
    },
    turn,
  };
};
export type World = ReturnType<typeof openWorld>;

let world: World | null = null;
/** From now on code inside of processes lives in this world. */
export const enter = (next: World | null): void => {
  world = next;
};

/** The machine is busy: what wants to be done every moment is done at least so far apart. */
const SHORTEST = 400;

class Timer {
  event: Event | null = null;
  unref() {
    return this;
  }
  ref() {
    return this;
  }
  hasRef() {
    return true;
  }
  [Symbol.dispose]() {
    stop(this);
  }
}
const stop = (timer: unknown) => {
  if (timer instanceof Timer && timer.event) timer.event.off = true;
};

const later = (ms: number | undefined, run: () => void, again: boolean): Timer => {
  const proc = here()!;
  const w = world!;
  const timer = new Timer();
  const context = new AsyncResource('timer');
  // A timer is never early, and on a busy machine late: how late is the seed's.
  const wanted = Math.max(again ? SHORTEST : 1, ms ?? 1);
  const plan = () => {
    timer.event = w.event(proc, wanted * (1 + w.random() / 2), () => {
      if (again) plan();
      context.runInAsyncScope(run);
    });
  };
  plan();
  return timer;
};

/** Chance outside of the world, while something is made that must be the same every time. */
let outside: (() => number) | null = null;
export const withChance = async <T>(seed: number, run: () => Promise<T>): Promise<T> => {
  outside = seeded(seed);
  return run().finally(() => {
    outside = null;
  });
};
const chance = (): (() => number) | null => (isOurs() ? world!.random : outside);

const isOurs = () => world !== null && here() !== undefined;
const bytes = (n: number, random: () => number): Buffer =>
  Buffer.from(Array.from({ length: n }, () => Math.floor(random() * 256)));
const uuid = (version: number, random: () => number): string => {
  const hex = bytes(16, random).toString('hex');
  const head = version === 7 ? Date.now().toString(16).padStart(12, '0') : hex.slice(0, 12);
  return `${head.slice(0, 8)}-${head.slice(8)}-${version}${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** Replaces what programs ask for time and chance; once for a process of Node. */
export const takeOver = (): void => {
  const g = globalThis as unknown as Record<string, unknown>;
  g.setTimeout = Object.assign(
    (run: (...a: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      isOurs() ? later(ms, () => run(...args), false) : real.setTimeout(run, ms, ...args),
    real.setTimeout,
  );
  g.setInterval = (run: (...a: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    isOurs() ? later(ms, () => run(...args), true) : real.setInterval(run, ms, ...args);
  g.setImmediate = (run: (...a: unknown[]) => void, ...args: unknown[]) =>
    isOurs() ? later(0, () => run(...args), false) : real.setImmediate(run, ...args);
  const clear = (timer: unknown, other: (timer: never) => void) =>
    timer instanceof Timer ? stop(timer) : other(timer as never);
  g.clearTimeout = (timer: unknown) => clear(timer, real.clearTimeout);
  g.clearInterval = (timer: unknown) => clear(timer, real.clearInterval);
  g.clearImmediate = (timer: unknown) => clear(timer, real.clearImmediate);

  const today = () => (isOurs() ? Math.floor(world!.wall() + here()!.skew) : real.dateNow());
  Date.now = today;
  g.Date = new Proxy(Date, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [today()] : args, self),
  });
  performance.now = () => (isOurs() ? world!.now : real.performanceNow());
  Math.random = () => (chance() ?? real.mathRandom)();

  const c = crypto as unknown as Record<string, unknown>;
  const or = <T>(ours: (random: () => number) => T, theirs: () => T): T => {
    const random = chance();
    return random ? ours(random) : theirs();
  };
  c.randomBytes = (n: number) =>
    or(
      (random) => bytes(n, random),
      () => real.randomBytes(n),
    );
  c.randomInt = (from: number, to: number) =>
    or(
      (random) => from + Math.floor(random() * (to - from)),
      () => real.randomInt(from, to),
    );
  c.randomUUID = () => or((random) => uuid(4, random), real.randomUUID);
  c.randomUUIDv7 = () => or((random) => uuid(7, random), real.randomUUIDv7);
  (os as { hostname: () => string }).hostname = () => here()?.host ?? real.hostname();
  syncBuiltinESMExports();
  Object.defineProperty(process, 'pid', { get: () => here()?.pid ?? real.pid });
  process.kill = ((pid: number, signal?: string | number) => {
    if (!isOurs()) return real.kill(pid, signal);
    if (!world!.lives(pid)) throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
    return true;
  }) as typeof process.kill;
};
