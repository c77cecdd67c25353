/** Bodies of API requests: read up to a limit, decoded strictly, parsed as JSON. */
import type { Context } from 'koa';
import { HubError } from '../../../lib/errors.ts';

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

/** The body as parsed JSON; `empty` is the value of no body at all. Errors: `body.too-large`, `body.not-utf8`, `body.not-json`. */
export const readJson = async (ctx: Context, p: { limit?: number; empty?: unknown } = {}): Promise<unknown> => {
  const bytes = await collect(ctx, p.limit ?? BODY_LIMIT);
  if (bytes.length === 0 && 'empty' in p) return p.empty;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HubError('body.not-utf8');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new HubError('body.not-json');
  }
};
