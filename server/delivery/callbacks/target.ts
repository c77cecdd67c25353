/**
 * Where a callback goes: the name is looked up once, every address must be public, and the socket goes to the address that was checked.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { SECOND } from '../../lib/clock.ts';
import { isPublicAddress } from '../../lib/publicAddress.ts';

export const TIMEOUT = 10 * SECOND;
const READ = 16_384;

export type Target = { url: URL; address: string; family: number };

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>;

/** Looks the name up once, and refuses a target that is, or could become, one of our own network. */
export const aim = async (text: string, allowPrivate: boolean, resolve: Resolve): Promise<Target> => {
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) throw new Error('https only');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host);
  if (!allowPrivate && found.some((f) => !isPublicAddress(f.address))) throw new Error('private address');
  const [first] = found;
  if (!first) throw new Error('no address');
  return { url, address: first.address, family: first.family };
};

/** What a target said: its status, and how long it asked us to stay away (milliseconds, null when it did not). */
export type Said = { status: number; retryAfter: number | null };

/** Seconds, or an HTTP date (RFC 9110, 10.2.3). */
export const retryAfterOf = (header: string | undefined, now: number): number | null => {
  if (header === undefined) return null;
  if (/^ *\d{1,9} *$/.test(header)) return Number(header) * SECOND;
  const at = /^ *[A-Za-z]{3,9}, /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};

/** Posts to the address that was checked. Rejects on time-out, a broken connection, or when `signal` ends it. */
export const post = (
  target: Target,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<Said> =>
  new Promise((resolve, reject) => {
    const open = target.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(
      target.url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        // The address that was checked, whatever the name answers now.
        lookup: (_host, options, done) =>
          options.all
            ? done(null, [{ address: target.address, family: target.family }])
            : done(null, target.address, target.family),
        agent: false,
        signal,
      },
      (response) => {
        const said = () =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: retryAfterOf(response.headers['retry-after'], Date.now()),
          });
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          // What it says beyond the status is of no use to us.
          if (read > READ) response.destroy();
        });
        response.on('close', said);
        response.on('error', said);
      },
    );
    const deadline = setTimeout(() => request.destroy(new Error('timeout')), TIMEOUT);
    request.on('close', () => clearTimeout(deadline));
    request.on('error', reject);
    request.end(body);
  });
