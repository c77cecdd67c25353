/** What a proxy asks: whether the process lives, and whether it should be given requests. */
import { expect, it } from 'vitest';
import { testApp } from '../../../support/app.ts';

it('is no longer ready while it stops, and alive until the door closes', async () => {
  const app = await testApp({ ROLES: 'web,clock' });
  const status = async (path: string) => (await fetch(app.url + path)).status;
  expect([await status('/readyz'), await status('/healthz')]).toEqual([200, 200]);
  // The clock has a job under way: the doors close behind it.
  const { queue } = app.ground;
  const stop = queue.stop.bind(queue);
  let finish = () => {};
  const job = new Promise<void>((resolve) => {
    finish = resolve;
  });
  queue.stop = () => job.then(stop);
  const stopped = app.stop();
  expect([await status('/readyz'), await status('/healthz')]).toEqual([503, 200]);
  finish();
  await stopped;
  await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
}, 30_000);
