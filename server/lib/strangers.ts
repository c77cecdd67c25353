/**
 * A budget for what strangers get wrong, by network: kept in memory, looked at before any work is done. An IPv6 network counts by /64 and,
 * more generously, by /48: whoever has many /64 has one /48.
 */
import { isIPv4, isIPv6 } from 'node:net';

const groupsOf = (address: string): number[] | null => {
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right].map((g) => Number.parseInt(g, 16));
  return groups.some(Number.isNaN) ? null : groups;
};

/** An IPv4 address as it is, an IPv6 address by its first `bits` (48 or 64): what one household or office has, or one provider's customer. */
export const networkOf = (address: string, bits: 48 | 64 = 64): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  const plain = mapped?.[1] ?? address;
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  if (!groups) return plain;
  return `${groups
    .slice(0, bits / 16)
    .map((g) => g.toString(16))
    .join(':')}::/${bits}`;
};

/** What one provider gives to many of its customers or servers: the /24 of IPv4, the /48 of IPv6. */
export const widerNetworkOf = (address: string): string => {
  const near = networkOf(address);
  return isIPv4(near) ? `${near.replace(/\d+$/, '0')}/24` : networkOf(address, 48);
};

/** Loopback and private networks: a mail server of our own in front, which speaks for everybody. */
export const isOwnNetwork = (address: string): boolean => {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address.toLowerCase();
  return isIPv4(plain)
    ? /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\./.test(plain)
    : plain === '::1' || /^f[cd]|^fe[89ab]/.test(plain);
};

type Count = { from: number; used: number };
/** How much more a /48 may get wrong than one /64 of it. */
const WIDER = 4;
/** So many networks are remembered; beyond that the oldest windows are forgotten first. */
const MOST = 20_000;

export type Taken = {
  /** What was asked for was right: it does not count. */
  giveBack(): void;
};

/** `most` misses of one network in `period` milliseconds, asked for each time; 0 is no limit. */
export const strangerBudget = (p: { most: () => number; period: number; now: () => number }) => {
  const counts = new Map<string, Count>();
  const at = (name: string): Count => {
    const known = counts.get(name);
    if (known && p.now() - known.from < p.period && p.now() >= known.from) return known;
    counts.delete(name);
    if (counts.size >= MOST) counts.delete(counts.keys().next().value!);
    const fresh = { from: p.now(), used: 0 };
    counts.set(name, fresh);
    return fresh;
  };
  const limitsOf = (address: string): { count: Count; most: number }[] => {
    const near = networkOf(address);
    const far = networkOf(address, 48);
    const most = p.most();
    return [{ count: at(near), most }, ...(far === near ? [] : [{ count: at(far), most: most * WIDER }])];
  };
  return {
    /** Takes one before the work is done, so that many at once cannot all pass; null when nothing is left, with the time it comes back. */
    take(address: string): Taken | { until: number } {
      if (p.most() === 0) return { giveBack: () => {} };
      const limits = limitsOf(address);
      const full = limits.find((l) => l.count.used >= l.most);
      if (full) return { until: full.count.from + p.period };
      for (const { count } of limits) count.used++;
      let back = false;
      return {
        giveBack() {
          if (back) return;
          back = true;
          for (const { count } of limits) count.used = Math.max(0, count.used - 1);
        },
      };
    },
  };
};
export type StrangerBudget = ReturnType<typeof strangerBudget>;
