/** What the domain name system says about us: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), MX, and reverse names of senders. */
import { createPublicKey } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type DkimKey, dnsValue, isUnder, keysFor, returnDomain } from '../delivery/dkim.ts';
import type { Relay } from '../delivery/wire/relay.ts';
import { checkSender } from '../inbound/auth.ts';
import { type Finding, notebook } from './finding.ts';

export type DnsParts = {
  mailDomain: string;
  entryDomain: string;
  fromDomain: string;
  dkim: readonly DkimKey[];
  dkimFolder: string;
  relays: readonly Relay[];
  /** 'ip' or 'ip:port'; empty asks the servers of this machine. */
  servers: readonly string[];
};

type Book = ReturnType<typeof notebook>;
/** Names that do not exist and types they do not have are answers; everything else is DNS being away. */
const isAnswer = (error: unknown) => ['ENOTFOUND', 'ENODATA'].includes((error as { code?: string }).code ?? '');
const orNone = async <T>(asked: Promise<T[]>): Promise<T[]> => {
  try {
    return await asked;
  } catch (error) {
    if (isAnswer(error)) return [];
    throw error;
  }
};

const open = (servers: readonly string[]) => {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    raw: (name: string, type: string) => resolver.resolve(name, type) as Promise<unknown>,
    txt: async (name: string) => (await orNone(resolver.resolveTxt(name))).map((pieces) => pieces.join('')),
    mx: (name: string) => orNone(resolver.resolveMx(name)),
    addresses: async (host: string) =>
      isIP(host) ? [host] : [...(await orNone(resolver.resolve4(host))), ...(await orNone(resolver.resolve6(host)))],
    reverse: (address: string) => orNone(resolver.reverse(address)),
  };
};
type Dns = ReturnType<typeof open>;

const isPrivate = (address: string) =>
  /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80:)/i.test(address);

const spf = async (dns: Dns, p: Pick<DnsParts, 'mailDomain' | 'relays'>, book: Book) => {
  const records = (await dns.txt(p.mailDomain)).filter((text) => /^v=spf1(\s|$)/i.test(text));
  const record = records[0];
  if (record === undefined) return book.fail('spf.missing', p.mailDomain);
  if (records.length > 1) return book.fail('spf.several', p.mailDomain, { count: records.length });
  if (!/[-~]all\b|redirect=/i.test(record)) return book.warn('spf.open', p.mailDomain, { record });
  book.ok('spf.ok', p.mailDomain, { record });
  for (const relay of p.relays)
    for (const address of (await dns.addresses(relay.host)).filter((a) => !isPrivate(a)).slice(0, 4)) {
      const from = `bounce@${p.mailDomain}`;
      const mail = { from, raw: Buffer.from(`From: <${from}>\r\n\r\n`), network: address, helo: relay.helo };
      if ((await checkSender(mail, { mta: p.mailDomain, resolver: dns.raw })) === 'fail')
        book.warn('spf.relay', p.mailDomain, { relay: relay.name, address });
    }
};

const sameKey = (published: string, key: DkimKey): boolean => {
  const own = dnsValue(key.privateKey);
  const of = (record: string) => /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replace(/\s/g, '') ?? '';
  if (of(published) === of(own)) return true;
  try {
    // Old records hold the bare key (RFC 3279) instead of SubjectPublicKeyInfo.
    const bare = createPublicKey({ key: Buffer.from(of(published), 'base64'), format: 'der', type: 'pkcs1' });
    return of(own) === bare.export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return false;
  }
};

/** Whether a key of ours stands in DNS. */
const published = async (dns: Dns, key: DkimKey, book: Book) => {
  const name = `${key.selector}._domainkey.${key.domain}`;
  const value = dnsValue(key.privateKey);
  const record = (await dns.txt(name)).find((text) => /(?:^|;)\s*p=/.test(text));
  if (record === undefined) book.fail('dkim.missing', name, { value });
  else if (/(?:^|;)\s*p=\s*(;|$)/.test(record)) book.fail('dkim.revoked', name);
  else if (!sameKey(record, key)) book.fail('dkim.differs', name, { value });
  else book.ok('dkim.ok', name);
};

const dkim = async (dns: Dns, p: DnsParts, book: Book) => {
  if (p.dkim.length === 0) return book.fail('dkim.none', p.fromDomain, { folder: p.dkimFolder, domain: p.fromDomain });
  if (keysFor(p.dkim, p.fromDomain).length === 0)
    book.fail('dkim.foreign', p.fromDomain, {
      domain: p.fromDomain,
      have: [...new Set(p.dkim.map((key) => key.domain))].join(', '),
    });
  for (const key of p.dkim) await published(dns, key, book);
};

