/**
 * Slips in a typed address: which one was probably meant. A guess is only ever shown as a question; nothing is corrected by itself.
 */
import { isAddress, NEWSLETTER_LIMIT, readAddress } from './address.ts';

/** What most residents have, and what is so like one of them that it must be known as right. */
const known = [
  'gmail.com',
  'yahoo.co.jp',
  'yahoo.com',
  'ymail.com',
  'ymail.ne.jp',
  'docomo.ne.jp',
  'ezweb.ne.jp',
  'au.com',
  'softbank.ne.jp',
  'i.softbank.jp',
  'vodafone.ne.jp',
  'disney.ne.jp',
  'ymobile.ne.jp',
  'ymobile1.ne.jp',
  'yahoo.ne.jp',
  'uqmobile.jp',
  'rakumail.jp',
  'rakuten.jp',
  'icloud.com',
  'me.com',
  'mac.com',
  'outlook.com',
  'outlook.jp',
  'outlook.co.jp',
  'hotmail.com',
  'hotmail.co.jp',
  'live.com',
  'live.jp',
  'msn.com',
  'mail.com',
  'email.com',
  'gmx.com',
  'aol.com',
  'proton.me',
  'protonmail.com',
  'nifty.com',
  'biglobe.ne.jp',
  'ocn.ne.jp',
  'so-net.ne.jp',
  'plala.or.jp',
  'qq.com',
  '163.com',
  '126.com',
  'naver.com',
  'daum.net',
];
/** Endings that people mix up, too far apart for a count of letters. */
const mixed: Readonly<Record<string, string>> = {
  'docomo.co.jp': 'docomo.ne.jp',
  'docomo.com': 'docomo.ne.jp',
  'docomo.jp': 'docomo.ne.jp',
  'ezweb.co.jp': 'ezweb.ne.jp',
  'ezweb.com': 'ezweb.ne.jp',
  'ezweb.jp': 'ezweb.ne.jp',
  'au.co.jp': 'au.com',
  'au.ne.jp': 'au.com',
  'au.jp': 'au.com',
  'rakumail.ne.jp': 'rakumail.jp',
  'softbank.co.jp': 'softbank.ne.jp',
  'softbank.com': 'softbank.ne.jp',
  'softbank.jp': 'i.softbank.jp',
  'gmail.co.jp': 'gmail.com',
  'gmail.ne.jp': 'gmail.com',
  'gmail.jp': 'gmail.com',
  'gmail.co': 'gmail.com',
  'yahoo.jp': 'yahoo.co.jp',
  'icloud.co.jp': 'icloud.com',
  'icloud.jp': 'icloud.com',
  'hotmail.jp': 'hotmail.co.jp',
  'outlook.ne.jp': 'outlook.jp',
};

/** Letters added, left out, changed or swapped with a neighbour; `most` ends the count. */
export const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(back[j]! + 1, row[j - 1]! + 1, back[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, twoBack[j - 2]! + 1);
      row.push(least);
    }
    [twoBack, back] = [back, row];
  }
  return back[b.length]!;
};

