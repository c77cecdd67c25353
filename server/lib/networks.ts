/** Addresses and networks of the internet protocol, as settings and sockets write them. */
import { BlockList, isIP } from 'node:net';

/** An IPv4 client of a socket that listens on both is written inside IPv6. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();

/** Whether `text` is an address, or a network as 192.0.2.0/24. */
export const isNetwork = (text: string): boolean => {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  return family !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)));
};

/** Whether an address is one of them. `networks`: as `isNetwork` takes them. */
export const openNetworks = (networks: readonly string[]) => {
  const known = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string?];
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) known.addAddress(address, family);
    else known.addSubnet(address, Number(bits), family);
  }
  return (address: string): boolean => {
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && known.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
  };
};
