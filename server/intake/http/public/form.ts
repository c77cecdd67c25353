/** Reads what a form sends: urlencoded or multipart, at most 64 kB. Nothing larger is kept in memory. */
import type { Context } from 'koa';
import { HubError } from '../../../lib/errors.ts';

export const BODY_LIMIT = 65_536;

/** Fields of a form; a field may come several times. */
export type Fields = { get(name: string): string; all(name: string): string[] };

const readBody = (ctx: Context): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const tooLarge = () => new HubError('body.too-large', { limit: BODY_LIMIT });
    if (Number(ctx.get('content-length') || 0) > BODY_LIMIT) return reject(tooLarge());
    const chunks: Buffer[] = [];
    let size = 0;
    ctx.req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_LIMIT) {
        chunks.length = 0;
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    ctx.req.on('end', () => resolve(Buffer.concat(chunks)));
    ctx.req.on('error', () => reject(new HubError('body.unreadable')));
    ctx.req.on('aborted', () => reject(new HubError('body.unreadable')));
  });

const multipart = async (body: Buffer, type: string): Promise<URLSearchParams> => {
  const fields = new URLSearchParams();
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  // Files are nothing we ask for.
  for (const [name, value] of form) if (typeof value === 'string') fields.append(name, value);
  return fields;
};

const readOnce = async (ctx: Context): Promise<Fields> => {
  const type = ctx.get('content-type');
  const body = await readBody(ctx);
  const read = async (): Promise<URLSearchParams> => {
    if (/^multipart\/form-data\b/i.test(type)) return multipart(body, type);
    if (/^application\/x-www-form-urlencoded\b/i.test(type) || body.length === 0)
      return new URLSearchParams(body.toString('utf8'));
    throw new HubError('body.type');
  };
  const fields = await read().catch((error: unknown) => {
    throw error instanceof HubError ? error : new HubError('body.unreadable', {}, [], error);
  });
  return { get: (name) => fields.get(name) ?? '', all: (name) => fields.getAll(name) };
};

/** Errors: `body.too-large`, `body.unreadable`, `body.type`. The body is read once, however often it is asked for. */
export const readForm = async (ctx: Context): Promise<Fields> => {
  ctx.state.fields ??= readOnce(ctx);
  const fields = await (ctx.state.fields as Promise<Fields>);
  const go: unknown = ctx.state.go;
  return typeof go === 'string' ? { ...fields, get: (name) => (name === 'go' ? go : fields.get(name)) } : fields;
};

/** Which button was pressed. Errors as above. */
export const pressed = async (ctx: Context): Promise<string> => (await readForm(ctx)).get('go');
