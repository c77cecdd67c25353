/** Links of an event, in fields and in free text: https and a name of the public network, or the letter would lead people astray. */
import { isIP } from 'node:net';
import { bareHosts } from '../../letters/said/contacts.ts';
import type { FieldError } from '../../lib/errors.ts';

const link = /\b[a-z][a-z0-9+.-]*:\/\/[^\s<>"'、。)）」]+/gi;
/** Names that mail programs make links of by themselves, beside those with a usual ending. */
const bare = /(?<![\w@./-])www\.[^\s<>"'、。)）」/]+/gi;
/** Endings that short links like: a path behind them makes a link of what could be an abbreviation. */
const short = /(?<![\w@./:-])(?:[a-z0-9][a-z0-9-]*\.)+(?:[a-z]{2}|app|dev|page|example|test)(?=\/[^\s/])/gi;
/** Fields that systems fill with names of their own making, which may have dots. */
const names: ReadonlySet<string> = new Set(['account', 'subject', 'user_id', 'reference', 'inquiry_password']);

const isPublicName = (hostname: string): boolean =>
  hostname.includes('.') &&
  isIP(hostname.replace(/^\[|\]$/g, '')) === 0 &&
  !/\.(local|internal|localhost)$/.test(hostname);

type Fault = Pick<FieldError, 'code' | 'details'>;

const faultOf = (given: string, hosts: readonly string[]): Fault | null => {
  if (!URL.canParse(given)) return { code: 'url.invalid' };
  const { protocol, hostname } = new URL(given);
  if (protocol !== 'https:') return { code: 'url.not-https' };
  // The host is nobody's secret; the rest of a link may be.
  const known = isPublicName(hostname) && hosts.includes(hostname);
  return known ? null : { code: 'url.host', details: { host: hostname.slice(0, 100) } };
};

/** `field`: the last part of its name. Full-width letters are read as people read them. */
const linksIn = (given: string, field: string): string[] => {
  const text = given.normalize('NFKC');
  const links = text.match(link) ?? [];
  if (names.has(field)) return links;
  const rest = text.replace(link, ' ');
  const bareNames = [...(rest.match(bare) ?? []), ...(rest.match(short) ?? []), ...bareHosts(rest)];
  return [...links, ...bareNames.map((name) => `https://${name}`)];
};

/** Every link of `data`, also deep inside; `hosts`: the only ones that may be linked. */
export const linkFaultsIn = (value: unknown, field: string, hosts: readonly string[]): FieldError[] => {
  if (Array.isArray(value)) return value.flatMap((one, i) => linkFaultsIn(one, `${field}.${i}`, hosts));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, one]) => linkFaultsIn(one, `${field}.${name}`, hosts));
  if (typeof value !== 'string') return [];
  for (const given of linksIn(value, field.split('.').at(-1)!)) {
    const fault = faultOf(given, hosts);
    if (fault) return [{ field, ...fault }];
  }
  return [];
};
