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
  if (known.includes(domain)) return null;
  if (mixed[domain]) return mixed[domain];
  if (/^[a-z0-9-]+\.(?:ne|or|ac|go|ad|ed|gr|lg)$/.test(domain) || known.includes(`${domain}.jp`)) return `${domain}.jp`;
  // A short domain has too many neighbours of its own.
  const most = domain.length >= 11 ? 2 : domain.length >= 8 ? 1 : 0;
  const near = known
    .filter((one) => one.length >= 8)
    .map((one) => ({ one, far: distance(domain, one, most) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far);
  return near[0]?.one ?? null;
};

export type TypedFault = 'address.mailto' | 'address.named' | 'address.space' | 'address.local-long';

/** What is wrong with a typed address that `readAddress` has no name for; null when nothing is. */
export const typedFault = (typed: string): TypedFault | null => {
  if (/^mailto:/i.test(typed)) return 'address.mailto';
  if (/<[^<>]*@[^<>]*>/.test(typed)) return 'address.named';
  if (/[ \t]/.test(typed) && (typed.match(/@/g) ?? []).length === 1) return 'address.space';
  return /^[^@"]{65,}@/.test(typed) ? 'address.local-long' : null;
};

/** The address that was probably meant, checked; null when there is nothing to ask. */
export const probablyMeant = (typed: string): string | null => {
  const fault = typedFault(typed);
  const bare =
    fault === 'address.mailto'
      ? typed.slice(7).split('?')[0]!
      : fault === 'address.named'
        ? /<\s*([^<>]*@[^<>]*?)\s*>/.exec(typed)![1]!
        : fault === 'address.space'
          ? typed.replace(/[ \t]+/g, '')
          : typed;
  const address = readAddress(bare, NEWSLETTER_LIMIT);
  if (!isAddress(address)) return null;
  const domain = meantDomain(address.domain);
  const meant = domain === null ? address.text : `${address.local}@${domain}`;
  return meant === typed || (fault === null && domain === null) ? null : meant;
};
