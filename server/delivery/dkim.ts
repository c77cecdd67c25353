/** Signs mails (DKIM: RFC 6376 with RSA-2048, RFC 8463 with Ed25519) and makes keys with their DNS records. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { HubError } from '../lib/errors.ts';

export type DkimKey = { domain: string; selector: string; privateKey: KeyObject };
export type DkimAlgorithm = 'rsa' | 'ed25519';

export type NewDkimKey = {
  /** PKCS #8, PEM. */
  privateKey: string;
  /** 'selector._domainkey.domain' */
  name: string;
  /** Value of the TXT record, in one piece. */
  value: string;
  /** A line for a zone file: pieces of at most 255 signs. */
  record: string;
};

/** Headers that are signed when present, in this order. List-Unsubscribe-Post must be (RFC 8058, section 4). */
export const signedHeaders = [
  'From',
  'Subject',
  'Date',
  'To',
  'Message-ID',
  'Reply-To',
  'In-Reply-To',
  'References',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Content-Language',
  'Auto-Submitted',
  'Feedback-ID',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
] as const;
/**
 * Named once more than they occur, so that nobody can add one (RFC 6376, 5.4.1 and 8.15): the fields that say what a mail is and whom an
 * answer goes to. One-click is among them: nobody adds another way out.
 */
const oversigned = [
  'From',
  'Reply-To',
  'Subject',
  'Date',
  'To',
  'Cc',
  'Message-ID',
  'In-Reply-To',
  'References',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'List-Help',
  'List-Subscribe',
  'List-Post',
  'List-Owner',
  'List-Archive',
  'Resent-Date',
  'Resent-From',
  'Resent-To',
  'Resent-Cc',
];

const name = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** HubErrors `dkim.name`, `dkim.key` (not a private key, or neither RSA of at least 2048 bits nor Ed25519). */
export const readDkimKey = (given: { domain: string; selector: string; privateKey: string }): DkimKey => {
  const { domain, selector } = given;
  if (!name.test(domain) || !name.test(selector)) throw new HubError('dkim.name', { domain, selector });
  try {
    const privateKey = createPrivateKey(given.privateKey);
    const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
    const fit = privateKey.asymmetricKeyType === 'rsa' ? bits >= 2048 : privateKey.asymmetricKeyType === 'ed25519';
    if (fit) return { domain, selector, privateKey };
  } catch {}
  throw new HubError('dkim.key', { domain, selector });
};

/** A key pair and the DNS record that publishes it. Ed25519 is for a second signature: not every receiver knows it. */
export const createDkimKey = (p: { domain: string; selector: string; algorithm: DkimAlgorithm }): NewDkimKey => {
  const { domain, selector, algorithm } = p;
  if (!name.test(domain) || !name.test(selector)) throw new HubError('dkim.name', { domain, selector });
  const { privateKey } =
    algorithm === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  const value = dnsValue(privateKey);
  const at = `${selector}._domainkey.${domain}`;
  const pieces = value.match(/.{1,255}/g)!.map((piece) => `"${piece}"`);
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    name: at,
    value,
    record: `${at}. 3600 IN TXT ( ${pieces.join(' ')} )`,
  };
};

/** The TXT value of a key. RSA publishes its SubjectPublicKeyInfo, Ed25519 the bare 32 bytes (RFC 8463, section 4). */
export const dnsValue = (privateKey: KeyObject): string => {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return privateKey.asymmetricKeyType === 'rsa'
    ? `v=DKIM1; k=rsa; p=${der.toString('base64')}`
    : `v=DKIM1; k=ed25519; p=${der.subarray(-32).toString('base64')}`;
};

/** One header in relaxed form (RFC 6376, 3.4.2), without its CRLF. */
export const relaxedHeader = (line: string): string => {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[\t ]+/g, ' ')
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
};

/** A body in relaxed form (RFC 6376, 3.4.4). */
export const relaxedBody = (body: string): string => {
  const text = body
    .replace(/[\t ]+/g, ' ')
    .replace(/ \r\n/g, '\r\n')
    .replace(/ $/, '')
    .replace(/(\r\n)+$/, '');
  return text === '' ? '' : `${text}\r\n`;
};

/** bh= of a body that is in relaxed form already. Bytes, one a sign. */
export const bodyHash = (relaxed: string): string => hash('sha256', Buffer.from(relaxed, 'latin1'), 'base64');

/** h= for headers that occur in this order, oversigned. */
export const signedList = (present: readonly string[]): string => [...present, ...oversigned].join(':');

/** What is signed of one mail: `headers` in relaxed form, in the order of the list, each with CRLF; and bh=. */
export type ToSign = { headers: string; bodyHash: string };

/** Signs mails whose header list is known beforehand. The answers are header lines with CRLF, to be put before the mail. */
export type Signer = { sign(mail: ToSign): Promise<string> };

