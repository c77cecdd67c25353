/**
 * Callbacks: the systems are told what came of every letter, signed (Standard Webhooks), at least once, in order per letter.
 * Here stands what is told and to whom; the telling is delivery/callback.ts.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { isEventSystem } from '../../contract/events.ts';
import { type Clock, DAY, HOUR, isoJst } from '../../lib/clock.ts';
import { HubError } from '../../lib/errors.ts';
import { mayBePublic } from '../../lib/publicAddress.ts';
import { type KeyRing, seal, sealJson, unseal, unsealJson } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  type CallbackRow,
  countWaitingDeliveries,
  endDeliveries,
  insertCallback,
  insertDeliveries,
  listCallbacks,
  listCallbacksToNote,
  replayDeliveries,
  updateCallback,
} from '../../store/callbacks.ts';
import { findCaseById } from '../../store/cases.ts';
import type { Db, Trx } from '../../store/db.ts';
import { findEventById } from '../../store/events.ts';
import { callbackShown, needCallback, openDeliveryLog } from './log.ts';

/** Tried for 24 hours. */
export const TELL_FOR = 24 * HOUR;
/** How long a delivery is kept, and can be told again. */
export const KEEP = 90 * DAY;
/** How long the secret before a rotation signs beside the new one, in hours. */
export const OVERLAP = { usual: 24, most: 30 * 24 } as const;

/** What came of a letter. `sentAt` in epoch milliseconds. */
export type Told = {
  letterId: number;
  publicId: string;
  system: string;
  type: string;
  role: string;
  eventId: number | null;
  caseId: number | null;
  reference: string | null;
  outcome: string;
  reason: string | null;
  sentAt: number | null;
  /** Of a test key: nothing left. */
  test: boolean;
};

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

