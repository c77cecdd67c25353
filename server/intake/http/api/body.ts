/** Bodies of API requests: read up to a limit, unpacked, decoded strictly, parsed as JSON. */
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import type { Context } from 'koa';
import { HubError } from '../../../lib/errors.ts';
import { findDuplicate } from '../../../lib/json.ts';

export const BODY_LIMIT = 1_048_576;
/** What of a body over the limit is still read, so that the caller hears the answer and not a broken pipe. */
const POLITE = 64 * BODY_LIMIT;

const collect = (ctx: Context, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const { req } = ctx;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > POLITE) {
        reject(new HubError('body.too-large', { limit }));
        req.destroy();
      }
    });
    req.on('end', () =>
      size > limit ? reject(new HubError('body.too-large', { limit })) : resolve(Buffer.concat(chunks)),
    );
    req.on('error', reject);
    req.on('aborted', () => reject(new HubError('body.aborted')));
  });

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
const gunzipped: Unpack = promisify(gunzip);
const inflated: Unpack = promisify(inflate);
const inflatedRaw: Unpack = promisify(inflateRaw);

/** `deflate` is zlib's form; some clients send it without zlib's head (RFC 9110, 8.4.1.2). */
const unpacked: Readonly<Record<string, Unpack>> = {
  gzip: gunzipped,
  'x-gzip': gunzipped,
  deflate: (bytes, options) => ((bytes[0] ?? 0) % 16 === 8 ? inflated(bytes, options) : inflatedRaw(bytes, options)),
};
/** Content codings that are taken. */
export const ENCODINGS = 'gzip, deflate';

const unpack = async (ctx: Context, bytes: Buffer, limit: number): Promise<Buffer> => {
  const coding = ctx.get('content-encoding').trim().toLowerCase();
  if (coding === '' || coding === 'identity') return bytes;
  const open = Object.hasOwn(unpacked, coding) ? unpacked[coding] : undefined;
  if (!open) throw new HubError('body.encoding', { encoding: coding.slice(0, 50) });
  try {
    return await open(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw new HubError('body.too-large', { limit });
    throw new HubError('body.packed-badly', { encoding: coding });
  }
};

/** A body in words of another set would be read wrongly, so it is refused by its name. */
const isUtf8 = (ctx: Context): boolean => {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(ctx.get('content-type'))?.[1];
  return charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset);
};

/**
 * The body as parsed JSON; `empty` is the value of no body at all. `strict`: a field that stands twice is refused.
 * Errors: `body.too-large`, `body.encoding`, `body.packed-badly`, `body.not-utf8`, `body.not-json`, `body.duplicate {field}`.
 */
export const readJson = async (
  ctx: Context,
  p: { limit?: number; empty?: unknown; strict?: boolean } = {},
): Promise<unknown> => {
  const limit = p.limit ?? BODY_LIMIT;
  const bytes = await unpack(ctx, await collect(ctx, limit), limit);
  if (bytes.length === 0 && 'empty' in p) return p.empty;
  if (!isUtf8(ctx)) throw new HubError('body.not-utf8');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HubError('body.not-utf8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HubError('body.not-json');
  }
  const twice = p.strict ? findDuplicate(text) : null;
  if (twice !== null) throw new HubError('body.duplicate', { field: twice.slice(0, 200) });
  return value;
};
