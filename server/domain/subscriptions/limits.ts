/**
 * Limits of what forms and empty mails may cause: per network, per mailbox, per domain, in total. Kept as keyed hashes with the time of use.
 * Who is hostile and who is honest do not share a total: forms, empty mails of big providers and those of all other domains have one each,
 * and one small domain or one network can only use up a part of it.
 */
import { DAY, HOUR, MINUTE, SECOND } from '../../lib/clock.ts';
import { HubError } from '../../lib/errors.ts';
import { isBigProvider, mailboxOf } from '../../lib/mailbox.ts';
import { limitKey } from '../../lib/seal.ts';
import { isOwnNetwork, networkOf, widerNetworkOf } from '../../lib/strangers.ts';
import type { Trx } from '../../store/db.ts';
import { addUse, listUses, lockUses, type Use } from '../../store/rateUses.ts';
import type { BudgetValues } from '../budgets/budgets.ts';
import type { Parts } from './parts.ts';

type Limit = { scope: string; most: number; period: number; step: number };

/** How much more a /48 of IPv6, or a /24 of IPv4 where servers are counted, may ask for than one network of it. */
const WIDER = 4;

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
  /** Counted as one form of this network, and of this browser where it has a name. */
  network?: string;
  browser?: string | undefined;
  /** The form has waited or worked for its turn (waiting.ts): it counts, and neither its network nor its browser refuses it. */
  passed?: boolean;
  /** Counted as one mail to this canonical address, and as one mail of all. */
  address?: string;
  /** An answer to an empty mail that a server of this network brought: at most one an hour, on top of the others. */
  answer?: { network: string };
};

type LimitParts = Pick<Parts, 'ring' | 'clock' | 'budgets'>;
type Asked = Limit & { who: Buffer };

/** The limits that a use counts for, as `v` has them; a limit of 0 is none. */
const limitsOf = (ring: LimitParts['ring'], v: BudgetValues) => {
  const limit = (scope: string, most: number, period: number, step: number, text: string): Asked[] =>
    most > 0 ? [{ scope, most, period, step, who: limitKey(ring, scope, text) }] : [];
  const ofNetwork = (network: string) => [
    ...limit('network', v['forms-network-hour'], HOUR, 10 * SECOND, networkOf(network)),
    ...(network.includes(':') && networkOf(network, 48) !== networkOf(network)
      ? limit('network', v['forms-network-hour'] * WIDER, HOUR, 10 * SECOND, networkOf(network, 48))
      : []),
  ];
  const ofServers = (network: string) => [
    ...limit('sender', v['empty-network-hour'], HOUR, 10 * SECOND, networkOf(network)),
    ...limit('sender', v['empty-network-hour'] * WIDER, HOUR, 10 * SECOND, widerNetworkOf(network)),
  ];
  /** A big provider's servers speak for millions, and prove who writes (INBOUND_AUTH): only the mailbox is counted there. */
  const ofEmptyMail = (address: string, network: string) => {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const big = isBigProvider(domain);
    return [
      ...limit('answer', 1, HOUR, SECOND, mailboxOf(address)),
      ...(big ? [] : limit('domain', v['empty-domain-hour'], HOUR, 10 * SECOND, domain)),
      ...(big || isOwnNetwork(network) ? [] : ofServers(network)),
      ...limit('total', v['mails-hour'], HOUR, MINUTE, big ? 'mail:big' : 'mail:other'),
    ];
  };
  return (c: Counted): Asked[] => [
    ...(c.browser ? limit('browser', v['forms-browser-hour'], HOUR, 10 * SECOND, c.browser) : []),
    ...(c.network ? ofNetwork(c.network) : []),
    ...(c.address ? limit('address', v['mails-address-day'], DAY, SECOND, mailboxOf(c.address)) : []),
    ...(c.address && c.answer ? ofEmptyMail(c.address, c.answer.network) : []),
    ...(c.address && !c.answer ? limit('total', v['mails-hour'], HOUR, MINUTE, 'forms') : []),
  ];
};

export const limitDesk = (p: LimitParts) => {
  return {
    /**
     * Counts one use, or refuses it whole: `limit.reached {scope, retryAt}`, scope 'browser', 'network', 'address', 'answer', 'domain',
     * 'sender' or 'total'.
     * A refused use is not counted, so that nobody who keeps trying is kept out for ever.
     */
    async take(trx: Trx, counted: Counted): Promise<void> {
      const now = p.clock.now();
      const limits = limitsOf(p.ring, await p.budgets.valuesIn(trx))(counted);
      for (const limit of limits) {
        if (limit.scope !== 'total') await lockUses(trx, limit.who);
        const uses = await listUses(trx, limit.scope, limit.who, now - limit.period);
        const open = counted.passed && (limit.scope === 'network' || limit.scope === 'browser');
        if (!open && uses.reduce((sum, use) => sum + use.used, 0) >= limit.most)
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
