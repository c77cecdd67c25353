/**
 * The tokenizer behind one door: a thread of its own, started at the first question, ended after ten minutes without one, so that a hub in which
 * nobody writes carries no dictionary. A thread that breaks fails the questions it holds; the next question starts another.
 */
import { Worker } from 'node:worker_threads';
import { refused } from '../../lib/errors.ts';
import type { Token } from './token.ts';

export type TokenDesk = {
  /** The words of each line. Errors: `plja.tokenizer` when the thread breaks, `plja.busy` when too many wait. */
  words(lines: readonly string[]): Promise<Token[][]>;
  /** Whether the dictionary lies in memory now. */
  loaded(): boolean;
  close(): Promise<void>;
};

type Waiting = { resolve: (words: Token[][]) => void; reject: (error: Error) => void };
type Answer = { id: number; words?: Token[][]; failed?: string };
/** Calls `work` after `ms` unless it is called off. */
type Later = (ms: number, work: () => void) => () => void;

const IDLE = 10 * 60_000;
/** Questions that may wait at once; each is one text. */
const ROOM = 32;

const later: Later = (ms, work) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** `programme`: the thread's; tests bring one that breaks. `after`: what waits for the idle time; tests call it themselves. */
export const openTokenDesk = (given: { programme?: URL; after?: Later } = {}): TokenDesk => {
  const programme = given.programme ?? new URL('./tokenWorker.ts', import.meta.url);
  const after = given.after ?? later;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let callOff = () => {};
  let next = 1;

  const end = (broken: Worker, reason: string) => {
    if (worker !== broken) return;
    worker = null;
    callOff();
    for (const { reject } of waiting.values()) reject(refused('plja.tokenizer', { reason }));
    waiting.clear();
    void broken.terminate();
  };
  const rest = (idle: Worker) => {
    if (waiting.size > 0) return;
    idle.unref();
    callOff();
    callOff = after(IDLE, () => end(idle, 'idle'));
  };
  const start = (): Worker => {
    const made = new Worker(programme);
    made.on('message', ({ id, words, failed }: Answer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (words) asked?.resolve(words);
      else asked?.reject(refused('plja.tokenizer', { reason: failed }));
      rest(made);
    });
    made.on('error', (error: Error) => end(made, error.message));
    made.on('exit', () => end(made, 'the thread has ended'));
    return made;
  };

  return {
    words(lines) {
      if (lines.length === 0) return Promise.resolve([]);
      if (waiting.size >= ROOM) return Promise.reject(refused('plja.busy', { seconds: 5 }));
      callOff();
      worker ??= start();
      const [at, id] = [worker, next++];
      at.ref();
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        at.postMessage({ id, lines });
      });
    },
    loaded: () => worker !== null,
    async close() {
      const last = worker;
      if (last) end(last, 'closed');
      await last?.terminate();
    },
  };
};
