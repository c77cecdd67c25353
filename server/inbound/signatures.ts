/**
 * DKIM signatures of a mail (RFC 6376) in two steps: which keys they name, and whether they hold with what DNS said of those keys.
 * The second hashes the mail once for every length that a signature names, hence in a thread (parse.ts).
 */
import { domainToASCII } from 'node:url';
import type { dkimVerify as DkimVerify } from 'mailauth/lib/dkim/verify.js';

/** By the name asked for: the TXT records, or the code of the fault. */
export type KeyAnswers = Readonly<Record<string, string[][] | string>>;
export type Verified = { domain: string; result: string };

/** A mail on an honest way gathers three or four; each more is work that a stranger gives us. */
const MOST_SIGNATURES = 10;
/** Whoever writes a longer header is not believed for what is signed in it. */
const MOST_HEADER = 256_000;

/** The fields of the header with their folds, and where the body's empty line begins; null for a header beyond the limit. */
const readHeader = (raw: Buffer): { fields: string[]; end: number } | null => {
  const text = raw.toString('latin1', 0, MOST_HEADER);
  const end = /(?:^|\r?\n)\r?\n/.exec(text)?.index ?? text.length;
  return end < MOST_HEADER ? { fields: text.slice(0, end).split(/\r?\n(?![ \t])/), end } : null;
};
const isSignature = (field: string) => /^dkim-signature[ \t]*:/i.test(field);

const tagOf = (field: string, tag: string): string => {
  const value = Buffer.from(field.slice(field.indexOf(':') + 1), 'latin1').toString();
  const pair = value.split(';').find((one) => one.slice(0, one.indexOf('=')).trim().toLowerCase() === tag);
  return pair?.slice(pair.indexOf('=') + 1).replaceAll(/\s/g, '') ?? '';
};

/** As it is asked for, whichever way a signature writes it. */
const tidyName = (name: string): string => domainToASCII(name) || name.toLowerCase();

/** Where the keys of the first ten signatures stand. */
export const keyNames = (raw: Buffer): string[] => {
  const signatures = (readHeader(raw)?.fields ?? []).filter(isSignature).slice(0, MOST_SIGNATURES);
  const keys = signatures.map((field) => ({ selector: tagOf(field, 's'), domain: tagOf(field, 'd') }));
  const whole = keys.filter(({ selector, domain }) => selector !== '' && domain !== '');
  return [...new Set(whole.map(({ selector, domain }) => tidyName(`${selector}._domainkey.${domain}`)))];
};

const withoutMore = (raw: Buffer): Buffer => {
  const header = readHeader(raw);
  let seen = 0;
  const kept = header?.fields.filter((field) => !isSignature(field) || ++seen <= MOST_SIGNATURES) ?? [];
  if (!header || seen <= MOST_SIGNATURES) return raw;
  return Buffer.concat([Buffer.from(kept.join('\r\n'), 'latin1'), raw.subarray(header.end)]);
};

/** What each of the first ten signatures proves. */
export const verifySignatures = async (raw: Buffer, answers: KeyAnswers): Promise<Verified[]> => {
  const resolver = async (name: string): Promise<string[][]> => {
    const answer = answers[tidyName(name)] ?? 'ENOTFOUND';
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer });
    return answer;
  };
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  const { results } = await dkimVerify(withoutMore(raw), { resolver } as Parameters<typeof DkimVerify>[1]);
  return results.map((one) => ({
    domain: String(one.signingDomain ?? '').toLowerCase(),
    result: String(one.status.result),
  }));
};
