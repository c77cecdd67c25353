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

type Waiting = { task: HashTask; resolve: (key: Buffer) => void; reject: (error: Error) => void };

/** About two seconds' worth: whoever comes later is told at once to come back. */
const ROOM = 24;

/** `programme`: the thread's; tests bring one that never answers. */
export const hashDesk = (programme = new URL('./hashWorker.ts', import.meta.url)) => {
  const waiting: Record<HashLane, Waiting[]> = { known: [], stranger: [] };
  let worker: Worker | null = null;
  let current: Waiting | null = null;
  let next = 1;

  const fail = (error: Error) => {
    const lost = current;
    current = null;
    worker = null;
    lost?.reject(error);
    work();
  };
  const thread = (): Worker => {
    if (worker) return worker;
    const made = new Worker(programme);
    made.on('message', ({ key }: { key: Uint8Array }) => {
      const done = current;
      current = null;
      made.unref();
      done?.resolve(Buffer.from(key));
      work();
    });
    made.on('error', fail);
    made.on('exit', () => {
      if (worker === made) fail(new Error('the hashing thread has ended'));
    });
    worker = made;
    return made;
  };
  const work = (): void => {
    if (current) return;
    const one = waiting.known.shift() ?? waiting.stranger.shift();
    if (!one) return;
    current = one;
    const at = thread();
    at.ref();
    at.postMessage(one.task);
  };

  return {
    hasRoom: (lane: HashLane): boolean => waiting[lane].length < ROOM,
    /** scrypt (RFC 7914), 32 bytes. Errors: `sign-in.busy` when too many wait. */
    hash(task: Omit<HashTask, 'id'>, lane: HashLane): Promise<Buffer> {
      if (waiting[lane].length >= ROOM) return Promise.reject(refused('sign-in.busy', { seconds: 5 }));
      return new Promise((resolve, reject) => {
        waiting[lane].push({ task: { ...task, id: next++ }, resolve, reject });
        work();
      });
    },
    async close(): Promise<void> {
      const ending = worker;
      worker = null;
      await ending?.terminate();
    },
  };
};
export type HashDesk = ReturnType<typeof hashDesk>;
