/** How fast mail may go to each class of recipient domains: seen, changed and reset by staff, with the end that is to be expected. */

import { type Clock, SECOND } from '../../lib/clock.ts';
import { type DomainLimit, defaultLimit, domainClasses, type LimitKind, limitKinds } from '../../lib/domainClasses.ts';
import { HubError, invalid, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import {
  deleteDomainLimit,
  findDomainLimit,
  limitQueues,
  listDomainLimits,
  listDomainLoads,
  setDomainLimit,
} from '../../store/limits.ts';
import { listBlockedQueues } from '../../store/queues.ts';

const MOST = { connections: 200, ratePerSecond: 100_000 };
const fits = (value: number | null, most: number) =>
  value === null || (Number.isInteger(value) && value >= 1 && value <= most);

export type LimitName = { domain: string; kind: LimitKind };

const checkName = ({ domain, kind }: LimitName) => {
  if (!domainClasses.includes(domain) || domain === 'other') throw invalid([{ field: 'domain', code: 'limit.domain' }]);
  if (!limitKinds.includes(kind)) throw invalid([{ field: 'kind', code: 'limit.kind' }]);
};

export const openLimits = (p: { db: Db; clock: Clock }) => ({
  /** Every class with its limits, what waits, whether it rests, and when what waits has left at this rate (null: nothing limits it). */
  async list() {
    const now = p.clock.now();
    const [set, loads, resting] = await Promise.all([
      listDomainLimits(p.db),
      listDomainLoads(p.db, now),
      listBlockedQueues(p.db, now),
    ]);
    return domainClasses.flatMap((domain) =>
      limitKinds.map((kind) => {
        const own = set.find((row) => row.domain_class === domain && row.kind === kind);
        const fallback = defaultLimit(domain, kind);
        const limit: DomainLimit = own
          ? { connections: own.connections, ratePerSecond: own.rate_per_second }
          : fallback;
        const waiting = loads
          .filter((load) => load.domain_class === domain && (load.lane === 'emergency') === (kind === 'emergency'))
          .reduce((n, load) => n + load.waiting, 0);
        const rests = resting.filter(
          (queue) => queue.domain_class === domain && (queue.lane === 'emergency') === (kind === 'emergency'),
        );
        const restsUntil = rests.length === 0 ? null : Math.max(...rests.map((queue) => queue.blocked_until));
        return {
          id: `${domain}:${kind}`,
          domain,
          kind,
          ...limit,
          fallback,
          changedBy: own?.actor ?? null,
          changedAt: own?.changed_at ?? null,
          waiting,
          restsUntil,
          restReason: rests[0]?.blocked_reason ?? null,
          endsAt:
            limit.ratePerSecond === null || waiting === 0
              ? null
              : Math.max(now, restsUntil ?? 0) + Math.ceil(waiting / limit.ratePerSecond) * SECOND,
        };
      }),
    );
  },

  /** Errors: `reason.missing`, `input.invalid` (`limit.domain`, `limit.kind`, `limit.value`). Null is no limit. */
  async set(actor: string, name: LimitName, limit: DomainLimit, reason: string): Promise<void> {
    if (reason.trim() === '') throw refused('reason.missing');
    checkName(name);
    const wrong = (['connections', 'ratePerSecond'] as const).filter((field) => !fits(limit[field], MOST[field]));
    if (wrong.length > 0)
      throw invalid(wrong.map((field) => ({ field, code: 'limit.value', details: { most: MOST[field] } })));
    const now = p.clock.now();
    await p.db.write(async (trx) => {
      const before = await findDomainLimit(trx, name.domain, name.kind);
      await setDomainLimit(trx, {
        domain_class: name.domain,
        kind: name.kind,
        connections: limit.connections,
        rate_per_second: limit.ratePerSecond,
        actor,
        changed_at: now,
      });
      await limitQueues(trx, name.domain, name.kind, limit);
      await appendAudit(trx, {
        at: now,
        actor,
        action: 'limit.set',
        object: `limit:${name.domain}:${name.kind}`,
        before: before
          ? { connections: before.connections, ratePerSecond: before.rate_per_second }
          : defaultLimit(name.domain, name.kind),
        after: limit,
        reason,
      });
    });
    p.db.wake();
  },

  /** Back to the default of the class. Errors: `limit.not-set`, `input.invalid`. */
  async reset(actor: string, name: LimitName): Promise<void> {
    checkName(name);
    const now = p.clock.now();
    const fallback = defaultLimit(name.domain, name.kind);
    await p.db.write(async (trx) => {
      if (!(await deleteDomainLimit(trx, name.domain, name.kind))) throw new HubError('limit.not-set');
      await limitQueues(trx, name.domain, name.kind, fallback);
      await appendAudit(trx, {
        at: now,
        actor,
        action: 'limit.reset',
        object: `limit:${name.domain}:${name.kind}`,
        after: fallback,
      });
    });
    p.db.wake();
  },
});
export type Limits = ReturnType<typeof openLimits>;
