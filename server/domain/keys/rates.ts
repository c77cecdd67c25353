/**
 * How many requests a key may make in a minute, counted by all processes together and never more than documented: each takes blocks out of
 * the minute's bucket in the database, the next one while the last is being spent, and gives back what a second left over.
 */
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { giveBackToBucket, lookIntoBucket, takeFromBucket } from '../../store/buckets.ts';
import type { Db } from '../../store/db.ts';

export type Allowance = {
  limit: number;
  /** What the key has left, as this process last saw it. */
  remaining: number;
  /** Whole seconds until the minute ends. */
  resetIn: number;
  allowed: boolean;
};

/** What this process holds of a key's minute. */
type Share = {
  minute: number;
  left: number;
  /** What nobody had taken at the last look. */
  rest: number;
  lookedAt: number;
  /** Size of the next block: it follows what the key spends in a second. */
  block: number;
  /** Since what was left over was last looked at. */
  spent: number;
  leasing: Promise<void> | null;
  watched: boolean;
};

/** `perMinute` 0 is no limit: every answer is null. Minutes are those of the machine's own clock, in which callers live. */
export const openRates = (p: { db: Db; perMinute: number; now?: () => number }) => {
  const now = p.now ?? Date.now;
  const most = Math.max(1, Math.floor(p.perMinute / 60));
  const shares = new Map<string, Share>();
  const bucketOf = (key: string, share: Share) => ({ name: `api:${key}`, second: share.minute * 60 });

  /** Every second, for as long as something is held: keeps what the key has lately spent in two, gives back the rest. */
  const watch = (key: string, share: Share): void => {
    share.watched = true;
    setTimeout(() => {
      const { spent } = share;
      const count = share.left > spent * 2 ? share.left - spent : 0;
      share.block = Math.max(1, Math.min(most, spent));
      share.spent = 0;
      share.left -= count;
      if (share.left > 0) watch(key, share);
      else share.watched = false;
      // Lost with a database that is away, it is two seconds' worth at the most.
      if (count > 0) p.db.write((trx) => giveBackToBucket(trx, { ...bucketOf(key, share), count })).catch(() => {});
    }, SECOND).unref();
  };

  const lease = async (key: string, share: Share): Promise<void> => {
    const at = now();
    const wanted = Math.min(most, at - share.lookedAt < SECOND ? share.block * 2 : share.block);
    const bucket = bucketOf(key, share);
    const found = await p.db.write(async (trx) => {
      const left = await lookIntoBucket(trx, { ...bucket, perSecond: p.perMinute });
      const count = Math.min(left, wanted);
      if (count > 0) await takeFromBucket(trx, { ...bucket, count });
      return { count, rest: left - count };
    });
    share.left += found.count;
    share.rest = found.rest;
    share.lookedAt = at;
    share.block = Math.max(1, found.count);
    if (found.count > 0 && !share.watched) watch(key, share);
  };

  const leaseOnce = (key: string, share: Share): Promise<void> => {
    share.leasing ??= lease(key, share).finally(() => {
      share.leasing = null;
    });
    return share.leasing;
  };

  const shareOf = (key: string, minute: number): Share => {
    const known = shares.get(key);
    if (known?.minute === minute) return known;
    const fresh: Share = {
      minute,
      left: 0,
      rest: p.perMinute,
      lookedAt: 0,
      block: known?.block ?? 1,
      spent: 0,
      leasing: null,
      watched: false,
    };
    shares.set(key, fresh);
    return fresh;
  };

  /** Counts one request of a key. */
  return async (key: string): Promise<Allowance | null> => {
    if (p.perMinute === 0) return null;
    const minute = Math.floor(now() / MINUTE);
    const share = shareOf(key, minute);
    // An empty bucket is looked into again after a second: another process may have given back.
    while (share.left === 0 && (share.rest > 0 || now() - share.lookedAt >= SECOND)) await leaseOnce(key, share);
    const allowed = share.left > 0;
    if (allowed) {
      share.left--;
      share.spent++;
      // Nobody has to wait for the next block. A key that comes seldom takes none ahead of others.
      if (share.block > 1 && share.left <= share.block / 2 && share.rest > 0) leaseOnce(key, share).catch(() => {});
    }
    return {
      limit: p.perMinute,
      remaining: share.left + share.rest,
      resetIn: Math.max(1, Math.ceil(((minute + 1) * MINUTE - now()) / SECOND)),
      allowed,
    };
  };
};
export type Rates = ReturnType<typeof openRates>;
