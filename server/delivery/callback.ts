/**
 * Tells outcomes to the systems over HTTP: signed as Standard Webhooks say, at least once, retried for a day, in order per letter,
 * one lane for each target.
 */
import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { type Clock, HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type KeyRing, unseal } from '../lib/seal.ts';
import {
  type CallbackDeliveryRow,
  type CallbackRow,
  claimDeliveries,
  findCallbackById,
  listDueCallbacks,
  recordDelivery,
  updateCallback,
} from '../store/callbacks.ts';
import type { Db, Trx } from '../store/db.ts';
import { findDemo } from '../store/demo.ts';
import { lanes } from './callbacks/lanes.ts';
import { aim, post, type Resolve } from './callbacks/target.ts';

/** Seconds to minutes at first, hours later; the last try is before the deadline. */
export const pauses = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
];
const pauseAfter = (attempts: number) => pauses[Math.min(attempts, pauses.length - 1)]!;

/** Under way at once to a target that answers; one that missed gets a single try at a time. */
export const AT_ONCE = 32;
/** After so many misses in a row a target rests, so that a dead one costs one try and not hundreds. */
export const MISSES = 10;
export const REST = 5 * MINUTE;
const LEASE = 60_000;
/** The target says that it is gone for good. */
const GONE = 410;

/** `retryAfter`: what the target asked for, in milliseconds. */
export type Answer = { status: number | null; error: string | null; tookMs: number; retryAfter: number | null };

/** `v1,` and the base64 HMAC-SHA-256 of 'id.timestamp.body' (standardwebhooks.com). */
export const signature = (secret: string, id: string, timestamp: number, body: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64')}`;

/** Secrets that a target may check with now: its own, and the one before while a rotation overlaps. */
const secretsOf = (ring: KeyRing, callback: CallbackRow, now: number): string[] => {
  const place = `callback|secret|${callback.public_id}`;
  const own = unseal(ring, place, callback.secret, 'secret');
  const { previous_secret: before, previous_until: until } = callback;
  return before && until !== null && until > now ? [own, unseal(ring, place, before, 'secret')] : [own];
};

/** What a target's own row says after one more answer. */
const targetAfter = (current: CallbackRow, answer: Answer, now: number): Partial<CallbackRow> => {
  if (answer.error === null) return current.misses === 0 ? {} : { misses: 0 };
  if (answer.status === GONE) return { state: 'gone' };
  // It is there and says when: that is no miss.
  if (answer.retryAfter !== null) return { blocked_until: Math.max(current.blocked_until, now + answer.retryAfter) };
  const misses = current.misses + 1;
  return { misses, ...(misses >= MISSES ? { blocked_until: now + REST } : {}) };
};

export const openCallbackSender = (p: {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  log: Log;
  allowPrivate: boolean;
  /** Another way to look names up, for tests; the system's when absent. */
  resolve?: Resolve;
}) => {
  const resolve = p.resolve ?? ((host) => lookup(host, { all: true }));
  const ending = new AbortController();

  const tell = async (callback: CallbackRow, delivery: CallbackDeliveryRow): Promise<Answer> => {
    const began = performance.now();
    const took = () => Math.round(performance.now() - began);
    try {
      const target = await aim(callback.url, p.allowPrivate, resolve);
      const body = unseal(p.ring, `callback_delivery|body|${delivery.public_id}`, delivery.body);
      // The receiver compares with a real clock.
      const timestamp = Math.floor(Date.now() / 1000);
      const signatures = secretsOf(p.ring, callback, p.clock.now()).map((secret) =>
        signature(secret, delivery.public_id, timestamp, body),
      );
      const { status, retryAfter } = await post(
        target,
        {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Fumibako-Callback/1',
          'webhook-id': delivery.public_id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signatures.join(' '),
        },
        body,
        ending.signal,
      );
      const good = status >= 200 && status < 300;
      return {
        status,
        error: good ? null : `status ${status}`,
        tookMs: took(),
        retryAfter: good ? null : retryAfter,
      };
    } catch (error) {
      return { status: null, error: (error as Error).message.slice(0, 200), tookMs: took(), retryAfter: null };
    }
  };

  const recordIn = async (trx: Trx, callback: CallbackRow, delivery: CallbackDeliveryRow, answer: Answer) => {
    const now = p.clock.now();
    const next = now + Math.max(pauseAfter(delivery.attempts), answer.retryAfter ?? 0);
    const done = answer.error === null;
    const current = await findCallbackById(trx, callback.id);
    const removed = current?.state === 'removed';
    const over = !done && (removed || next > delivery.deadline_at || answer.status === GONE);
    await recordDelivery(
      trx,
      {
        id: delivery.id,
        state: done ? 'done' : removed ? 'ended' : over ? 'failed' : 'waiting',
        next_at: done || over ? delivery.next_at : next,
        done_at: done || over ? now : null,
        last_status: answer.status,
        last_error: answer.error,
      },
      { tried_at: now, status: answer.status, error: answer.error, took_ms: answer.tookMs },
    );
    const changes = current?.state === 'on' ? targetAfter(current, answer, now) : {};
    if (Object.keys(changes).length > 0) await updateCallback(trx, callback.id, changes);
    return changes;
  };

  /** A demo hub calls nobody. */
  const due = async () => ((await findDemo(p.db)) ? [] : owed());
  const owed = () => listDueCallbacks(p.db, { now: p.clock.now(), real: Date.now() });
  const flow = lanes<CallbackDeliveryRow>({
    due: async () => (await due()).map(({ id, misses }) => ({ id, most: misses === 0 ? AT_ONCE : 1 })),
    claim: (callbackId, limit) =>
      p.db.write((trx) =>
        claimDeliveries(trx, { callbackId, now: p.clock.now(), real: Date.now(), lease: LEASE, limit }),
      ),
    async carry(row) {
      const callback = await findCallbackById(p.db, row.callback_id);
      if (!callback) return;
      const answer = await tell(callback, row);
      // Broken off by our own end: its lease runs out, and it is told again.
      if (ending.signal.aborted) return;
      const changes = await p.db.write((trx) => recordIn(trx, callback, row, answer));
      if (changes.state === 'gone') p.log.warn({ callback: callback.public_id }, 'callback target is gone (410)');
    },
    onError: (error) => p.log.error({ error: (error as Error).message }, 'callback not recorded'),
  });

  return {
    pending: async (): Promise<boolean> => (await due()).length > 0,

    /** Tells what is due, each target in its own lane. */
    run: flow.run,

    /** Breaks off what is under way; it is told again by whoever runs next. */
    async stop(): Promise<void> {
      ending.abort();
      await flow.stop();
    },
  };
};
