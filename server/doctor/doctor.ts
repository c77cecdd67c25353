/** Looks at everything around the hub and says what is wrong and how to mend it. Changes nothing, sends nothing. */
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { isUnder } from '../delivery/dkim.ts';
import { dkimFolder, loadDkimKeys } from '../delivery/dkimKeys.ts';
import { hostId } from '../delivery/undertaker.ts';
import { HubError } from '../lib/errors.ts';
import type { KeyRing } from '../lib/seal.ts';
import type { Db } from '../store/db.ts';
import { findExchangers, lookAtDns, lookAtSenders, type SenderParts } from './dns.ts';
import { lookAtEntry } from './entry.ts';
import { type Area, areas, type Finding, notebook } from './finding.ts';
import { lookAtRelays, readRelays } from './relays.ts';
import {
  type FreeSpace,
  freeSpace,
  isMissing,
  lookAtDatabase,
  lookAtDisk,
  lookAtJobs,
  lookAtRedis,
  lookAtWorkers,
} from './surroundings.ts';

/** The settings that the doctor looks at (config.ts). */
export type DoctorSettings = {
  production: boolean;
  PUBLIC_URL: string;
  MAIL_DOMAIN: string;
  ENTRY_DOMAIN: string;
  MAIL_FROM: string;
  ARRIVALS_MAIL: string;
  DATA_DIR: string;
  DATABASE_URL: string;
  REDIS_URL: string;
  SMTP_URL: string;
  SMTP_PORT: number;
  CLOCK_FILE: string;
  DNS_SERVERS: string;
};

export type DoctorParts = {
  settings: DoctorSettings;
  /** Opened only when it is looked at, and never made. */
  openDb: () => Promise<Db>;
  ring: () => KeyRing;
  now: () => number;
  /** Domains of sender.json that letters leave from. */
  senders?: SenderParts['senders'];
  /** Systems whose help desk has no mail address in sender.json. */
  mailless?: readonly string[];
  /** Where hosts take mail from strangers; tests have no port 25. */
  strangersPort?: number;
  /** How much room a folder has; tests bring their own. */
  room?: FreeSpace;
};

