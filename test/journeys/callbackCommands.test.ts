/** `hub callbacks …` as an operator types it, against a running hub and a receiver that checks every call as the official libraries do. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';
import { event } from '../support/systems.ts';
import { lookUntil } from '../support/until.ts';

type Call = { headers: IncomingHttpHeaders; body: string };

/** Takes every call and answers with `status`. */
const receiver = async () => {
  const calls: Call[] = [];
  const state = { status: 204 };
  const server = createServer(async (req, res) => {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    calls.push({ headers: req.headers, body: Buffer.concat(parts).toString() });
    res.writeHead(state.status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    state,
    count: (n: number) =>
      lookUntil(
        `${n} calls`,
        async () => calls.length,
        (seen) => seen >= n,
      ),
    close: () => server.close(),
  };
};

/** The rule of standardwebhooks.com: one signature of version 1 may fit, and the call is not older or newer than five minutes. */
const verifies = ({ headers, body }: Call, secret: string): boolean => {
  const at = Number(headers['webhook-timestamp']);
  if (Math.abs(Date.now() / 1000 - at) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const fits = createHmac('sha256', key)
    .update(`${String(headers['webhook-id'])}.${at}.${body}`)
    .digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .map((one) => one.split(','))
    .some(([version, given]) => {
      const bytes = Buffer.from(given ?? '', 'base64');
      return version === 'v1' && bytes.length === fits.length && timingSafeEqual(bytes, fits);
    });
};

let hub: Hub;
let key: string;
const open: { close: () => void }[] = [];
const target = async () => {
  const one = await receiver();
  open.push(one);
  const made = await say<{ id: string; secret: string }>('callbacks', 'add', '--system', 'ras2', '--url', one.url);
  return { ...one, ...made };
};

beforeAll(async () => {
  hub = await startHub({ settings: { CALLBACK_ALLOW_PRIVATE: 'true' } });
  key = (await say<{ key: string }>('keys', 'create', '--name', 'k', '--type', 'live', '--system', 'ras2')).key;
}, 180_000);
afterAll(async () => {
  for (const one of open) one.close();
  await hub.stop();
});

const say = async <T>(...words: string[]): Promise<T> => {
  const { code, stdout, stderr } = await hub.hub(...words, '--json');
  expect([words.join(' '), code, stderr]).toEqual([words.join(' '), 0, '']);
  return JSON.parse(stdout) as T;
};
const report = async (subject: string): Promise<void> => {
  const answer = await fetch(`${hub.url}/api/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/cloudevents+json' },
    body: JSON.stringify(event('ras2.declaration.refused', { subject, time: new Date().toISOString() })),
  });
  expect([answer.status, await answer.json()]).toMatchObject([202, { letters: [{ type: 'use-declaration-refused' }] }]);
};
const idOf = (call: Call) => String(call.headers['webhook-id']);
const subjectOf = (call: Call) => (JSON.parse(call.body) as { data: { subject: string } }).data.subject;

it('a rotation lets both secrets verify for its hours, and ends the old one at once with 0', async () => {
  const one = await target();
  await report('first');
  await one.count(1);
  const rotated = await say<{ secret: string; overlap_until: string }>('callbacks', 'rotate', one.id, '--overlap', '2');
  expect(Math.round((Date.parse(rotated.overlap_until) - Date.now()) / 60_000)).toBe(120);
  await report('second');
  await one.count(2);
  const fit = (call: Call) => [one.secret, rotated.secret].map((secret) => verifies(call, secret));
  expect(one.calls.map(fit)).toEqual([
    [true, false],
    [true, true],
  ]);
  expect(verifies({ ...one.calls[1]!, body: `${one.calls[1]!.body} ` }, rotated.secret)).toBe(false);
  expect((await hub.hub('callbacks', 'list')).stdout).toContain('the secret before signs until');
  const { stdout } = await hub.hub('callbacks', 'rotate', one.id, '--overlap', '0');
  expect(stdout).toContain('The secret before has ended.');
  expect(stdout).toContain('A secret of an earlier rotation still signed as well: it has ended now');
  const last = /secret {2}(\S+)/.exec(stdout)![1]!;
  await report('third');
  await one.count(3);
  expect([one.secret, rotated.secret, last].map((secret) => verifies(one.calls[2]!, secret))).toEqual([
    false,
    false,
    true,
  ]);
  expect((await hub.hub('callbacks', 'list')).stdout).not.toContain('the secret before signs until');
  const wrong = await hub.hub('callbacks', 'rotate', one.id, '--overlap', 'soon');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--overlap takes hours')]);
  await say('callbacks', 'remove', one.id);
}, 300_000);

it('a replay since a time tells again what was answered 2xx as well, under the same ids; without one only what failed', async () => {
  const one = await target();
  await report('before');
  await one.count(1);
  await new Promise((done) => setTimeout(done, 20));
  const since = new Date().toISOString();
  for (const subject of ['a', 'b', 'c']) await report(subject);
  await one.count(4);
  const told = await lookUntil(
    'nothing waits',
    () => say<{ id: string; waiting: number }[]>('callbacks', 'list'),
    (list) => list.find(({ id }) => id === one.id)!.waiting === 0,
  );
  expect(told.find(({ id }) => id === one.id)).toMatchObject({ state: 'on', overlap_until: null });
  expect(await say('callbacks', 'replay', one.id, '--since', since)).toMatchObject({ replayed: 3 });
  await one.count(7);
  const [again, first] = [one.calls.slice(4), one.calls.slice(1, 4)];
  expect(again.map(idOf).sort()).toEqual(first.map(idOf).sort());
  expect(again.map(subjectOf).sort()).toEqual(['a', 'b', 'c']);
  expect(again.every((call) => verifies(call, one.secret))).toBe(true);
  const none = await hub.hub('callbacks', 'replay', one.id);
  expect([none.code, none.stdout]).toEqual([0, expect.stringContaining('no outcome failed there')]);
  const early = await hub.hub('callbacks', 'replay', one.id, '--since', '2026-11-21T09:00');
  expect([early.code, early.stderr]).toEqual([2, expect.stringContaining('an instant with its offset')]);
  const ahead = await hub.hub('callbacks', 'replay', one.id, '--since', '2099-01-01T00:00:00Z');
  expect([ahead.code, ahead.stderr]).toEqual([1, expect.stringContaining('callback.since')]);
  await say('callbacks', 'remove', one.id);
}, 300_000);

it('a removal says how much ends untold, ends it, and is final', async () => {
  const one = await target();
  one.state.status = 500;
  await report('untold');
  await one.count(1);
  const { stdout } = await hub.hub('callbacks', 'remove', one.id);
  expect(stdout).toContain('will not be told: 1.');
  const list = await say<{ id: string; state: string; waiting: number }[]>('callbacks', 'list');
  expect(list.find(({ id }) => id === one.id)).toMatchObject({ state: 'removed', waiting: 0 });
  const other = await target();
  const before = one.calls.length;
  await report('later');
  await other.count(1);
  expect(one.calls).toHaveLength(before);
  for (const act of ['remove', 'rotate', 'replay']) {
    const again = await hub.hub('callbacks', act, one.id);
    expect([act, again.code, again.stderr]).toEqual([act, 1, expect.stringContaining('callback.removed')]);
  }
  const nobody = await hub.hub('callbacks', 'remove', 'nobody');
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('not.found')]);
}, 300_000);
