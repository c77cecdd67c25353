/**
 * Tells outcomes to the systems over HTTP: signed as Standard Webhooks say, at least once, retried for a day, in order per letter.
 * Targets are checked against our own network: the name is looked up once, every address must be public, and the socket goes to that address.
 */
import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { type Clock, HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type KeyRing, unseal } from '../lib/seal.ts';
import {
  type CallbackDeliveryRow,
  type CallbackRow,
  claimDeliveries,
  findCallbackById,
  hasDueDeliveries,
  recordDelivery,
  updateCallback,
} from '../store/callbacks.ts';
import type { Db } from '../store/open.ts';

/** Addresses that are not the public internet (IANA special-purpose registries). */
const inner = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inner.addSubnet(net, bits, 'ipv4');

/** Of IPv6 only global unicast is public, without tunnels and documentation. */
const outer6 = new BlockList();
outer6.addSubnet('2000::', 3, 'ipv6');
const inner6 = new BlockList();
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inner6.addSubnet(net, bits, 'ipv6');

/** True for an address that anybody on the internet could call. IPv4 inside IPv6 counts as IPv4. */
export const isPublicAddress = (address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  if (isIP(plain) === 4) return !inner.check(plain, 'ipv4');
  return isIP(plain) === 6 && outer6.check(plain, 'ipv6') && !inner6.check(plain, 'ipv6');
};

/** Seconds to minutes at first, hours later; the last try is before the deadline. */
const pauses = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];
const pauseAfter = (attempts: number) => pauses[Math.min(attempts, pauses.length - 1)]!;

/** After so many misses in a row a target rests, so that a dead one costs one try and not hundreds. */
const MISSES = 10;
const REST = 5 * MINUTE;
const TIMEOUT = 10_000;
const READ = 16_384;
const LEASE = 60_000;

export type Answer = { status: number | null; error: string | null; tookMs: number };

/** `v1,` and the base64 HMAC-SHA-256 of 'id.timestamp.body' (standardwebhooks.com). */
export const signature = (secret: string, id: string, timestamp: number, body: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64')}`;

type Target = { url: URL; address: string; family: number };

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>;

/** Looks the name up once, and refuses a target that is, or could become, one of our own network. */
const aim = async (text: string, allowPrivate: boolean, resolve: Resolve): Promise<Target> => {
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) throw new Error('https only');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host);
  if (!allowPrivate && found.some((f) => !isPublicAddress(f.address))) throw new Error('private address');
  const [first] = found;
  if (!first) throw new Error('no address');
  return { url, address: first.address, family: first.family };
};

const send = (target: Target, headers: Record<string, string>, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const open = target.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(
      target.url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        // The address that was checked, whatever the name answers now.
        lookup: (_host, options, done) =>
          options.all
            ? done(null, [{ address: target.address, family: target.family }])
            : done(null, target.address, target.family),
        agent: false,
      },
      (response) => {
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          // What it says beyond the status is of no use to us.
          if (read > READ) response.destroy();
        });
        response.on('close', () => resolve(response.statusCode ?? 0));
        response.on('error', () => resolve(response.statusCode ?? 0));
      },
    );
    const deadline = setTimeout(() => request.destroy(new Error('timeout')), TIMEOUT);
    request.on('close', () => clearTimeout(deadline));
    request.on('error', reject);
    request.end(body);
  });

export const callbackSender = (p: {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  log: Log;
  allowPrivate: boolean;
  /** Another way to look names up, for tests; the system's when absent. */
  resolve?: Resolve;
}) => {
  const resolve = p.resolve ?? ((host) => lookup(host, { all: true }));
  const tell = async (callback: CallbackRow, delivery: CallbackDeliveryRow): Promise<Answer> => {
    const began = performance.now();
    const took = () => Math.round(performance.now() - began);
    try {
      const target = await aim(callback.url, p.allowPrivate, resolve);
      const body = unseal(p.ring, `callback_delivery|body|${delivery.public_id}`, delivery.body);
      const secret = unseal(p.ring, `callback|secret|${callback.public_id}`, callback.secret, 'secret');
      // The receiver compares with a real clock.
      const timestamp = Math.floor(Date.now() / 1000);
      const status = await send(
        target,
        {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Fumibako-Callback/1',
          'webhook-id': delivery.public_id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signature(secret, delivery.public_id, timestamp, body),
        },
        body,
      );
      return { status, error: status >= 200 && status < 300 ? null : `status ${status}`, tookMs: took() };
    } catch (error) {
      return { status: null, error: (error as Error).message.slice(0, 200), tookMs: took() };
    }
  };

  const record = (callback: CallbackRow, delivery: CallbackDeliveryRow, answer: Answer) =>
    p.db.write(async (trx) => {
      const now = p.clock.now();
      const next = now + pauseAfter(delivery.attempts);
      const done = answer.error === null;
      const over = !done && next > delivery.deadline_at;
      await recordDelivery(
        trx,
        {
          id: delivery.id,
          state: done ? 'done' : over ? 'failed' : 'waiting',
          next_at: done || over ? delivery.next_at : next,
          done_at: done || over ? now : null,
          last_status: answer.status,
          last_error: answer.error,
        },
        { tried_at: now, status: answer.status, error: answer.error, took_ms: answer.tookMs },
      );
      const current = await findCallbackById(trx, callback.id);
      const misses = done ? 0 : (current?.misses ?? 0) + 1;
      if (current && current.misses !== misses)
        await updateCallback(trx, callback.id, {
          misses,
          ...(misses > 0 && misses % MISSES === 0 ? { blocked_until: now + REST } : {}),
        });
    });

  return {
    pending: (): Promise<boolean> => hasDueDeliveries(p.db, p.clock.now()),

    /** Tells what is due, a few at a time. */
    async run(): Promise<void> {
      for (;;) {
        const rows = await p.db.write((trx) =>
          claimDeliveries(trx, { now: p.clock.now(), real: Date.now(), lease: LEASE, limit: 10 }),
        );
        if (rows.length === 0) return;
        await Promise.all(
          rows.map(async (row) => {
            const callback = (await findCallbackById(p.db, row.callback_id))!;
            await record(callback, row, await tell(callback, row));
          }),
        );
      }
    },
  };
};
