/** Links of an event, in fields and in free text: https and a name of the public network, or the letter would lead people astray. */
import { isIP } from 'node:net';
import type { FieldError } from '../../lib/errors.ts';

const link = /\b[a-z][a-z0-9+.-]*:\/\/[^\s<>"'、。)）」]+/gi;

const faultOf = (given: string): string | null => {
  if (!URL.canParse(given)) return 'url.invalid';
  const { protocol, hostname } = new URL(given);
  if (protocol !== 'https:') return 'url.not-https';
  const bare = hostname.replace(/^\[|\]$/g, '');
  const named = hostname.includes('.') && isIP(bare) === 0 && !/\.(local|internal|localhost)$/.test(hostname);
  return named ? null : 'url.host';
};

/** Every link of `data`, also deep inside; `hosts`: the only ones that may be linked, any when empty. */
export const linkFaultsIn = (value: unknown, field: string, hosts: readonly string[]): FieldError[] => {
  if (Array.isArray(value)) return value.flatMap((one, i) => linkFaultsIn(one, `${field}.${i}`, hosts));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, one]) => linkFaultsIn(one, `${field}.${name}`, hosts));
  if (typeof value !== 'string') return [];
  for (const given of value.match(link) ?? []) {
    const code = faultOf(given);
    if (code) return [{ field, code }];
    if (hosts.length > 0 && !hosts.includes(new URL(given).hostname)) return [{ field, code: 'url.host' }];
  }
  return [];
};
