/**
 * Mail addresses: what is accepted, how it is stored, compared and written on the wire (domain.md 3.1, traps 9 and 10).
 * The local part is stored as typed; only carriers that once issued them may break the rule on dots.
 */
import { HubError } from './errors.ts';

/** Carriers that issued addresses with dots in forbidden places until about 2009. */
const dotty = /(^|\.)(docomo\.ne\.jp|ezweb\.ne\.jp)$|^au\.com$/;

export const mayBreakDotRule = (domain: string): boolean => dotty.test(domain);

export type Address = {
  /** Local part as typed, domain in lower case: what is stored and shown. */
  text: string;
  local: string;
  domain: string;
  /** For comparing and for the blind index: ASCII lower case throughout. */
  canonical: string;
  /** For RCPT TO and the To header: a local part that breaks the dot rule is quoted. */
  wire: string;
};

export type AddressFault =
  | 'address.empty'
  | 'address.too-long'
  | 'address.two-at'
  | 'address.no-at'
  | 'address.control'
  | 'address.characters'
  | 'address.dots'
  | 'address.domain'
  | 'address.local';

export const NEWSLETTER_LIMIT = 254;
export const SYSTEM_LIMIT = 60;

const atext = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/;
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What people type on phones: full-width letters and ＠, 。 for a dot, spaces of other widths, also around it. Never applied to stored or reported addresses. */
export const tidyTyped = (typed: string): string =>
  typed
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[\uff01-\uff5e\u3000\u00a0\u2000-\u200a\u202f]/g, (c) => c.normalize('NFKC'))
    // A Japanese keyboard writes 。 where a dot is meant; no address has one.
    .replace(/(?<=@.*)[。｡]/g, '.')
    .trim();

const splitAt = (text: string): [string, string] | AddressFault => {
  const quoted = /^"((?:[^"\\]|\\.)*)"@([^@]*)$/.exec(text);
  if (quoted) return [quoted[1]!.replace(/\\(.)/g, '$1'), quoted[2]!];
  const parts = text.split('@');
  if (parts.length < 2) return 'address.no-at';
  return parts.length > 2 ? 'address.two-at' : [parts[0]!, parts[1]!];
};

const domainFault = (domain: string): AddressFault | null => {
  const labels = domain.split('.');
  const whole =
    domain.length <= 253 && labels.length >= 2 && labels.every((l) => label.test(l)) && /[a-z]/.test(labels.at(-1)!);
  return whole ? null : 'address.domain';
};

/** The address, or the code of what is wrong with it. `limit` counts characters of the whole address. */
export const readAddress = (text: string, limit: number = NEWSLETTER_LIMIT): Address | AddressFault => {
  if (text === '') return 'address.empty';
  // biome would rather see no control characters: they are exactly what must be refused (header injection).
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)) return 'address.control';
  const split = splitAt(text);
  if (typeof split === 'string') return split;
  const [local, typedDomain] = split;
  const domain = typedDomain.toLowerCase();
  if (local === '') return 'address.local';
  if (!atext.test(local) || /[^\u0021-\u007e]/.test(domain)) return 'address.characters';
  const fault = domainFault(domain);
  if (fault) return fault;
  if (local.length + 1 + domain.length > limit || local.length > 64) return 'address.too-long';
  const breaksDots = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  if (breaksDots && !mayBreakDotRule(domain)) return 'address.dots';
  return {
    text: `${local}@${domain}`,
    local,
    domain,
    canonical: `${local.toLowerCase()}@${domain}`,
    wire: breaksDots ? `"${local}"@${domain}` : `${local}@${domain}`,
  };
};

export const isAddress = (value: Address | AddressFault): value is Address => typeof value !== 'string';

/** For addresses that were checked when they came in; a fault here is a broken row. */
export const storedAddress = (text: string): Address => {
  const address = readAddress(text, 320);
  if (!isAddress(address)) throw new HubError('address.broken', { fault: address });
  return address;
};

/** For logs and for the copy that tells the old owner: 'u***@example.jp'. */
export const maskAddress = (text: string): string => {
  const at = text.lastIndexOf('@');
  return at < 1 ? '***' : `${text[0]}***${text.slice(at)}`;
};

/** A text from elsewhere, such as a server's answer, with every address in it masked. */
export const maskWithin = (text: string): string =>
  text.replace(/[^\s<>()[\],;:"'@]+@[^\s<>()[\],;:"'@]+/g, maskAddress);

/** The domain of a checked address, in lower case. */
export const domainOf = (text: string): string => storedAddress(text).domain;
