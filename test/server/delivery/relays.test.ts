/** Several relays: shares by weight, others step in for one that is away, each with its own policy of TLS; staff is told. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandBulletins } from '../../../server/delivery/expand.ts';
import { openRelayBoard } from '../../../server/delivery/relays.ts';
import { parseRelays } from '../../../server/delivery/wire/relay.ts';
import { MINUTE } from '../../../server/lib/clock.ts';
import { openLog } from '../../../server/lib/log.ts';
import { readTotals } from '../../../server/store/bulletinCounts.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { type DeliveryGround, deliveryGround, until } from '../../support/delivery.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';
import { expiredCert, serverCert } from './certificate.ts';
import { type Script, type ScriptedRelay, scriptedRelay } from './scriptedRelay.ts';

const READERS = 240;
let g: DeliveryGround;
let sinks: Sink[];
let scripted: ScriptedRelay[];
beforeEach(async () => {
  g = await deliveryGround();
  sinks = [await startSink(), await startSink()];
  scripted = [];
});
afterEach(async () => {
  await g.end();
  await Promise.all([...sinks, ...scripted].map((s) => s.close()));
});

const bulletin = async () => {
  const topic = await testTopic(g.db);
  const people = Array.from({ length: READERS }, (_, i) => ({ email: `reader${i}@example.jp` }));
  await addReaders(g, topic, people);
  const id = await addBulletin(g.db, { topic, now: g.clock.now(), revision: g.bundle.revision });
  await expandBulletins(g);
  return id;
};
const all = (id: number) => until(async () => (await readTotals(g.db, id)).accepted === READERS, 60_000);
const accepted = (id: string) => until(async () => (await g.letter(id)).state === 'accepted', 30_000);
const relay = async (script: Script) => {
  const started = await scriptedRelay({ offers: ['PIPELINING', 'STARTTLS'], ...script });
  scripted.push(started);
  return started;
};

describe('of several relays', () => {
  it('each gets its share by weight, and every reader gets one mail', async () => {
    const id = await bulletin();
    await g.deliver({ smtpUrl: `${sinks[0]!.url}?weight=3 ${sinks[1]!.url}?weight=1` });
    expect(await all(id)).toBe(true);
    const [first, second] = sinks.map((s) => s.seen) as [number, number];
    expect(first + second).toBe(READERS);
    expect(first / READERS).toBeGreaterThan(0.7);
    expect(first / READERS).toBeLessThan(0.8);
  });

  it('the others step in for one that is not there, and it gets its share again when it is back', async () => {
    const { port } = sinks[1]!;
    await sinks[1]!.close();
    const id = await bulletin();
    await g.deliver({ smtpUrl: sinks.map((s) => s.url).join(' ') });
    // What had been given to the missing one waits two seconds of the hub's clock.
    const moving = setInterval(() => g.clock.advance(5000), 200);
    expect(await all(id)).toBe(true);
    clearInterval(moving);
    expect(sinks[0]!.seen).toBe(READERS);
    expect(await g.db.knex('bulletin_recipient').where('attempts', '>', 1)).toEqual([]);
    sinks[1] = await startSink({ port });
  });

  it('one that dies in the middle loses nobody, and doubles at most what was with it', async () => {
    for (const sink of sinks) sink.behaviour.delay = 10;
    const id = await bulletin();
    await g.deliver({ smtpUrl: sinks.map((s) => s.url).join(' '), connections: 4 });
    expect(await until(() => sinks[1]!.seen > 10)).toBe(true);
    await sinks[1]!.close();
    const moving = setInterval(() => g.clock.advance(MINUTE), 200);
    expect(await all(id)).toBe(true);
    clearInterval(moving);
    const copies = new Map<string, string[]>();
    for (const mail of sinks.flatMap((s) => s.mails))
      copies.set(mail.to, [...(copies.get(mail.to) ?? []), mail.messageId]);
    expect(copies.size).toBe(READERS);
    const doubled = [...copies.values()].filter((ids) => ids.length > 1);
    expect(doubled.length).toBeLessThanOrEqual(4);
    for (const ids of doubled) expect(new Set(ids).size).toBe(1);
    sinks[1] = await startSink();
  });

  it('each has its own policy of TLS: none that fails its own gets a mail', async () => {
    const ca = join(g.folder, 'ca.pem');
    writeFileSync(ca, `${serverCert}${expiredCert}`);
    const selfSigned = await relay({});
    const expired = await relay({ cert: expiredCert });
    const otherName = await relay({});
    const plain = await relay({ offers: ['PIPELINING'] });
    const good = await relay({});
    const to = (r: ScriptedRelay, options: string) => `smtp://127.0.0.1:${r.port}?${options}`;
    const urls = [
      to(selfSigned, 'tls=required&servername=relay.example.jp'),
      to(expired, `tls=required&servername=relay.example.jp&ca=${ca}`),
      to(otherName, `tls=required&servername=other.example.jp&ca=${ca}`),
      to(plain, 'tls=required'),
      to(good, `tls=required&servername=relay.example.jp&ca=${ca}`),
    ];
    await g.deliver({ smtpUrl: urls.join(' '), connections: 1 });
    const letters = await Promise.all([0, 1, 2, 3, 4, 5].map((n) => g.post(`sample${n}@example.jp`)));
    const moving = setInterval(() => g.clock.advance(5000), 200);
    for (const id of letters) expect(await accepted(id)).toBe(true);
    clearInterval(moving);
    expect(good.mails).toHaveLength(6);
    expect(good.mails.every((m) => m.encrypted)).toBe(true);
    for (const bad of [selfSigned, expired, otherName, plain]) {
      expect(bad.connections).toBeGreaterThan(0);
      expect(bad.commands.some((line) => line.startsWith('MAIL'))).toBe(false);
    }
  });
});

describe('a relay that cannot be used', () => {
  it.each([
    ['a name that does not resolve', 'smtp://no-such-relay.invalid:2525', /^connect .*(ENOTFOUND|EAI_AGAIN|EDNS)/],
    ['a port where nobody listens', 'smtp://127.0.0.1:1', /^connect .*(ECONNREFUSED|ESOCKET)/],
  ])('costs no letter a try and says why: %s', async (_what, smtpUrl, why) => {
    const id = await g.post('sample@example.jp');
    const { stop } = await g.deliver({ smtpUrl });
    expect(await until(async () => (await g.letter(id)).reason !== null, 20_000)).toBe(true);
    expect(await g.letter(id)).toMatchObject({ state: 'waiting', attempts: 0, reason: expect.stringMatching(why) });
    await stop();
    g.clock.advance(MINUTE);
    await g.deliver({ smtpUrl: sinks[0]!.url });
    expect(await accepted(id)).toBe(true);
    expect(await g.letter(id)).toMatchObject({ attempts: 1 });
  });

  it('is told to staff once it lasts, and told again when mail goes there', () => {
    const relays = parseRelays('smtp://127.0.0.1:1 smtp://127.0.0.1:2');
    const told: [string, string | null][] = [];
    let real = 0;
    const tell = (...words: [string, string | null]) => void told.push(words);
    const board = openRelayBoard({ relays, log: openLog('silent', 'test'), tell, real: () => real });
    const [one, two] = relays as [(typeof relays)[0], (typeof relays)[0]];
    board.failed(one, 'connect refused');
    expect(board.usable()).toEqual([two]);
    real += 5000;
    board.failed(one, 'connect refused');
    expect(told).toEqual([]);
    real += 6000;
    for (let n = 0; n < 3; n++) board.failed(one, 'connect refused');
    board.worked(two);
    expect(told).toEqual([['127.0.0.1:1', 'connect refused']]);
    board.worked(one);
    board.worked(one);
    expect(told).toEqual([
      ['127.0.0.1:1', 'connect refused'],
      ['127.0.0.1:1', null],
    ]);
    expect(board.usable()).toEqual([one, two]);
  });

  it('is left alone while it does not answer to a final dot and there is another, and staff is told', () => {
    const relays = parseRelays('smtp://127.0.0.1:1 smtp://127.0.0.1:2');
    let real = 1000;
    const told: [string, string | null][] = [];
    const tell = (...words: [string, string | null]) => void told.push(words);
    const log = openLog('silent', 'test');
    const board = openRelayBoard({ relays, log, tell, hangsAfter: 30_000, real: () => real });
    const [one, two] = relays as [(typeof relays)[0], (typeof relays)[0]];
    const carrier = {
      waitsSince: 1000 as number | null,
      send: () => Promise.reject(new Error('unused')),
      close: async () => {},
    };
    board.watch(one, carrier);
    real += 29_000;
    expect(board.usable()).toEqual([one, two]);
    board.lookAtWaiting();
    real += 1000;
    expect(board.usable()).toEqual([two]);
    for (let n = 0; n < 2; n++) board.lookAtWaiting();
    carrier.waitsSince = null;
    expect(board.usable()).toEqual([one, two]);
    for (let n = 0; n < 2; n++) board.lookAtWaiting();
    expect(told).toEqual([
      ['127.0.0.1:1', 'no answer after the final dot'],
      ['127.0.0.1:1', null],
    ]);
  });

  it('opens a task that says why, and the task closes by itself when the relay is back', async () => {
    const { port } = sinks[0]!;
    await sinks[0]!.close();
    const id = await g.post('sample@example.jp');
    const deadlines = { rest: 50, tell: 500 };
    await g.deliver({ smtpUrl: `smtp://127.0.0.1:${port}`, connections: 1, deadlines });
    const task = () => g.db.knex('task').where({ kind: 'relay-unreached' }).first();
    const moving = setInterval(() => g.clock.advance(5000), 300);
    expect(await until(async () => (await task()) !== undefined, 45_000)).toBe(true);
    expect(await task()).toMatchObject({ object: `relay:127.0.0.1:${port}`, state: 'open' });
    expect(JSON.parse((await task()).facts).why).toMatch(/ECONNREFUSED|ESOCKET/);
    sinks[0] = await startSink({ port });
    expect(await accepted(id)).toBe(true);
    clearInterval(moving);
    expect(await until(async () => (await task()).state === 'closed')).toBe(true);
  });
});