const isSample = (domain: string) => /(^|\.)example(\.(jp|com|org|net))?$/.test(domain);
const isLocal = (host: string) =>
  /^(localhost|127\.|10\.|192\.168\.|\[)|\.(local|internal|localhost)$/.test(host) || !host.includes('.');
const serversOf = (s: DoctorSettings): string[] => s.DNS_SERVERS.split(/\s+/).filter(Boolean);

const lookAtSettings = ({ settings: s, mailless = [] }: DoctorParts): Finding[] => {
  const book = notebook('settings');
  if (mailless.length > 0) book.warn('settings.desk_mail', 'sender.json', { systems: mailless.join(', ') });
  const from = s.MAIL_FROM.slice(s.MAIL_FROM.lastIndexOf('@') + 1);
  if (isSample(s.MAIL_DOMAIN)) book.fail('settings.example', 'MAIL_DOMAIN', { value: s.MAIL_DOMAIN });
  else book.ok('settings.ok', 'MAIL_DOMAIN', { facts: s.MAIL_DOMAIN });
  if (!isUnder(from, s.MAIL_DOMAIN)) book.warn('settings.apart', 'MAIL_FROM', { from, domain: s.MAIL_DOMAIN });
  if (s.ARRIVALS_MAIL === '') book.warn('settings.arrivals', 'ARRIVALS_MAIL');
  else book.ok('settings.ok', 'ARRIVALS_MAIL', { facts: s.ARRIVALS_MAIL });
  const url = s.PUBLIC_URL === '' ? null : new URL(s.PUBLIC_URL);
  const value = s.PUBLIC_URL || 'http://localhost';
  if (url === null || isLocal(url.hostname)) book.fail('settings.local', 'PUBLIC_URL', { value });
  else if (isSample(url.hostname)) book.fail('settings.example', 'PUBLIC_URL', { value });
  else if (url.protocol !== 'https:') book.fail('settings.plain', 'PUBLIC_URL', { value });
  else book.ok('settings.ok', 'PUBLIC_URL', { facts: value });
  return book.findings;
};

/** Where the hub writes: its own folder, and that of the database file when it lies elsewhere. */
const foldersOf = (s: DoctorSettings): string[] => {
  const file = s.DATABASE_URL.startsWith('sqlite:') ? s.DATABASE_URL.slice('sqlite:'.length) : '';
  const apart = file !== '' && resolve(dirname(file)) !== resolve(s.DATA_DIR);
  return apart ? [s.DATA_DIR, dirname(file)] : [s.DATA_DIR];
};

const readKeys = (dataDir: string): { dkim: ReturnType<typeof loadDkimKeys>; findings: Finding[] } => {
  const book = notebook('dns');
  try {
    return { dkim: loadDkimKeys(dataDir), findings: [] };
  } catch (error) {
    const about = error instanceof HubError ? Object.values(error.details).join(' ') : dkimFolder(dataDir);
    book.fail('dkim.key', about, { error: error instanceof HubError ? error.code : (error as Error).message });
    return { dkim: [], findings: book.findings };
  }
};

/** A database is named without its password. */
const placeOf = (databaseUrl: string): string =>
  databaseUrl.startsWith('sqlite:')
    ? databaseUrl.slice('sqlite:'.length)
    : `${new URL(databaseUrl).host}${new URL(databaseUrl).pathname}`;

const withDatabase = async (p: DoctorParts, wanted: (area: Area) => boolean): Promise<Finding[]> => {
  const book = notebook('database');
  const { DATABASE_URL } = p.settings;
  const place = placeOf(DATABASE_URL);
  if (isMissing(DATABASE_URL)) {
    book.warn('database.none', place);
    return book.findings;
  }
  const db = await p.openDb();
  try {
    const found = await lookAtDatabase({ db, place, ring: p.ring() });
    if (found.some((f) => f.area === 'database' && f.level === 'fail')) return found;
    return [
      ...found,
      ...(wanted('workers') ? await lookAtWorkers(db, hostId()) : []),
      ...(wanted('jobs') ? await lookAtJobs(db, p.now()) : []),
    ];
  } finally {
    await db.close();
  }
};

const lookAtClock = ({ CLOCK_FILE }: DoctorSettings): Finding[] => {
  const book = notebook('clock');
  if (CLOCK_FILE !== '') book.warn('clock.turned', hostname());
  return book.findings;
};

const withEntry = async ({ settings: s, strangersPort: port = 25 }: DoctorParts): Promise<Finding[]> => {
  const exchangers = await findExchangers(serversOf(s), s.ENTRY_DOMAIN);
  return lookAtEntry({
    domain: s.ENTRY_DOMAIN,
    port: s.SMTP_PORT,
    exchangers: exchangers.map((one) => ({ ...one, port })),
  });
};

/** Looks at the domains that letters of the application systems leave from; the one of MAIL_FROM is looked at with the others of ours. */
export const examineSenders = async ({ settings: s, senders = [] }: Pick<DoctorParts, 'settings' | 'senders'>) => {
  const own = s.MAIL_FROM.slice(s.MAIL_FROM.lastIndexOf('@') + 1);
  const { relays } = readRelays(s.SMTP_URL);
  const { dkim } = readKeys(s.DATA_DIR);
  const others = senders.filter(({ domain }) => domain !== own);
  return lookAtSenders({ mailDomain: s.MAIL_DOMAIN, dkim, relays, servers: serversOf(s), senders: others });
};

/** Looks at the asked areas, in their order. Errors of what it looks at are findings; it rejects only for mistakes of ours. */
export const examine = async (p: DoctorParts, only: readonly Area[] = areas): Promise<Finding[]> => {
  const wanted = (area: Area) => only.includes(area);
  const s = p.settings;
  const { relays, findings: relayFaults } = readRelays(s.SMTP_URL);
  const { dkim, findings: keyFaults } = readKeys(s.DATA_DIR);
  const found = await Promise.all([
    lookAtSettings(p),
    wanted('dns')
      ? lookAtDns({
          mailDomain: s.MAIL_DOMAIN,
          entryDomain: s.ENTRY_DOMAIN,
          fromDomain: s.MAIL_FROM.slice(s.MAIL_FROM.lastIndexOf('@') + 1),
          dkim,
          dkimFolder: dkimFolder(s.DATA_DIR),
          relays,
          servers: serversOf(s),
        })
      : [],
    wanted('dns') ? examineSenders(p) : [],
    keyFaults,
    relayFaults,
    wanted('entry') ? withEntry(p) : [],
    wanted('relay') ? lookAtRelays(relays, s.SMTP_URL === '') : [],
    ['database', 'clock', 'workers', 'jobs'].some((area) => wanted(area as Area)) ? withDatabase(p, wanted) : [],
    wanted('redis') || wanted('clock') ? lookAtRedis(s.REDIS_URL) : [],
    lookAtDisk(foldersOf(s), p.room ?? freeSpace),
    lookAtClock(s),
  ]);
  const flat = found.flat();
  // A database that is away is told whichever of its contents were asked for.
  const kept = flat.filter((f) => wanted(f.area) || (f.area === 'database' && f.level === 'fail' && !wanted('dns')));
  return kept.toSorted((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area));
};
