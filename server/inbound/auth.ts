/** Whether the envelope sender of a mail is who it says: SPF or DKIM passes for the sender's own domain (RFC 7208, RFC 6376). */
import { Resolver as NameResolver } from 'node:dns/promises';
import type { authenticate as Authenticate } from 'mailauth';
import { type KeyAnswers, keyNames, type Verified, verifySignatures } from './signatures.ts';

export type SenderCheck = 'pass' | 'fail' | 'temperror';
export type Received = { from: string; raw: Buffer; network: string; helo: string };
/** As node:dns/promises.resolve; tests bring their own. */
export type Resolver = (name: string, type: string) => Promise<unknown>;
export type CheckParts = {
  mta: string;
  resolver?: Resolver;
  /** Where the signatures are verified; a door does it in a thread. */
  verify?: (raw: Buffer, answers: KeyAnswers) => Promise<Verified[]>;
};

/** Milliseconds for all look-ups of SPF, and for all keys at once. A name server that trickles must not keep the sender waiting. */
const LONGEST = { spf: 10_000, keys: 5000 };

const names = new NameResolver({ timeout: 2000, tries: 2 });
const ofThisMachine: Resolver = (name, type) => names.resolve(name, type) as Promise<unknown>;

const within = async <T>(ms: number, work: Promise<T>, late: T): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
};

/** The same organisation: equal, or one is a subdomain of the other. */
const aligned = (a: string, b: string) => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);

/** From the envelope alone: whatever stands in the mail is not looked at here. */
const spfOf = async (mail: Received, mta: string, resolver: Resolver): Promise<string> => {
  // Loaded with the first mail from outside: it brings a third of all packages, and most processes see none.
  const { authenticate } = await import('mailauth');
  const { spf } = await authenticate(Buffer.from('\r\n'), {
    sender: mail.from,
    ip: mail.network.replace(/^::ffff:/, ''),
    helo: mail.helo,
    mta,
    disableArc: true,
    disableBimi: true,
    disableDmarc: true,
    resolver,
  } as Parameters<typeof Authenticate>[1]);
  return spf === false ? 'none' : (spf?.status.result ?? 'none');
};

const askKey = async (name: string, resolver: Resolver): Promise<string[][] | string> => {
  try {
    return await within<string[][] | string>(LONGEST.keys, resolver(name, 'TXT') as Promise<string[][]>, 'ETIMEOUT');
  } catch (error) {
    return (error as { code?: string }).code ?? 'ESERVFAIL';
  }
};

const signaturesOf = async (
  raw: Buffer,
  resolver: Resolver,
  verify: NonNullable<CheckParts['verify']>,
): Promise<Verified[]> => {
  const asked = keyNames(raw);
  if (asked.length === 0) return [];
  const found = await Promise.all(asked.map(async (name) => [name, await askKey(name, resolver)] as const));
  return verify(raw, Object.fromEntries(found));
};

/** `temperror`: DNS gave no answer now, or the mail was too much to verify; the sender should try again (451), for silence would lose a resident. */
export const checkSender = async (mail: Received, p: CheckParts): Promise<SenderCheck> => {
  const domain = mail.from.slice(mail.from.lastIndexOf('@') + 1).toLowerCase();
  const resolver = p.resolver ?? ofThisMachine;
  const spf = await within(LONGEST.spf, spfOf(mail, p.mta, resolver), 'temperror');
  if (spf === 'pass') return 'pass';
  const signatures = await signaturesOf(mail.raw, resolver, p.verify ?? verifySignatures);
  if (signatures.some((one) => one.result === 'pass' && aligned(one.domain, domain))) return 'pass';
  return spf === 'temperror' || signatures.some((one) => one.result === 'temperror') ? 'temperror' : 'fail';
};
