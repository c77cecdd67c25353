/** Which local part of our domains means what. */
import { type Language, languages } from '../../contract/codes.ts';
import { undress } from '../../inbound/dressed.ts';
import { isAddress, readAddress } from '../../lib/address.ts';

export type Recipient =
  | { kind: 'entry'; languages: readonly Language[] }
  /** `unsubscribe@`, `kaijo@`: the sender wants to leave. */
  | { kind: 'leave'; languages: readonly Language[] }
  | { kind: 'unsubscribe'; token: string }
  | { kind: 'bounce'; token: string }
  /** A mail of ours to ourselves (domain/canaries). */
  | { kind: 'canary'; token: string }
  | { kind: 'noReply' }
  | { kind: 'postmaster' };

/** `senders`: domains that letters of the application systems leave from; what comes back to them is ours, too. */
export type OurDomains = { mail: string; entry: string; senders?: readonly string[] };

/** Null for everything we do not take: refused in the dialogue, never bounced afterwards. */
export const recipientOf = (text: string, domains: OurDomains): Recipient | null => {
  if (text.toLowerCase() === 'postmaster') return { kind: 'postmaster' };
  // A return path may come back in the clothes it got on the way.
  const address = readAddress(undress(text), 320);
  if (!isAddress(address)) return null;
  const local = address.local.toLowerCase();
  if (address.domain === domains.entry || address.domain === domains.mail) {
    if (local === 'entry') return { kind: 'entry', languages };
    const language = languages.find((l) => local === `entry-${l}`);
    if (language) return { kind: 'entry', languages: [language] };
    if (local === 'unsubscribe' || local === 'kaijo') return { kind: 'leave', languages };
    if (local === 'postmaster' || local === 'abuse') return { kind: 'postmaster' };
    if (local === 'no-reply') return { kind: 'noReply' };
  }
  const sender = domains.senders?.includes(address.domain) ?? false;
  if (sender && (local === 'postmaster' || local === 'abuse')) return { kind: 'postmaster' };
  if (sender && local === 'no-reply') return { kind: 'noReply' };
  if (address.domain !== domains.mail && !(sender && local.startsWith('bounce+'))) return null;
  const [, what, token] = /^(bounce|unsubscribe|canary)\+([a-z2-7]{20,64})$/.exec(local) ?? [];
  return what && token ? { kind: what as 'bounce' | 'unsubscribe' | 'canary', token } : null;
};
