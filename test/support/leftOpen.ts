/** Runs around every test file: a server, connection or child process that a test leaves open fails the file. */
import { afterAll } from 'vitest';

const watched = ['TCPServerWrap', 'TCPSocketWrap', 'ProcessWrap', 'FSEventWrap', 'StatWatcher'];

/** What is open now, by kind. Timers are not in it: vitest has its own, and a forgotten one of ours keeps one of these. */
const open = (): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    if (watched.includes(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
};

const before = open();
const left = () => [...open()].filter(([kind, n]) => n > (before.get(kind) ?? 0)).map(([kind, n]) => `${n} ${kind}`);

// Registered first, so it runs after the hooks of the file itself. Sockets take a moment to close.
afterAll(async () => {
  for (const until = Date.now() + 3000; left().length > 0 && Date.now() < until; )
    await new Promise((resolve) => setTimeout(resolve, 20));
  const still = left();
  if (still.length > 0) throw new Error(`left open after the tests of this file: ${still.join(', ')}`);
});