export const openCallbacks = (p: { db: Db; ring: KeyRing; clock: Clock; allowPrivate: boolean }) => {
  const checkUrl = (url: string) => {
    if (!URL.canParse(url)) throw new HubError('callback.url');
    const target = new URL(url);
    if (target.username || target.password || target.hash) throw new HubError('callback.url');
    if (target.protocol !== 'https:' && !(p.allowPrivate && target.protocol === 'http:'))
      throw new HubError('callback.https-only');
    // What a name points to is looked at with every call; what can never be outside is refused here, while somebody can still mend it.
    if (!p.allowPrivate && !mayBePublic(target.hostname)) throw new HubError('callback.private');
  };
  const needOpen = async (id: string): Promise<CallbackRow> => {
    const row = await needCallback(p.db, id);
    if (row.state === 'removed') throw new HubError('callback.removed');
    return row;
  };
  const bodyOf = async (trx: Trx, told: Told): Promise<unknown> => {
    const event = told.eventId === null ? undefined : await findEventById(trx, told.eventId);
    const row = told.caseId === null ? undefined : await findCaseById(trx, told.caseId);
    const answer =
      event && unsealJson<{ extensions?: unknown }>(p.ring, `event|answer|${event.public_id}`, event.answer);
    return {
      type: told.outcome === 'complaint' ? 'letter.complaint' : 'letter.outcome',
      timestamp: isoJst(p.clock.now()),
      data: {
        letter_id: told.publicId,
        event_id: event?.source_id ?? null,
        subject: row ? unseal(p.ring, `case_file|subject|${row.public_id}`, row.subject) : null,
        type: told.type,
        role: told.role,
        outcome: told.outcome,
        reason: told.reason,
        sent_at: told.sentAt === null ? null : isoJst(told.sentAt),
        reference: told.reference,
        test: told.test,
        ...(answer?.extensions ? { extensions: answer.extensions } : {}),
      },
    };
  };
  return {
    /**
     * A target for a system's outcomes. The secret is shown once. Errors: `system.unknown`, `callback.url`, `callback.https-only`, `callback.private`.
     */
    async add(target: { system: string; url: string; actor: string }): Promise<{ id: string; secret: string }> {
      const { system } = target;
      if (!isEventSystem(system)) throw new HubError('system.unknown', { system });
      checkUrl(target.url);
      const id = publicId();
      const secret = newSecret();
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        await insertCallback(trx, {
          public_id: id,
          system,
          url: target.url,
          secret: seal(p.ring, `callback|secret|${id}`, secret, 'secret'),
          previous_secret: null,
          previous_until: null,
          state: 'on',
          misses: 0,
          blocked_until: 0,
          created_at: now,
          removed_at: null,
          actor: target.actor,
        });
        await appendAudit(trx, {
          at: now,
          actor: target.actor,
          action: 'callback.add',
          object: `callback:${id}`,
          after: { system: target.system, url: target.url },
        });
      });
      return { id, secret };
    },

    list: async (system?: string) =>
      (await listCallbacks(p.db, system ? { system } : {})).map((row) => callbackShown(row, p.clock.now())),

    /** Outcomes that each target still has to be told, and that one which is gone would be told after a replay. */
    waiting: () => countWaitingDeliveries(p.db, ['on', 'gone']),

    /** Nothing more is told there; answers how many outcomes end untold by it. Errors: `not.found`, `callback.removed`. */
    async remove(id: string, actor: string): Promise<number> {
      const row = await needOpen(id);
      const now = p.clock.now();
      return p.db.write(async (trx) => {
        const untold = await endDeliveries(trx, row.id, { now, real: Date.now() });
        await updateCallback(trx, row.id, { state: 'removed', removed_at: now });
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'callback.remove',
          object: `callback:${id}`,
          after: { untold },
        });
        return untold;
      });
    },

    ...openDeliveryLog(p),

    /**
     * A new secret; the one before signs beside it for some hours (0: it ends at once), so that a receiver has time to change.
     * No third one signs: `endedNow` says that one from a rotation before still did, and ends with this one.
     * Errors: `not.found`, `callback.removed`, `callback.overlap`.
     */
    async rotate(
      id: string,
      wish: { hours?: number; actor: string },
    ): Promise<{ secret: string; overlapUntil: number; endedNow: boolean }> {
      const hours = wish.hours ?? OVERLAP.usual;
      if (!Number.isFinite(hours) || hours < 0 || hours > OVERLAP.most)
        throw new HubError('callback.overlap', { most: OVERLAP.most });
      const row = await needOpen(id);
      const now = p.clock.now();
      const secret = newSecret();
      const overlapUntil = now + hours * HOUR;
      await p.db.write(async (trx) => {
        await updateCallback(trx, row.id, {
          secret: seal(p.ring, `callback|secret|${id}`, secret, 'secret'),
          previous_secret: hours === 0 ? null : row.secret,
          previous_until: hours === 0 ? null : overlapUntil,
        });
        await appendAudit(trx, {
          at: now,
          actor: wish.actor,
          action: 'callback.rotate',
          object: `callback:${id}`,
          after: { overlap_hours: hours },
        });
      });
      return { secret, overlapUntil, endedNow: row.previous_until !== null && row.previous_until > now };
    },

    /**
     * Tells again: one delivery; everything since an instant, also what was answered 2xx; or (neither given) all that failed.
     * Answers how many. A target that said 410 is on again by it, and is told what was noted meanwhile.
     * Errors: `not.found`, `callback.removed`, `callback.since`.
     */
    async replay(id: string, which: { delivery?: string; since?: number }, actor: string): Promise<number> {
      const row = await needOpen(id);
      const now = p.clock.now();
      const { delivery, since } = which;
      if (since !== undefined && !(since <= now)) throw new HubError('callback.since');
      return p.db.write(async (trx) => {
        const count = await replayDeliveries(
          trx,
          {
            callbackId: row.id,
            ...(delivery ? { publicId: delivery } : {}),
            ...(since === undefined ? {} : { since }),
            held: row.state === 'gone',
          },
          { now, real: Date.now(), deadlineAt: now + TELL_FOR },
        );
        await updateCallback(trx, row.id, { state: 'on', misses: 0, blocked_until: 0 });
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'callback.replay',
          object: `callback:${id}`,
          after: { count, ...(since === undefined ? {} : { since: isoJst(since) }) },
        });
        return count;
      });
    },

    /** Notes outcomes, oldest first, for every target of their systems, in the transaction that applies them. */
    async tell(trx: Trx, outcomes: readonly Told[]): Promise<void> {
      if (outcomes.length === 0) return;
      const targets = await listCallbacksToNote(trx);
      const now = p.clock.now();
      const rows: Parameters<typeof insertDeliveries>[1][number][] = [];
      for (const told of outcomes) {
        const own = targets.filter((target) => target.system === told.system);
        if (own.length === 0) continue;
        const body = await bodyOf(trx, told);
        for (const target of own) {
          const id = `msg_${randomUUID()}`;
          rows.push({
            public_id: id,
            callback_id: target.id,
            letter_id: told.letterId,
            body: sealJson(p.ring, `callback_delivery|body|${id}`, body),
            state: 'waiting',
            attempts: 0,
            created_at: now,
            next_at: now,
            deadline_at: now + TELL_FOR,
            lease_until: 0,
            done_at: null,
            last_status: null,
            last_error: null,
            purge_after: now + KEEP,
          });
        }
      }
      await insertDeliveries(trx, rows);
    },
  };
};
export type Callbacks = ReturnType<typeof openCallbacks>;
