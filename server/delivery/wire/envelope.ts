/** The last look at an envelope before it becomes commands: exactly one recipient, nothing that could end or extend a line. */
import { mayBreakDotRule } from '../../lib/address.ts';
import { HubError } from '../../lib/errors.ts';
import type { DsnWish, Envelope } from './mail.ts';

const plain = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const dotty = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/;
const host = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
/** RFC 5321, 4.5.3.1. */
const LONGEST_LOCAL = 64;
const LONGEST = 254;

/**
 * The address as it may stand between < and >. A local part that breaks the dot rule of a carrier that once issued such
 * addresses comes out quoted (domain.md 3.1); everything else is plain ASCII or refused.
 * HubError `envelope.address`; the address itself is in no error.
 */
export const wirePath = (address: string, role: 'from' | 'to'): string => {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  let local = address.slice(0, Math.max(at, 0));
  const wrong = () => new HubError('envelope.address', { role });
  if (at < 1 || address.length > LONGEST || !host.test(domain)) throw wrong();
  if (plain.test(local) && local.length <= LONGEST_LOCAL) return address;
  if (local.startsWith('"') && local.endsWith('"')) local = local.slice(1, -1);
  if (!dotty.test(local) || local.length > LONGEST_LOCAL || !mayBreakDotRule(domain.toLowerCase())) throw wrong();
  return plain.test(local) ? `${local}@${domain}` : `"${local}"@${domain}`;
};

/** RFC 3461, section 4: what is not plain is written +XX. */
export const xtext = (text: string): string =>
  text.replace(/[^!-*,-<>-~]/g, (sign) =>
    [...Buffer.from(sign)].map((byte) => `+${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );

export type EnvelopeCommands = [mail: string, rcpt: string, data: string];

/** The three commands of one mail. `dsn` only when the server offers it. Throws as `wirePath`. */
export const envelopeCommands = ({ from, to }: Envelope, dsn?: DsnWish): EnvelopeCommands => {
  const sender = from === '' ? '' : wirePath(from, 'from');
  const recipient = wirePath(to, 'to');
  const ret = dsn ? ` RET=HDRS ENVID=${xtext(dsn.envelopeId.slice(0, 60))}` : '';
  const notify = dsn ? ` NOTIFY=${dsn.notify}` : '';
  return [`MAIL FROM:<${sender}>${ret}\r\n`, `RCPT TO:<${recipient}>${notify}\r\n`, 'DATA\r\n'];
};
