/** Who goes first when a machine has more to do than it can: the people at the web pages, and whoever has the database's lock. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startHub } from '../support/hub.ts';

let hub: Awaited<ReturnType<typeof startHub>>;
beforeAll(async () => {
  hub = await startHub({ settings: { DELIVERY_PROCESSES: '1' } });
}, 120_000);
afterAll(() => hub.stop());

/** The priorities of a process's threads (proc(5): the nineteenth field of `stat`), by their names. */
const nices = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).map((thread) => {
    const [head, tail] = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ') as [string, string];
    return { main: Number(thread) === pid, name: head.split('(')[1]!, nice: Number(tail.split(' ')[16]) };
  });

it('a delivery process stands back behind the web, but not with the threads that hold the lock', async () => {
  const web = nices(hub.pid());
  const usual = web.find((t) => t.main)!.nice;
  expect(new Set(web.map((t) => t.nice))).toEqual(new Set([usual]));
  const child = Number(readFileSync(`/proc/${hub.pid()}/task/${hub.pid()}/children`, 'utf8').trim());
  // The web answers before the child has begun.
  await vi.waitFor(() => expect(nices(child).find((t) => t.main)!.nice).toBe(Math.min(19, usual + 5)), 30_000);
  const delivery = nices(child);
  const pool = delivery.filter((t) => t.name.startsWith('libuv'));
  expect(pool.length).toBeGreaterThan(0);
  expect(pool.map((t) => t.nice)).toEqual(pool.map(() => usual));
});
