/** Callbacks, one lane for each target: nobody waits for another's receiver, and a receiver is heard when it asks for peace. */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callbackBody } from '../../../server/contract/callbackBody.ts';
import { retryAfterOf } from '../../../server/delivery/callbacks/target.ts';
import { HOUR, MINUTE, SECOND } from '../../../server/lib/clock.ts';
import { isHubError } from '../../../server/lib/errors.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { linesOf, withMetrics } from '../../support/metrics.ts';
import { carry } from '../../support/postman.ts';
import { event, type System, systemOf } from '../../support/systems.ts';
import { until } from '../../support/until.ts';

type Seen = { headers: IncomingMessage['headers']; body: string };
type Receiver = { url: string; seen: Seen[]; open: () => number; close: () => Promise<void> };

let app: TestApp;
let ras2: System;
const servers: Receiver[] = [];

/** A receiver that answers as `answer` says, or never. */
const receiver = async (answer: ((n: number, res: ServerResponse) => void) | 'never'): Promise<Receiver> => {
  const seen: Seen[] = [];
  let open = 0;
  const server: Server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    open++;
    res.on('close', () => open--);
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      seen.push({ headers: req.headers, body: Buffer.concat(chunks).toString() });
      if (answer !== 'never') answer(seen.length, res);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const one = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    seen,
    open: () => open,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  servers.push(one);
  return one;
};
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (_n: number, res: ServerResponse) =>
    void res.writeHead(code, headers).end();

beforeEach(async () => {
  app = await testApp({ CALLBACK_ALLOW_PRIVATE: 'true', ...withMetrics });
  ras2 = await systemOf(app);
});
afterEach(async () => {
  await app.running.parts.callbackSender.stop();
  await Promise.all(servers.splice(0).map((one) => one.close()));
  await app.stop();
});

const callbacks = () => app.running.parts.callbacks;
const tell = () => app.running.parts.callbackSender.run();
const add = (url: string, system = 'ras2') => callbacks().add({ system, url, actor: 'test' });
const send = async (n: number, system = ras2, type = 'ras2.declaration.refused') => {
  const { status: code } = await system.report(Array.from({ length: n }, () => event(type)));
  expect(code).toBe(202);
  await carry(app);
};
/** Which endpoints are left in peace, as the metrics say. */
const resting = () => linesOf(app, 'fumibako_callback_resting');
const states = async (id: string) => (await callbacks().deliveries(id, { limit: 100 })).map((d) => d.state);
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'taken',
    (error: unknown) => (isHubError(error) ? error.code : String(error)),
  );

describe('Lanes', () => {
  it('five receivers that hang delay nobody: another system hears of its thirty letters meanwhile (A15)', async () => {
    const hanging = await Promise.all(Array.from({ length: 5 }, () => receiver('never')));
    for (const one of hanging) await add(one.url);
    const quick = await receiver(status(204));
    await add(quick.url, 'ens');
    const ens = await systemOf(app, { system: 'ens' });
    await send(12);
    const running = tell();
    await until(() => hanging.every((one) => one.open() > 0));
    await send(30, ens, 'ens.notice.registered');
    await until(() => quick.seen.length === 30);
    expect(hanging.every((one) => one.open() > 0)).toBe(true);
    await app.running.parts.callbackSender.stop();
    await running;
  });

  it('a healthy receiver has many under way at once, each letter of them once', async () => {
    const held: ServerResponse[] = [];
    const slow: Receiver = await receiver((_, res) => {
      held.push(res);
      // Answers none before thirty-two are there: one after the other would never come to an end.
      if (slow.seen.length >= 32) for (const one of held.splice(0)) one.writeHead(204).end();
    });
    const { id } = await add(slow.url);
    await send(64);
    await tell();
    expect(slow.seen).toHaveLength(64);
    expect(new Set(slow.seen.map((one) => one.headers['webhook-id'])).size).toBe(64);
    expect(new Set(await states(id))).toEqual(new Set(['done']));
  });

  it('one that missed gets a single try at a time', async () => {
    let most = 0;
    const bad = await receiver((n, res) => {
      most = Math.max(most, n > 32 ? bad.open() : 0);
      res.writeHead(500).end();
    });
    await add(bad.url);
    await send(34);
    await tell();
    app.clock.advance(6 * MINUTE);
    await tell();
    expect(most).toBe(1);
  });

  it('a stop breaks off what hangs, and the next who runs tells it', async () => {
    const first = await receiver('never');
    const { id } = await add(first.url);
    await send(1);
    const running = tell();
    await until(() => first.open() === 1);
    await app.running.parts.callbackSender.stop();
    await running;
    expect(await states(id)).toEqual(['waiting']);
    expect((await callbacks().deliveries(id, { limit: 1 }))[0]).toMatchObject({ attempts: 0 });
  });
});

