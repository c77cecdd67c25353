/** What a proxy asks: whether the process lives, and whether it should be given requests. */
import { expect, it } from 'vitest';
import { readConfig } from '../../../../server/config.ts';
import { newMasterKey } from '../../../../server/lib/seal.ts';
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

it('tells strangers yes or no, and why only to this machine or with the token', async () => {
  const app = await testApp({ METRICS_TOKEN: 'a-token-of-sixteen-signs' });
  try {
    const ask = async (headers: Record<string, string> = {}) =>
      (await fetch(`${app.url}/readyz`, { headers })).json() as Promise<object>;
    const stranger = { 'X-Forwarded-For': '203.0.113.9' };
    expect(Object.keys(await ask())).toEqual(['ready', 'waits', 'troubles']);
    expect(await ask(stranger)).toEqual({ ready: true });
    expect(await ask({ ...stranger, Authorization: 'Bearer a-wrong-token-of-signs' })).toEqual({ ready: true });
    const told = await ask({ ...stranger, Authorization: 'Bearer a-token-of-sixteen-signs' });
    expect(told).toMatchObject({ ready: true, troubles: [] });
    for (const path of ['/m/ja_entry', '/console/', '/api/docs']) {
      const { headers } = await fetch(`${app.url}${path}`);
      expect(headers.get('permissions-policy')).toContain('camera=()');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      const policy = headers.get('content-security-policy') ?? '';
      expect([path, policy]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
      expect(policy).toMatch(/(default|script)-src '(self|none)'/);
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    }
    // A page without an origin of its own cannot act in the console, whoever is signed in there.
    for (const origin of ['null', 'https://elsewhere.example', 'nonsense']) {
      const answer = await fetch(`${app.url}/console/api/session`, { method: 'POST', headers: { Origin: origin } });
      expect([origin, answer.status]).toEqual([origin, 403]);
    }
  } finally {
    await app.stop();
  }
}, 30_000);

it('in production a relay that is not on this machine is reached by TLS alone', () => {
  const settings = (SMTP_URL: string) => ({
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://mail.example.jp',
    MASTER_KEY: newMasterKey(),
    SMTP_URL,
  });
  for (const url of [
    'smtp://relay.example.jp:587',
    'smtp://user:secret@relay.example.jp?tls=none',
    'smtp://127.0.0.1:25 smtp://10.0.0.1?tls=opportunistic',
  ])
    expect(() => readConfig(settings(url))).toThrow(
      /SMTP_URL: production reaches \S+ by TLS alone; add \?tls=required/,
    );
  for (const url of [
    'smtp://127.0.0.1:25',
    'smtps://relay.example.jp',
    'smtp://relay.example.jp?tls=required',
    'smtp://user:secret@relay.example.jp:587',
  ])
    expect(readConfig(settings(url)).SMTP_URL).toBe(url);
});
