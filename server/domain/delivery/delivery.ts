/** Delivery as staff see it and stop it: lanes with what waits, switches with their reasons, the processes that live. */

import { lanes } from '../../contract/codes.ts';
import { eventSystems } from '../../contract/events.ts';
import { findMailType, mailTypes } from '../../letters/catalogue.ts';
import type { Clock } from '../../lib/clock.ts';
import { domainClass, domainClasses } from '../../lib/domainClasses.ts';
import { HubError, invalid, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletin, listBulletins } from '../../store/bulletins.ts';
import type { Db } from '../../store/db.ts';
import { ALL, type HoldKind, liftHold, listHolds, setHold } from '../../store/holds.ts';
import { listLaneLoads } from '../../store/queues.ts';
import { DEAD_AFTER, listWorkers } from '../../store/workers.ts';

export type Switch = { kind: HoldKind; target: string };

/** Bulletins that a refusal names. */
const NEWEST = 10;

export const openDelivery = (p: { db: Db; clock: Clock; relays: readonly string[] }) => {
  const known = async ({ kind, target }: Switch): Promise<boolean> =>
    kind === 'bulletin'
      ? (await findBulletin(p.db, target)) !== undefined
      : kind === 'type'
        ? findMailType(target) !== undefined
        : (await targetsOf(kind)).includes(target);

  const targetsOf = async (kind: HoldKind): Promise<readonly string[]> => {
    if (kind === 'everything') return [ALL];
    if (kind === 'lane') return lanes;
    if (kind === 'relay') return p.relays;
    if (kind === 'type') return mailTypes.map((type) => type.id);
    if (kind === 'domain') return domainClasses;
    if (kind === 'system') return eventSystems;
    return (await listBulletins(p.db, { limit: NEWEST })).map((bulletin) => bulletin.public_id);
  };

  /** A switch for what does not exist would stop nothing and look as if it did: what there is, and the class that a domain belongs to. */
  const unknownTarget = async ({ kind, target }: Switch) =>
    invalid([
      {
        field: 'target',
        code: 'switch.target',
        details: {
          ...(kind === 'domain' && target.includes('.') ? { class: domainClass(target.toLowerCase()) } : {}),
          targets: (await targetsOf(kind)).join(' '),
        },
      },
    ]);

  return {
    /** What waits in each lane with its age, the switches that are on, relays and the processes that beat. */
    async board() {
      const now = p.clock.now();
      const [loads, holds, workers] = await Promise.all([listLaneLoads(p.db, now), listHolds(p.db), listWorkers(p.db)]);
      return {
        lanes: lanes.map((lane) => {
          const own = loads.filter((l) => l.lane === lane);
          const oldest = own.flatMap((l) => (l.oldest === null ? [] : [l.oldest]));
          return {
            lane,
            waiting: own.reduce((n, l) => n + l.waiting, 0),
            ageMs: oldest.length === 0 ? null : Math.max(0, now - Math.min(...oldest)),
          };
        }),
        holds: holds.map((h) => ({
          kind: h.kind,
          target: h.target,
          reason: h.reason,
          actor: h.actor,
          heldAt: h.held_at,
        })),
        relays: [...p.relays],
        domains: [...domainClasses],
        systems: [...eventSystems],
        // Workers beat by the machine's time, so that a turned clock kills nobody.
        workers: workers.map((w) => ({
          id: w.id,
          roles: w.roles,
          host: w.host,
          startedAt: w.started_at,
          beatAt: w.beat_at,
          alive: Date.now() - w.beat_at < DEAD_AFTER,
        })),
      };
    },

    /** Stops what a switch names, with a reason. Errors: `reason.missing`, `input.invalid` (`switch.target`). */
    async hold(actor: string, one: Switch, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      if (!(await known(one))) throw await unknownTarget(one);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        await setHold(trx, { ...one, reason, actor, held_at: now });
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'delivery.hold',
          object: `${one.kind}:${one.target}`,
          reason,
        });
      });
      p.db.wake();
    },

    /** Lets it go on. Errors: `switch.not-on`. */
    async release(actor: string, one: Switch): Promise<void> {
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        if (!(await liftHold(trx, one))) {
          const on = (await listHolds(trx)).filter((held) => held.kind === one.kind).map((held) => held.target);
          throw new HubError('switch.not-on', { kind: one.kind, target: one.target, on: on.join(' ') || 'none' });
        }
        await appendAudit(trx, { at: now, actor, action: 'delivery.release', object: `${one.kind}:${one.target}` });
      });
      p.db.wake();
    },
  };
};
export type Delivery = ReturnType<typeof openDelivery>;
