/** Limits of what forms and empty mails may cause: per network, per address, in total. Kept as keyed hashes with the time of use. */
import { isIPv4, isIPv6 } from 'node:net';
import { DAY, HOUR, MINUTE, SECOND } from '../../lib/clock.ts';
import { HubError } from '../../lib/errors.ts';
import { limitKey } from '../../lib/seal.ts';
import type { Trx } from '../../store/open.ts';
import { addUse, listUses, lockUses, type Use } from '../../store/rateUses.ts';
import type { Parts } from './parts.ts';

type Limit = { scope: string; most: number; period: number; step: number };

/** An IPv4 address as it is, an IPv6 address by its first 64 bits: what one household or office has. */
export const networkGroup = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  const plain = mapped?.[1] ?? address;
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('%')[0]!.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((g) => Number.parseInt(g, 16).toString(16))
    .join(':')}::/64`;
};

/** When the count will have fallen below the limit. */
const freeAt = (uses: readonly Use[], limit: Limit): number => {
  let left = uses.reduce((sum, use) => sum + use.used, 0);
  for (const use of uses) {
    left -= use.used;
    if (left < limit.most) return use.window + limit.period;
  }
  return (uses.at(-1)?.window ?? 0) + limit.period;
};

export type Counted = {
  /** Counted as one form of this network. */
  network?: string;
  /** Counted as one mail to this canonical address, and as one mail of all. */
  address?: string;
  /** An answer to an empty mail: at most one an hour, on top of the others. */
  answer?: boolean;
};

export const limitDesk = (p: Pick<Parts, 'ring' | 'clock' | 'settings'>) => {
  const s = p.settings;
  const asked = (c: Counted): (Limit & { who: Buffer })[] => {
    const limit = (scope: string, most: number, period: number, step: number, text: string) =>
      most > 0 ? [{ scope, most, period, step, who: limitKey(p.ring, scope, text) }] : [];
    return [
      ...(c.network ? limit('network', s.formsPerNetworkHour, HOUR, 10 * SECOND, networkGroup(c.network)) : []),
      ...(c.address ? limit('address', s.mailsPerAddressDay, DAY, SECOND, c.address) : []),
      ...(c.address && c.answer ? limit('answer', 1, HOUR, SECOND, c.address) : []),
      ...(c.address ? limit('total', s.mailsPerHour, HOUR, MINUTE, 'all') : []),
    ];
  };
  return {
    /**
     * Counts one use, or refuses it whole: `limit.reached {scope, retryAt}`, scope 'network', 'address', 'answer' or 'total'.
     * A refused use is not counted, so that nobody who keeps trying is kept out for ever.
     */
    async take(trx: Trx, counted: Counted): Promise<void> {
      const now = p.clock.now();
      const limits = asked(counted);
      for (const limit of limits) {
        if (limit.scope !== 'total') await lockUses(trx, limit.who);
        const uses = await listUses(trx, limit.scope, limit.who, now - limit.period);
        if (uses.reduce((sum, use) => sum + use.used, 0) >= limit.most)
          throw new HubError('limit.reached', { scope: limit.scope, retryAt: freeAt(uses, limit) });
      }
      for (const limit of limits) {
        // Rounded up: a use counts for its whole period and up to one step more.
        const window = Math.ceil((now + 1) / limit.step) * limit.step;
        await addUse(trx, { scope: limit.scope, who: limit.who, window, purgeAfter: window + limit.period });
      }
    },
  };
};
export type LimitDesk = ReturnType<typeof limitDesk>;
