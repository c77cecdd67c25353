/** Telephone numbers, hosts and mail addresses that are not the agency's: a letter or two more than the real ones is how fakes look. */
import { hostAllowed, type Sender } from '../sender.ts';
import type { Said } from './place.ts';

const phone =
  /(?<![\d０-９-])(?:\+81[-\s]?[1-9]\d{0,3}|[0０][\d０-９]{1,4})[-－−‐\s(（]{0,2}[\d０-９]{1,4}[-－−‐\s)）]{0,2}[\d０-９]{3,4}(?![\d０-９])/g;
const host =
  /(?<![\w@./:-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:jp|com|net|org|info|biz|xyz|top|cn|ru|shop|site|online|link|me|io|cc)(?![\w.-]*[@\w])/gi;
/** Names that mail programs make links of by themselves: `example.com`, not what stands in a link or a mail address. */
export const bareHosts = (text: string): string[] => [...text.matchAll(host)].map(([name]) => name);
const address = /[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})/gi;

/** +81-3-… and 03-… are the same number. */
export const plainNumber = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/^\s*\+81[-\s]?0?/, '0')
    .replace(/\D/g, '');

/** Every telephone number that the sender's file names. */
const own = (sender: Sender): Set<string> =>
  new Set([...JSON.stringify(sender).matchAll(phone)].map((match) => plainNumber(match[0])));

/** Numbers that everybody may name: police, fire, sea rescue, children, free calls of other offices are looked at by a person. */
export const phonesIn = (line: string): { index: number; found: string; number: string }[] =>
  [...line.matchAll(phone)]
    .map((match) => ({ index: match.index, found: match[0], number: plainNumber(match[0]) }))
    .filter(({ number }) => number.length >= 10 && number.length <= 11);

const ours = (sender: Sender, domain: string, publicUrl?: string): boolean =>
  hostAllowed(sender, `https://${domain}/`, publicUrl) ||
  Object.values(sender.systems).some((system) => system.domain === domain);

/** Findings about contacts in a line. Links with https:// are looked at where links are. */
export const contactsSaid = (line: string, sender: Sender, publicUrl?: string): Said[] => {
  const numbers = own(sender);
  const bare = line.replace(/https?:\/\/[!-~]+/gi, (url) => ' '.repeat(url.length));
  return [
    ...phonesIn(bare)
      .filter(({ number }) => !numbers.has(number))
      .map(({ index, found }): Said => ({ rule: 'phone.unknown', index, found })),
    ...[...bare.matchAll(address)]
      .filter((match) => !ours(sender, match[1]!.toLowerCase(), publicUrl))
      .map((match): Said => ({ rule: 'address.unknown', index: match.index, found: match[0] })),
    ...[...bare.matchAll(host)]
      .filter((match) => !ours(sender, match[0].toLowerCase(), publicUrl))
      .map((match): Said => ({ rule: 'host.unknown', index: match.index, found: match[0] })),
  ];
};
