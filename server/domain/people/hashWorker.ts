/** The thread in which passwords are hashed, one at a time and behind everybody else (hashing.ts). */
import { scryptSync } from 'node:crypto';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { HashTask } from './hashing.ts';

const NICER = 10;
// Linux keeps a priority for each thread: the one that answers people goes first, however many ask for a hash.
setPriority(NICER);

parentPort?.on('message', ({ id, password, salt, cost }: HashTask) => {
  const key = scryptSync(password, salt, 32, { N: cost, r: 8, p: 1, maxmem: 256 * cost * 8 });
  parentPort?.postMessage({ id, key });
});
