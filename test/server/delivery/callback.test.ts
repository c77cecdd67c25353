/** Callbacks: signed as Standard Webhooks say, at least once, in order per letter, retried for a day, and never into our own network. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCallbackSender, signature } from '../../../server/delivery/callback.ts';
import { HOUR, MINUTE } from '../../../server/lib/clock.ts';
import { isHubError } from '../../../server/lib/errors.ts';
import { isPublicAddress } from '../../../server/lib/publicAddress.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { carry, type Verdict } from '../../support/postman.ts';
import { event, type Json, people, type System, systemOf } from '../../support/systems.ts';

type Received = { headers: IncomingMessage['headers']; body: string; path: string };

let app: TestApp;
let system: System;
let server: Server;
let received: Received[];
let answer: (n: number) => { status: number; headers?: Record<string, string>; body?: string };
let url: string;

beforeEach(async () => {
  app = await testApp({ CALLBACK_ALLOW_PRIVATE: 'true' });
  system = await systemOf(app);
  received = [];
  answer = () => ({ status: 204 });
  server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      received.push({ headers: req.headers, body: Buffer.concat(chunks).toString(), path: req.url ?? '' });
      const { status, headers, body } = answer(received.length);
      res.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  await app.stop();
  await new Promise((resolve) => server.close(resolve));
});

const add = (target = url) => app.running.parts.callbacks.add({ system: 'ras2', url: target, actor: 'test' });
const tell = () => app.running.parts.callbackSender.run();
const bodies = () => received.map((r) => JSON.parse(r.body) as { type: string; data: Json });
const send = async (verdict: Verdict = { state: 'accepted' }, subject = 's') => {
  const { body } = await system.report(event('ras2.declaration.refused', { subject }));
  await carry(app, () => verdict);
  return body as { id: string; letters: { id: string }[] };
};
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'taken',
    (error: unknown) => (isHubError(error) ? error.code : String(error)),
  );

describe('A callback', () => {
  it('says what became of a letter, signed so that a standard receiver can check it', async () => {
    const { id, secret } = await add();
    expect(id).toMatch(/^[a-z2-7]{20}$/);
    const sent = await send();
    await tell();
    expect(bodies()).toMatchObject([
      {
        type: 'letter.outcome',
        data: {
          letter_id: sent.letters[0]!.id,
          event_id: sent.id,
          subject: 's',
          type: 'use-declaration-refused',
          role: 'filer',
          outcome: 'accepted',
          reason: null,
          sent_at: '2025-11-20T10:00:00+09:00',
        },
      },
    ]);
    const { headers, body } = received[0]!;
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
    expect(body).not.toContain(people.filer!.email);
  });

  it('is signed as the official libraries of standardwebhooks.com sign: JavaScript 1.1.1 and Python 1.1.0 gave this', () => {
    const told = '{"type":"letter.outcome","data":{"subject":"見本 花子","outcome":"accepted"}}';
    const secret = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
    expect(signature(secret, 'abcdefghij2345672345', 1_764_378_000, told)).toBe(
      'v1,pbKlJ785tG97GLd7Y0ebM/xnDcWNzt5w4lf++tvjLDE=',
    );
  });

  it.each([
    ['refused', 'userunknown'],
    ['bounced', 'deadline'],
    ['unknown', 'unknown'],
    ['expired', 'deadline'],
    ['suppressed', 'suppression'],
    ['failed', 'render'],
  ] as const)('comes for the end %s as well', async (state, reason) => {
    await add();
    await send({ state, reason });
    await tell();
    expect(bodies()[0]!.data).toMatchObject({ outcome: state, reason });
  });

  it('comes for a cancelled letter', async () => {
    await add();
    const { body } = await system.report(event('ras2.declaration.refused'));
    await system.post(`/api/v1/letters/${(body.letters as { id: string }[])[0]!.id}/cancel`);
    await app.running.parts.applications.applyOutcomes();
    await tell();
    expect(bodies().map((b) => b.data.outcome)).toEqual(['cancelled']);
  });

  it('comes again when a bounce is reported later, after the first', async () => {
    await add();
    const test = await systemOf(app, { type: 'test' });
    await test.report(
      event('ras2.declaration.refused', { data: { recipients: { filer: { email: 'hard-bounce@simulator.notify' } } } }),
    );
    await carry(app);
    await app.running.parts.applications.applyOutcomes();
    await tell();
    expect(bodies().map((b) => b.data.outcome)).toEqual(['accepted', 'bounced']);
  });

  it('is sent to nobody who did not ask, and to no other system', async () => {
    await add();
    const ens = await systemOf(app, { system: 'ens' });
    await ens.report(event('ens.notice.registered'));
    await carry(app);
    await tell();
    expect(received).toEqual([]);
  });
});

describe('A target that does not answer well', () => {
  it('is tried again with the same id, later and later, for a day', async () => {
    const { id } = await add();
    await send();
    answer = () => ({ status: 500 });
    for (let minute = 0; minute < 30 * 60; minute++) {
      await tell();
      app.clock.advance(MINUTE);
    }
    expect(received.length).toBeGreaterThan(8);
    expect(received.length).toBeLessThan(30);
    expect(new Set(received.map((r) => r.headers['webhook-id'])).size).toBe(1);
    const [delivery] = await app.running.parts.callbacks.deliveries(id, { limit: 10 });
    expect(delivery).toMatchObject({ state: 'failed', attempts: received.length, last_status: 500 });
    const log = await app.running.parts.callbacks.delivery(delivery!.id);
    expect(log.tries).toHaveLength(received.length);
  });

  it('gets what failed when it is told again', async () => {
    const { id } = await add();
    await send();
    answer = () => ({ status: 500 });
    for (let hour = 0; hour < 30; hour++) {
      await tell();
      app.clock.advance(HOUR);
    }
    answer = () => ({ status: 200 });
    received.length = 0;
    expect(await app.running.parts.callbacks.replay(id, {}, 'test')).toBe(1);
    await tell();
    expect(bodies()).toHaveLength(1);
    expect((await app.running.parts.callbacks.deliveries(id, { limit: 10 }))[0]).toMatchObject({ state: 'done' });
  });

  it('hears of one letter in order: the second only when the first was taken', async () => {
    await add();
    const test = await systemOf(app, { type: 'test' });
    await test.report(
      event('ras2.declaration.refused', { data: { recipients: { filer: { email: 'hard-bounce@simulator.notify' } } } }),
    );
    await carry(app);
    await app.running.parts.applications.applyOutcomes();
    answer = (n) => ({ status: n === 1 ? 500 : 200 });
    await tell();
    expect(bodies().map((b) => b.data.outcome)).toEqual(['accepted']);
    app.clock.advance(MINUTE);
    await tell();
    expect(bodies().map((b) => b.data.outcome)).toEqual(['accepted', 'accepted', 'bounced']);
  });

  it('is not followed to another place', async () => {
    await add();
    await send();
    answer = () => ({ status: 302, headers: { Location: `${url}/elsewhere` } });
    await tell();
    expect(received.map((r) => r.path)).toEqual(['/hook']);
  });

  it('may talk without end: it is not listened to, and its answer counts', async () => {
    const { id } = await add();
    await send();
    answer = () => ({ status: 200, body: 'x'.repeat(5_000_000) });
    await tell();
    expect((await app.running.parts.callbacks.deliveries(id, { limit: 1 }))[0]).toMatchObject({ state: 'done' });
  });

  it('rests after many misses and does not keep others waiting', async () => {
    await add('http://127.0.0.1:1/dead');
    await add();
    for (let i = 0; i < 12; i++) await send({ state: 'accepted' }, `m-${i}`);
    await tell();
    expect(received).toHaveLength(12);
  });
});

describe('Targets in our own network', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  it.each(['8.8.8.8', '203.104.128.1', '172.32.0.1', '2606:4700::1111', '2400:8500::1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('are refused when they are added, and when a name or an older row leads there, unless the setting allows them', async () => {
    const strict = await testApp();
    try {
      const { callbacks, callbackSender } = strict.running.parts;
      expect(await code(callbacks.add({ system: 'ras2', url, actor: 'test' }))).toBe('callback.https-only');
      for (const target of [
        'https://localhost/x',
        'https://127.1/x',
        'https://0177.0.0.1/x',
        'https://0x7f.0.0.1/x',
        'https://１２７.0.0.1/x',
        'https://[::ffff:127.0.0.1]/x',
        'https://[::ffff:7f00:1]/x',
        'https://[64:ff9b::127.0.0.1]/x',
        'https://127.0.0.1/x',
        'https://[::1]/x',
        'https://0x7f000001/x',
        'https://2130706433/x',
      ]) {
        expect([target, await code(callbacks.add({ system: 'ras2', url: target, actor: 'test' }))]).toEqual([
          target,
          'callback.private',
        ]);
        // One that was added by an older program is refused when it is called.
        const { id } = await callbacks.add({ system: 'ras2', url: 'https://hub.example.jp/x', actor: 'test' });
        await strict.ground.db.write((trx) => trx.knex('callback').where({ public_id: id }).update({ url: target }));
        const own = await systemOf(strict);
        await own.report(event('ras2.declaration.refused'));
        await carry(strict);
        await callbackSender.run();
        expect((await callbacks.deliveries(id, { limit: 1 }))[0]).toMatchObject({
          state: 'waiting',
          last_error: 'private address',
        });
        await callbacks.remove(id, 'test');
      }
    } finally {
      await strict.stop();
    }
  });

  it('cannot be reached by a name that changes its answer: it is looked up once, and the socket goes to what was checked', async () => {
    const other = createServer((_, res) => void res.writeHead(204).end());
    const asked: string[] = [];
    other.on('request', () => asked.push('the second answer was called'));
    const { port } = new URL(url);
    await new Promise<void>((done) => other.listen(Number(port), '127.0.0.2', done));
    try {
      await add(`http://rebinding.example:${port}/hook`);
      await send();
      const answers = ['127.0.0.1', '127.0.0.2'];
      const resolve = async (host: string) => {
        asked.push(host);
        return [{ address: answers[asked.length - 1] ?? '127.0.0.2', family: 4 }];
      };
      await openCallbackSender({ ...app.ground, allowPrivate: true, resolve }).run();
      expect(received.map((r) => r.headers.host)).toEqual([`rebinding.example:${port}`]);
      expect(asked).toEqual(['rebinding.example']);
    } finally {
      await new Promise((done) => other.close(done));
    }
  });

  it.each([
    ['public and private addresses together', ['203.104.128.1', '127.0.0.1']],
    ['a private one in IPv6 clothes', ['::ffff:10.0.0.1']],
    ['a private one in hexadecimal IPv6 clothes', ['::ffff:a00:1']],
  ])('are refused when a name answers %s', async (_, answers) => {
    const { callbacks } = app.running.parts;
    const { id } = await callbacks.add({ system: 'ras2', url: 'https://rebinding.example/hook', actor: 'test' });
    await send();
    const resolve = async () => answers.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    await openCallbackSender({ ...app.ground, allowPrivate: false, resolve }).run();
    expect((await callbacks.deliveries(id, { limit: 1 }))[0]).toMatchObject({ last_error: 'private address' });
  });

  it.each(['ftp://example.jp/', 'nonsense', 'https://user:pass@example.jp/', 'https://example.jp/#part'])(
    'and %s are refused when they are added',
    async (target) => {
      expect(await code(add(target))).toMatch(/^callback\./);
    },
  );
});