/** The domain that was probably meant, or null when the typed one may be right. */
const meantDomain = (domain: string): string | null => {
  // Carriers gave out names below theirs, for regions and services.
  if (known.some((one) => domain === one || domain.endsWith(`.${one}`))) return null;
  if (mixed[domain]) return mixed[domain];
  if (known.includes(`${domain}.jp`)) return `${domain}.jp`;
  if (known.includes(`${domain}m`)) return `${domain}m`;
  if (/^[a-z0-9-]+\.(?:co|ne|or|ac|go|ad|ed|gr|lg)$/.test(domain)) return `${domain}.jp`;
  // A short domain has too many neighbours of its own.
  const most = domain.length >= 11 ? 2 : domain.length >= 8 ? 1 : 0;
  const near = known
    .filter((one) => one.length >= 8)
    .map((one) => ({ one, far: distance(domain, one, most) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far);
  return near[0]?.one ?? null;
};

/** Signs that stand where a dot is meant; what no domain has at its ends. */
const mended = (domain: string): string =>
  domain
    .replace(/[,;:/・·､、]+/g, '.')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, '');

/** The domain that was probably meant by what is none: dots left out or doubled, a comma for one, a provider's name alone. */
const meantByNone = (typed: string): string => {
  const domain = mended(typed.toLowerCase());
  if (domain.includes('.')) return domain;
  return (
    known.find((one) => one.replaceAll('.', '') === domain) ??
    known.find((one) => one.split('.')[0] === domain) ??
    domain
  );
};

/** An address inside a sentence or brackets; what stands right before it is no letter. */
const INSIDE = /(?:^|[\s"'「『（(<[：:;、])([\w.!#$%&*+=?^{|}~-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?![\w.-])/i;

/** What is wrong is no letter too many but the whole: an address without its "@", or one that a text stands around. */
const meantByText = (typed: string): string | null => {
  const at = typed.replace(/\s*[([]at[)\]]\s*/i, '@').replace(/@{2,}/g, '@');
  const count = at.split('@').length - 1;
  if (count > 1) return null;
  if (count === 1) {
    const inside = INSIDE.exec(at);
    if (inside) return `${inside[1]}@${inside[2]}`;
    const [local = '', domain = ''] = at.split('@');
    return `${local}@${meantByNone(domain)}`;
  }
  const end = /^www\.|:/i.test(at) ? undefined : known.find((one) => one.length > 7 && at.toLowerCase().endsWith(one));
  return end === undefined ? null : `${at.slice(0, -end.length).replace(/[\s.]+$/, '')}@${end}`;
};

/** Without the space: the address alone where words stand after or before it, else both sides together. */
const withoutSpace = (typed: string): string => {
  const [first = '', ...rest] = typed.split(/\s+/);
  const last = rest.at(-1) ?? '';
  if (isAddress(readAddress(first, NEWSLETTER_LIMIT)) && !rest[0]?.startsWith('.')) return first;
  // "Taro taro@…" is a name with an address, "ta ro@…" a slip of the thumb.
  const named = /^[A-Z]|[^\x20-\x7e]/.test(first) && isAddress(readAddress(last, NEWSLETTER_LIMIT));
  return named ? last : typed.replace(/\s+/g, '');
};

export type TypedFault = 'address.mailto' | 'address.named' | 'address.space' | 'address.local-long';

/** What is wrong with a typed address that `readAddress` has no name for; null when nothing is. */
export const typedFault = (typed: string): TypedFault | null => {
  if (/^mailto:/i.test(typed)) return 'address.mailto';
  if (/<[^<>]*@[^<>]*>/.test(typed)) return 'address.named';
  if (/\s/.test(typed) && !/[\r\n]/.test(typed) && (typed.match(/@/g) ?? []).length === 1) return 'address.space';
  return /^[^@"]{65,}@/.test(typed) ? 'address.local-long' : null;
};

/** What stands there without its fault. */
const bareOf = (typed: string, fault: TypedFault | null): string | null => {
  if (fault === 'address.mailto') return typed.slice(7).trim().split('?')[0]!;
  if (fault === 'address.named') return /<\s*([^<>]*@[^<>]*?)\s*>/.exec(typed)![1]!;
  if (fault === 'address.space') return withoutSpace(typed);
  return isAddress(readAddress(typed, NEWSLETTER_LIMIT)) ? typed : meantByText(typed);
};

/** The address that was probably meant, checked; null when there is nothing to ask. */
export const probablyMeant = (typed: string): string | null => {
  const bare = bareOf(typed, typedFault(typed));
  const read = bare === null ? 'address.empty' : readAddress(bare, NEWSLETTER_LIMIT);
  // A second slip inside the first: "taro@docomo .ne,jp".
  const again = bare === null || isAddress(read) ? null : meantByText(bare);
  const address = again === null ? read : readAddress(again, NEWSLETTER_LIMIT);
  if (!isAddress(address)) return null;
  const domain = meantDomain(address.domain);
  const meant = domain === null ? address.text : `${address.local}@${domain}`;
  return bare === typed && again === null && domain === null ? null : meant;
};
