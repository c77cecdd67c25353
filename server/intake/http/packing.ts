/** Everything that is text goes out packed, by brotli or gzip, whichever the reader takes. What stays the same is packed once. */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context, Middleware } from 'koa';

const kinds = ['br', 'gzip'] as const;
type Kind = (typeof kinds)[number];

/** Less than this fits one packet anyway. */
const WORTH = 1024;
const isText = /^(?:text\/(?!event-stream)|image\/svg|application\/(?:.+\+)?(?:json|xml|javascript|yaml))/;

const br = promisify(brotliCompress);
const gz = promisify(gzip);
/** `well`: takes its time, for what is kept. */
const pack = (kind: Kind, body: Buffer, well: boolean): Promise<Buffer> => {
  if (kind === 'gzip') return gz(body, { level: well ? 9 : 6 });
  const quality = well ? constants.BROTLI_MAX_QUALITY : 4;
  return br(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
};

/** Bytes that live as long as the process: the style sheet, pages made once. */
const packed = new WeakMap<Buffer, Map<Kind, Promise<Buffer>>>();
/** A text that is sent as often as somebody asks: packed once for each way. */
export const lasting = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  packed.set(bytes, new Map());
  return bytes;
};
const packedOnce = (kind: Kind, body: Buffer, known: Map<Kind, Promise<Buffer>>): Promise<Buffer> => {
  const made = known.get(kind) ?? pack(kind, body, true);
  known.set(kind, made);
  return made;
};

/** What goes out as text and is large enough; null for everything else. */
const textOf = (ctx: Context): Buffer | null => {
  const body: unknown = ctx.body;
  if (ctx.res.hasHeader('Content-Encoding') || !isText.test(ctx.response.type)) return null;
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === 'string') return Buffer.from(body);
  return body !== null && typeof body === 'object' && !('pipe' in body) && !('getReader' in body)
    ? Buffer.from(JSON.stringify(body))
    : null;
};

/** Browsers of a kind all say the same, so what they take is worked out once. Strangers' spellings do not pile up. */
const taken = new Map<string, Kind | null>();
const kindFor = (ctx: Context): Kind | null => {
  const says = ctx.get('Accept-Encoding');
  const known = taken.get(says);
  if (known !== undefined) return known;
  const kind = kinds.find((one) => ctx.acceptsEncodings(one) === one) ?? null;
  if (taken.size >= 100) taken.clear();
  if (says.length <= 100) taken.set(says, kind);
  return kind;
};

export const packing: Middleware = async (ctx, next) => {
  await next();
  const text = textOf(ctx);
  if (text === null || text.length < WORTH) return;
  ctx.vary('Accept-Encoding');
  const kind = kindFor(ctx);
  if (!kind) return;
  const known = packed.get(text);
  ctx.body = await (known ? packedOnce(kind, text, known) : pack(kind, text, false));
  ctx.set('Content-Encoding', kind);
};
