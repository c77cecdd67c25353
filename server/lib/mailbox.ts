/** Which addresses end in one mailbox, for limits only: what is stored and written to stays as it was typed (domain.md, trap 9). */

/** Big providers by what they do with the local part: `plus` takes +anything away, `dots` ignores dots, too; `none` neither. */
const providers: Readonly<Record<string, { kind: 'plus' | 'dots' | 'none'; also?: string }>> = {
  'gmail.com': { kind: 'dots' },
  'googlemail.com': { kind: 'dots', also: 'gmail.com' },
  'outlook.com': { kind: 'plus' },
  'outlook.jp': { kind: 'plus' },
  'hotmail.com': { kind: 'plus' },
  'hotmail.co.jp': { kind: 'plus' },
  'live.com': { kind: 'plus' },
  'live.jp': { kind: 'plus' },
  'msn.com': { kind: 'plus' },
  'icloud.com': { kind: 'plus' },
  'me.com': { kind: 'plus', also: 'icloud.com' },
  'mac.com': { kind: 'plus', also: 'icloud.com' },
  'yahoo.com': { kind: 'plus' },
  'yahoo.co.jp': { kind: 'plus' },
  'ymail.ne.jp': { kind: 'plus' },
  'proton.me': { kind: 'plus' },
  'protonmail.com': { kind: 'plus', also: 'proton.me' },
  'docomo.ne.jp': { kind: 'none' },
  'ezweb.ne.jp': { kind: 'none' },
  'au.com': { kind: 'none' },
  'softbank.ne.jp': { kind: 'none' },
  'i.softbank.jp': { kind: 'none' },
  'qq.com': { kind: 'none' },
  '163.com': { kind: 'none' },
  'naver.com': { kind: 'none' },
};

const split = (address: string): [string, string] => {
  const at = address.lastIndexOf('@');
  return [address.slice(0, at), address.slice(at + 1).toLowerCase()];
};

/** True for a provider whose servers speak for millions. */
export const isBigProvider = (domain: string): boolean => Object.hasOwn(providers, domain.toLowerCase());

/** The mailbox behind a canonical address, as a text to count by. */
export const mailboxOf = (address: string): string => {
  const [local, domain] = split(address);
  const provider = Object.hasOwn(providers, domain) ? providers[domain]! : null;
  if (!provider || provider.kind === 'none') return `${local}@${domain}`;
  const bare = local.replace(/\+.*$/s, '') || local;
  return `${provider.kind === 'dots' ? bare.replaceAll('.', '') : bare}@${provider.also ?? domain}`;
};