describe('A receiver that asks', () => {
  it('is left alone as long as it says (Retry-After), for all its outcomes', async () => {
    const busy = await receiver((n, res) =>
      n === 1 ? void res.writeHead(429, { 'Retry-After': '1800' }).end() : void res.writeHead(204).end(),
    );
    const { id } = await add(busy.url);
    await send(1);
    await tell();
    await send(2);
    await tell();
    app.clock.advance(29 * MINUTE);
    await tell();
    expect(busy.seen).toHaveLength(1);
    expect(await resting()).toEqual([`fumibako_callback_resting{endpoint="${id}"} 1`]);
    app.clock.advance(MINUTE);
    await tell();
    expect(busy.seen).toHaveLength(4);
    expect(await states(id)).toEqual(['done', 'done', 'done']);
  });

  it.each([
    ['120', 120 * SECOND],
    ['Fri, 21 Nov 2025 00:01:00 GMT', MINUTE],
    ['Thu, 20 Nov 2025 00:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
  ])('Retry-After %s', (header, ms) => {
    expect(retryAfterOf(header, Date.parse('2025-11-21T00:00:00Z'))).toBe(ms);
  });

  it('that says 410 is told nothing more; a replay since then brings all that it missed', async () => {
    let gone = true;
    const left = await receiver((_, res) => void res.writeHead(gone ? 410 : 204).end());
    const { id } = await add(left.url);
    await send(1);
    await tell();
    expect((await callbacks().list())[0]).toMatchObject({ state: 'gone' });
    expect(await resting()).toEqual([`fumibako_callback_resting{endpoint="${id}"} 1`]);
    await send(2);
    app.clock.advance(3 * HOUR);
    await tell();
    expect(left.seen).toHaveLength(1);
    gone = false;
    expect(await callbacks().replay(id, { since: app.clock.now() - 4 * HOUR }, 'test')).toBe(3);
    await tell();
    expect(await states(id)).toEqual(['done', 'done', 'done']);
    expect((await callbacks().list())[0]).toMatchObject({ state: 'on' });
  });
});

describe('A target that is removed', () => {
  it('ends what it was not told, also what is under way just then, and says how much', async () => {
    const held: ServerResponse[] = [];
    const one = await receiver((_, res) => void held.push(res));
    const { id } = await add(one.url);
    await send(1);
    const running = tell();
    await until(() => held.length === 1);
    await send(2);
    expect(await callbacks().remove(id, 'test')).toBe(2);
    held[0]!.writeHead(500).end();
    await running;
    expect(await states(id)).toEqual(['ended', 'ended', 'ended']);
    app.clock.advance(HOUR);
    await tell();
    expect(one.seen).toHaveLength(1);
    expect((await callbacks().waiting()).get(id)).toBeUndefined();
    expect(await code(callbacks().remove(id, 'test'))).toBe('callback.removed');
  });

  it('keeps that the one under way was answered well', async () => {
    const held: ServerResponse[] = [];
    const one = await receiver((_, res) => void held.push(res));
    const { id } = await add(one.url);
    await send(1);
    const running = tell();
    await until(() => held.length === 1);
    await callbacks().remove(id, 'test');
    held[0]!.writeHead(204).end();
    await running;
    expect(await states(id)).toEqual(['done']);
  });
});

describe('Telling again', () => {
  it('counts for one that was gone also what was noted meanwhile', async () => {
    const left = await receiver(status(410));
    const { id } = await add(left.url);
    await send(1);
    await tell();
    await send(2);
    expect((await callbacks().waiting()).get(id)).toBe(2);
    expect(await callbacks().replay(id, {}, 'test')).toBe(3);
  });

  it('since an instant sends what was answered 2xx as well, under the same ids (A28)', async () => {
    const well = await receiver(status(204));
    const { id } = await add(well.url);
    await send(2);
    await tell();
    app.clock.advance(HOUR);
    const since = app.clock.now();
    await send(7);
    await tell();
    expect(well.seen).toHaveLength(9);
    const ids = well.seen.slice(2).map((one) => one.headers['webhook-id']);
    expect(await callbacks().replay(id, { since }, 'test')).toBe(7);
    await tell();
    expect(well.seen).toHaveLength(16);
    expect(well.seen.slice(9).map((one) => one.headers['webhook-id'])).toEqual(expect.arrayContaining(ids));
    expect(await callbacks().replay(id, {}, 'test')).toBe(0);
  });

  it('needs a time that has been, and a target that is there', async () => {
    const well = await receiver(status(204));
    const { id } = await add(well.url);
    expect(await code(callbacks().replay(id, { since: app.clock.now() + 1 }, 'test'))).toBe('callback.since');
    expect(await code(callbacks().replay(id, { since: Number.NaN }, 'test'))).toBe('callback.since');
    await callbacks().remove(id, 'test');
    expect(await code(callbacks().replay(id, {}, 'test'))).toBe('callback.removed');
    expect(await code(callbacks().rotate(id, { actor: 'test' }))).toBe('callback.removed');
    expect(await code(callbacks().rotate('nobody', { actor: 'test' }))).toBe('not.found');
  });
});

describe('A secret', () => {
  const signedBy = (one: Seen, secret: string): boolean => {
    const signed = `${String(one.headers['webhook-id'])}.${String(one.headers['webhook-timestamp'])}.${one.body}`;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return String(one.headers['webhook-signature'])
      .split(' ')
      .includes(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  };

  it('is changed while both sign for a while: a receiver with either one accepts', async () => {
    const well = await receiver(status(204));
    const { id, secret: first } = await add(well.url);
    const { secret: second, overlapUntil } = await callbacks().rotate(id, { hours: 24, actor: 'test' });
    expect(overlapUntil).toBe(app.clock.now() + 24 * HOUR);
    await send(1);
    await tell();
    expect([signedBy(well.seen[0]!, first), signedBy(well.seen[0]!, second)]).toEqual([true, true]);
    app.clock.advance(24 * HOUR);
    await send(1);
    await tell();
    expect([signedBy(well.seen[1]!, first), signedBy(well.seen[1]!, second)]).toEqual([false, true]);
  });

  it('that leaked ends at once when no overlap is wished', async () => {
    const well = await receiver(status(204));
    const { id, secret: first } = await add(well.url);
    const { secret: second } = await callbacks().rotate(id, { hours: 0, actor: 'test' });
    expect(await code(callbacks().rotate(id, { hours: 721, actor: 'test' }))).toBe('callback.overlap');
    await send(1);
    await tell();
    expect([signedBy(well.seen[0]!, first), signedBy(well.seen[0]!, second)]).toEqual([false, true]);
  });
});

describe('The example receiver of the documentation', () => {
  const start = async (secret: string) => {
    const program = fileURLToPath(new URL('../../../docs/example/receiver.mjs', import.meta.url));
    const child = spawn(process.execPath, [program], { env: { SECRET: secret, PORT: '0' } });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await until(() => said.includes('listening on'));
    const port = /listening on (\d+)/.exec(said)![1]!;
    return { url: `http://127.0.0.1:${port}/`, said: () => said, stop: () => child.kill() };
  };

  it('takes what is signed with either secret of a rotation, does each message once, and refuses the rest', async () => {
    const { id, secret } = await add('http://127.0.0.1:1/');
    const rotated = await callbacks().rotate(id, { actor: 'test' });
    const old = await start(secret);
    const both = await start(`${rotated.secret},whsec_AAAA`);
    const stranger = await start('whsec_AAAA');
    const moveTo = (url: string) =>
      app.ground.db.write(async (trx) => void (await trx.knex('callback').where({ public_id: id }).update({ url })));
    try {
      await moveTo(old.url);
      await ras2.report(event('ras2.declaration.refused', { subject: 'example-1' }));
      await carry(app);
      await tell();
      const line = 'example-1 use-declaration-refused to the filer: accepted';
      await until(() => old.said().includes(line));
      await moveTo(both.url);
      for (let i = 0; i < 2; i++) {
        expect(await callbacks().replay(id, { since: app.clock.now() }, 'test')).toBe(1);
        await tell();
      }
      await until(() => both.said().includes(line));
      expect(both.said().split(line)).toHaveLength(2);
      await moveTo(stranger.url);
      await callbacks().replay(id, { since: app.clock.now() }, 'test');
      await tell();
      expect((await callbacks().deliveries(id, { limit: 1 }))[0]).toMatchObject({ state: 'waiting', last_status: 401 });
      expect(stranger.said()).not.toContain('example-1');
    } finally {
      for (const one of [old, both, stranger]) one.stop();
    }
  });
});

describe('A test key (A25)', () => {
  it('opens no task and counts in no figure, and its callbacks say that they are of a test', async () => {
    const well = await receiver(status(204));
    await add(well.url);
    const trial = await systemOf(app, { type: 'test' });
    for (const email of ['hard-bounce@simulator.notify', 'perm-fail@simulator.notify', 'temp-fail@simulator.notify'])
      await trial.report(event('ras2.declaration.refused', { data: { recipients: { filer: { email } } } }));
    await trial.report(event('ras2.application.receipt-number', { subject: 'later' }));
    await carry(app, (to) =>
      to.startsWith('temp')
        ? { state: 'bounced', reason: 'deadline' }
        : to.startsWith('perm')
          ? { state: 'refused', reason: 'userunknown' }
          : { state: 'accepted' },
    );
    await app.running.parts.applications.applyOutcomes();
    await tell();
    expect((await app.running.parts.tasks.list({}, { limit: 10 })).data).toEqual([]);
    const home = await app.running.parts.home({ actor: 'nobody', roles: ['administrator'], bureaus: [] } as never);
    expect(home.tasks).toBe(0);
    expect(home.planned).toEqual([]);
    expect(home.days.map((d) => d.accepted + d.failed + d.unknown + d.ended)).toEqual(home.days.map(() => 0));
    const told = well.seen.map((one) => callbackBody.parse(JSON.parse(one.body)).data);
    expect(told.length).toBeGreaterThan(3);
    expect(told.every((data) => data.test === true)).toBe(true);
  });

  it('stands beside a live one that does: its bounce is a task and a figure', async () => {
    await ras2.report(event('ras2.declaration.refused'));
    await carry(app, () => ({ state: 'refused', reason: 'userunknown' }));
    expect((await app.running.parts.tasks.list({}, { limit: 10 })).data).toMatchObject([{ kind: 'letter-bounced' }]);
  });
});
