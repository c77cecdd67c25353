/** Which addresses and names belong to the public internet: where the hub may call somebody, and where it must not. */
import { BlockList, isIP } from 'node:net';

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

/** Names that never are of the public internet (RFC 6761, 6762, 8375 and the one ICANN keeps for private use). */
const inside = /(^|\.)(localhost|local|internal|home\.arpa|lan|intranet|corp|private|test|invalid)$/i;

/** Whether a host, as a URL names it, could be reached on the public internet; what a name points to is only known when it is called. */
export const mayBePublic = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return isIP(host) ? isPublicAddress(host) : host.includes('.') && !inside.test(host);
};
