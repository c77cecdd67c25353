/** Relays as SMTP_URL names them: where, with which TLS policy, as whom, and with what share of the mail. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { HubError } from '../../lib/errors.ts';

/** `none`: plain. `opportunistic`: STARTTLS when offered, any certificate. `required`: TLS with a checked certificate, or no mail. */
export const tlsPolicies = ['none', 'opportunistic', 'required'] as const;
export type TlsPolicy = (typeof tlsPolicies)[number];

export type Relay = {
  /** 'host:port', for records and logs; holds no secret. */
  name: string;
  host: string;
  port: number;
  /** TLS from the first byte (smtps). */
  implicitTls: boolean;
  tls: TlsPolicy;
  auth: { user: string; password: string } | null;
  /** What we call ourselves in EHLO. */
  helo: string;
  /** Share of the mail among several relays. */
  weight: number;
  mailsPerConnection: number;
  /** Name the certificate must bear, when it is not the host. */
  servername?: string;
  /** Additional trusted certificate authority (PEM). */
  ca?: string;
};

const known = ['tls', 'name', 'weight', 'mails', 'servername', 'ca'];
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

const wholeNumber = (text: string | null, fallback: number, most: number): number | null => {
  if (text === null) return fallback;
  return /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : null;
};

const policyOf = (url: URL, hasAuth: boolean): TlsPolicy | null => {
  const asked = url.searchParams.get('tls');
  if (asked !== null) return tlsPolicies.find((policy) => policy === asked) ?? null;
  // A password must not travel in the open because somebody on the path removed STARTTLS.
  if (url.protocol === 'smtps:' || (hasAuth && !loopback.test(url.hostname))) return 'required';
  return 'opportunistic';
};

const heloOf = (url: URL): string => {
  const name = url.searchParams.get('name') ?? hostname();
  return /^[A-Za-z0-9.-]{1,200}$/.test(name) ? name : 'localhost';
};

const readCa = (file: string | null): { ca?: string } => {
  if (file === null) return {};
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch (error) {
    throw new HubError('relay.ca', { file }, [], error);
  }
};

const parseUrl = (text: string): URL => {
  try {
    const url = new URL(text);
    if ((url.protocol === 'smtp:' || url.protocol === 'smtps:') && url.hostname !== '') return url;
  } catch {}
  throw new HubError('relay.url');
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HubError('relay.url');
  }
};

/**
 * One relay from `smtp(s)://user:password@host:port?tls=none|opportunistic|required&name=our.name&weight=2&mails=1000&servername=…&ca=FILE`.
 * HubErrors `relay.url`, `relay.option` (`option`), `relay.ca`; none of them holds the password.
 */
export const parseRelay = (text: string): Relay => {
  const url = parseUrl(text);
  const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new HubError('relay.option', { option: unknown });
  const auth = url.username ? { user: decoded(url.username), password: decoded(url.password) } : null;
  const tls = policyOf(url, auth !== null);
  const weight = wholeNumber(url.searchParams.get('weight'), 1, 1000);
  const mails = wholeNumber(url.searchParams.get('mails'), 1000, 999_999);
  const implicitTls = url.protocol === 'smtps:';
  if (tls === null || (implicitTls && tls === 'none')) throw new HubError('relay.option', { option: 'tls' });
  if (weight === null) throw new HubError('relay.option', { option: 'weight' });
  if (mails === null) throw new HubError('relay.option', { option: 'mails' });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (implicitTls ? 465 : auth ? 587 : 25) : Number(url.port);
  const servername = url.searchParams.get('servername');
  return {
    name: `${url.hostname}:${port}`,
    host,
    port,
    implicitTls,
    tls,
    auth,
    helo: heloOf(url),
    weight,
    mailsPerConnection: mails,
    ...(servername === null ? {} : { servername }),
    ...readCa(url.searchParams.get('ca')),
  };
};

/** Every relay of SMTP_URL, joined by blanks or commas. */
export const parseRelays = (setting: string): Relay[] =>
  setting
    .trim()
    .split(/\s*,\s*(?=smtps?:\/\/)|\s+/)
    .filter((part) => part !== '')
    .map(parseRelay);