const WRAP = /.{1,72}/g;

type OneSigner = { head: string; relaxedHead: string; key: KeyObject; rsa: boolean };

const oneSigner = (key: DkimKey, list: string): OneSigner => {
  const rsa = key.privateKey.asymmetricKeyType === 'rsa';
  const algorithm = rsa ? 'rsa-sha256' : 'ed25519-sha256';
  const names = list.match(/[^:]+(:|$)/g)!;
  let h = '';
  let line = ' h=';
  for (const one of names) {
    if (line.length + one.length > 75) {
      h += `${line}\r\n`;
      line = ' ';
    }
    line += one;
  }
  h += line;
  const head =
    `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${key.domain};\r\n` +
    ` s=${key.selector};\r\n${h};\r\n bh=`;
  return { head, relaxedHead: `${relaxedHeader(head)}`, key: key.privateKey, rsa };
};

const dataOf = (one: OneSigner, mail: ToSign): Buffer =>
  Buffer.from(`${mail.headers}${one.relaxedHead}${mail.bodyHash}; b=`, 'latin1');
/** RFC 8463, section 3: Ed25519 signs the hash of what RSA signs. */
const ed25519Data = (data: Buffer): Buffer => hash('sha256', data, 'buffer');
const lineOf = (one: OneSigner, mail: ToSign, signature: Buffer): string =>
  `${one.head}${mail.bodyHash};\r\n b=${signature.toString('base64').match(WRAP)!.join('\r\n ')}\r\n`;

const signOne = (one: OneSigner, mail: ToSign): Promise<string> =>
  new Promise((resolve, reject) => {
    const data = dataOf(one, mail);
    const done = (error: Error | null, signature: Buffer) =>
      error ? reject(error) : resolve(lineOf(one, mail, signature));
    if (one.rsa) sign('sha256', data, one.key, done);
    else sign(null, ed25519Data(data), one.key, done);
  });

/**
 * A signer with every key given (RSA first), for mails that bear exactly `present` of the signed headers, in this order.
 * The same mail is signed to the same bytes: no time stands in the signature.
 */
export const openSigner = (keys: readonly DkimKey[], present: readonly string[]): Signer => {
  const list = signedList(present);
  const ones = keys.map((key) => oneSigner(key, list)).sort((a, b) => Number(b.rsa) - Number(a.rsa));
  return {
    async sign(mail) {
      if (ones.length === 1) return signOne(ones[0]!, mail);
      return (await Promise.all(ones.map((one) => signOne(one, mail)))).join('');
    },
  };
};

/** Keys that may sign for a From domain: its own, else those of the nearest domain above it (relaxed alignment, RFC 7489, 3.1.1). */
export const keysFor = (keys: readonly DkimKey[], fromDomain: string): DkimKey[] => {
  for (let domain = fromDomain.toLowerCase(); domain.includes('.'); domain = domain.slice(domain.indexOf('.') + 1)) {
    const found = keys.filter((key) => key.domain === domain);
    if (found.length > 0) return found;
  }
  return [];
};

/** 'office.example.lg.jp' and 'example.lg.jp' belong together (relaxed alignment). */
export const isUnder = (a: string, b: string): boolean => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);

/**
 * The domain of a return path. A domain with a key of its own is one that the agency has set up: its mails return there, so that SPF aligns
 * with From like the signature does. Where our own domain aligns already, or no key is there, they return to it.
 */
export const returnDomain = (keys: readonly DkimKey[], fromDomain: string, mailDomain: string): string =>
  !isUnder(fromDomain, mailDomain) && keysFor(keys, fromDomain).length > 0 ? fromDomain.toLowerCase() : mailDomain;

/** Signs a finished mail of any kind (CRLF line ends) and answers it with its signatures in front; unchanged without keys. */
export const signMessage = async (keys: readonly DkimKey[], raw: Buffer): Promise<Buffer> => {
  if (keys.length === 0) return raw;
  const text = raw.toString('latin1');
  const cut = text.indexOf('\r\n\r\n');
  const head = cut < 0 ? text : text.slice(0, cut);
  const body = cut < 0 ? '' : text.slice(cut + 4);
  const lines = head.split(/\r\n(?![\t ])/);
  const nameOf = (line: string) => line.slice(0, line.indexOf(':')).trim().toLowerCase();
  const present: string[] = [];
  let headers = '';
  // Several of one name are taken from the bottom up (RFC 6376, 5.4.2).
  for (const wanted of signedHeaders)
    for (const line of lines.filter((one) => nameOf(one) === wanted.toLowerCase()).toReversed()) {
      present.push(wanted);
      headers += `${relaxedHeader(line)}\r\n`;
    }
  const signature = await openSigner(keys, present).sign({ headers, bodyHash: bodyHash(relaxedBody(body)) });
  return Buffer.concat([Buffer.from(signature, 'latin1'), raw]);
};
