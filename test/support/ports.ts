/** Ports for programs that are told theirs: below those that the system gives to outgoing connections, so that none of them takes one first. */
import { createServer } from 'node:net';

const LOWEST = 12_000;
const HIGHEST = 32_000;

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** The first of so many in a row that nobody uses. */
export const freePorts = async (count: number): Promise<number> => {
  for (;;) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count));
    let free = 0;
    while (free < count && (await isFree(first + free))) free++;
    if (free === count) return first;
  }
};

export const freePort = (): Promise<number> => freePorts(1);