/** The domain itself, then those above it that still have a dot: the policy of the organisation holds for all below. */
const dmarc = async (dns: Dns, p: Pick<DnsParts, 'fromDomain'>, book: Book) => {
  for (let domain = p.fromDomain; domain.includes('.'); domain = domain.slice(domain.indexOf('.') + 1)) {
    const records = (await dns.txt(`_dmarc.${domain}`)).filter((text) => /^\s*v=dmarc1/i.test(text));
    const record = records[0];
    if (record === undefined) continue;
    const about = `_dmarc.${domain}`;
    const policy = /;\s*p\s*=\s*(none|quarantine|reject)\b/i.exec(record)?.[1]?.toLowerCase();
    if (records.length > 1 || policy === undefined) return book.fail('dmarc.broken', about, { record });
    return policy === 'none' ? book.warn('dmarc.none', about) : book.ok('dmarc.ok', about, { record });
  }
  book.fail('dmarc.missing', `_dmarc.${p.fromDomain}`);
};

/** Answers the hosts that take our mail. */
const mx = async (dns: Dns, domain: string, book: Book): Promise<string[]> => {
  const records = (await dns.mx(domain)).toSorted((a, b) => a.priority - b.priority);
  const hosts = records.map((record) => record.exchange.replace(/\.$/, ''));
  if (hosts.length === 0) book.fail('mx.missing', domain);
  else if (hosts.every((host) => host === '')) book.fail('mx.null', domain);
  else {
    book.ok('mx.ok', domain, { hosts: hosts.join(', ') });
    for (const host of hosts) if ((await dns.addresses(host)).length === 0) book.fail('mx.nowhere', domain, { host });
  }
  return hosts.filter((host) => host !== '');
};

/** Reverse names of those who send: the relays, or this machine's own entry when the relay stands beside us. */
const ptr = async (dns: Dns, p: DnsParts, entries: readonly string[], book: Book) => {
  const of = async (hosts: readonly string[]) =>
    (await Promise.all(hosts.map(dns.addresses))).flat().filter((address) => !isPrivate(address));
  const relays = await of(p.relays.map((relay) => relay.host));
  const senders = relays.length > 0 ? relays : await of(entries);
  for (const address of [...new Set(senders)].slice(0, 8)) {
    const names = await dns.reverse(address);
    const name = names[0];
    if (name === undefined) book.warn('ptr.missing', address);
    else if ((await Promise.all(names.map(dns.addresses))).flat().includes(address))
      book.ok('ptr.ok', address, { name });
    else book.warn('ptr.differs', address, { name });
  }
};

/** The hosts that take mail for a domain, with the first address of each, most wanted first. DNS being away is told by `lookAtDns`: none then. */
export const findExchangers = async (
  servers: readonly string[],
  domain: string,
): Promise<{ host: string; address: string }[]> => {
  const dns = open(servers);
  try {
    const hosts = await mx(dns, domain, notebook('dns'));
    const found = await Promise.all(hosts.map(async (host) => ({ host, address: (await dns.addresses(host))[0] })));
    return found.filter((one): one is { host: string; address: string } => one.address !== undefined);
  } catch {
    return [];
  }
};

/** Looks, and notes that DNS is away when it is. */
const looker = (book: Book) => async (about: string, look: () => Promise<unknown>) => {
  try {
    await look();
  } catch (error) {
    book.fail('dns.unreachable', about, { error: (error as { code?: string }).code ?? (error as Error).message });
  }
};

export type SenderParts = Pick<DnsParts, 'mailDomain' | 'dkim' | 'relays' | 'servers'> & {
  senders: readonly { domain: string; systems: readonly string[] }[];
};

/**
 * Domains that letters of the application systems leave from: a key, its record, SPF, DMARC, and whether signature and return path align with
 * From. A domain that has a key takes its own returns, so it needs an MX to us.
 */
export const lookAtSenders = async (p: SenderParts): Promise<Finding[]> => {
  const book = notebook('dns');
  const dns = open(p.servers);
  const each = looker(book);
  for (const { domain, systems } of p.senders) {
    const keys = keysFor(p.dkim, domain);
    const returns = returnDomain(p.dkim, domain, p.mailDomain);
    if (keys.length === 0) book.fail('sender.unsigned', domain, { domain, systems: systems.join(', ') });
    for (const key of keys) await each(domain, () => published(dns, key, book));
    if (isUnder(domain, returns)) {
      await each(returns, () => spf(dns, { ...p, mailDomain: returns }, book));
      if (returns !== p.mailDomain) await each(returns, () => mx(dns, returns, book));
      if (keys.length > 0) book.ok('sender.ok', domain, { returns, key: keys[0]!.domain });
    } else book.warn('sender.apart', domain, { domain, returns });
    await each(domain, () => dmarc(dns, { fromDomain: domain }, book));
  }
  return book.findings;
};

export const lookAtDns = async (p: DnsParts): Promise<Finding[]> => {
  const book = notebook('dns');
  const dns = open(p.servers);
  const each = looker(book);
  const entries: string[] = [];
  await each(p.mailDomain, () => spf(dns, p, book));
  await each(p.fromDomain, () => dkim(dns, p, book));
  await each(p.fromDomain, () => dmarc(dns, p, book));
  for (const domain of new Set([p.mailDomain, p.entryDomain]))
    await each(domain, async () => entries.push(...(await mx(dns, domain, book))));
  await each('PTR', () => ptr(dns, p, entries, book));
  return book.findings;
};
