/**
 * The queue before the costly part of signing in: hashing runs in a thread of its own, so that neither the event loop nor the pool in which
 * SQLite works waits for it, and only so many may wait. Who is known goes before strangers, and has room of its own.
 */
import { Worker } from 'node:worker_threads';
import { refused } from '../../lib/errors.ts';

/** `cost` is scrypt's N. */
export type HashTask = { id: number; password: string; salt: Uint8Array; cost: number };
/** `known`: a device that has signed in, or somebody with a genuine link or a session. */
export type HashLane = 'known' | 'stranger';

/** A place at the desk: whoever has it hashes, and nobody else does until it is left. */
export type Place = { hash(task: Omit<HashTask, 'id'>): Promise<Buffer>; leave(): void };

type Current = { resolve: (key: Buffer) => void; reject: (error: Error) => void };

/** About two seconds' worth: whoever comes later is told at once to come back. */
const ROOM = 24;

/** The thread and the one task that it has. */
const hashThread = (programme: URL) => {
  let worker: Worker | null = null;
  let current: Current | null = null;
  let next = 1;
  const fail = (error: Error) => {
    const lost = current;
    current = null;
    worker = null;
    lost?.reject(error);
  };
  const thread = (): Worker => {
    if (worker) return worker;
    const made = new Worker(programme);
    made.on('message', ({ key }: { key: Uint8Array }) => {
      const done = current;
      current = null;
      made.unref();
      done?.resolve(Buffer.from(key));
    });
    made.on('error', fail);
    made.on('exit', () => {
      if (worker === made) fail(new Error('the hashing thread has ended'));
    });
    worker = made;
    return made;
  };
  return {
    /** scrypt (RFC 7914), 32 bytes. */
    hash: (task: Omit<HashTask, 'id'>) =>
      new Promise<Buffer>((resolve, reject) => {
        current = { resolve, reject };
        const at = thread();
        at.ref();
        at.postMessage({ ...task, id: next++ } satisfies HashTask);
      }),
    async close(): Promise<void> {
      const ending = worker;
      worker = null;
      await ending?.terminate();
    },
  };
};

/** `programme`: the thread's; tests bring one that never answers. */
export const hashDesk = (programme = new URL('./hashWorker.ts', import.meta.url)) => {
  const thread = hashThread(programme);
  const waiting: Record<HashLane, ((place: Place) => void)[]> = { known: [], stranger: [] };
  let taken = false;
  const callNext = (): void => {
    if (taken) return;
    const call = waiting.known.shift() ?? waiting.stranger.shift();
    if (!call) return;
    taken = true;
    let left = false;
    call({
      hash: thread.hash,
      leave() {
        if (left) return;
        left = true;
        taken = false;
        callNext();
      },
    });
  };
  /** Errors: `sign-in.busy` when too many wait. */
  const refuseFull = (lane: HashLane): void => {
    if (waiting[lane].length >= ROOM) throw refused('sign-in.busy', { seconds: 5 });
  };
  /**
   * Stands in line from this moment on, and resolves when the place is free: what a try costs before its hash (rows that are counted and
   * written) is not done for a crowd at once either. Errors: `sign-in.busy` when too many wait.
   */
  const enter = async (lane: HashLane): Promise<Place> => {
    refuseFull(lane);
    return new Promise((resolve) => {
      waiting[lane].push(resolve);
      callNext();
    });
  };
  return {
    refuseFull,
    enter,
    /** One hash and nothing else. Errors: `sign-in.busy`. */
    async hash(task: Omit<HashTask, 'id'>, lane: HashLane): Promise<Buffer> {
      const place = await enter(lane);
      return place.hash(task).finally(place.leave);
    },
    close: thread.close,
  };
};
export type HashDesk = ReturnType<typeof hashDesk>;
