/**
 * Events as the CloudEvents SDKs send them over HTTP: structured, batched, and binary, where the attributes stand in headers
 * (CloudEvents 1.0, HTTP protocol binding). All three become the same objects.
 */
import type { Context } from 'koa';
import { BATCH, BATCHED, STRUCTURED } from '../../../contract/apiCalls.ts';
import { HubError } from '../../../lib/errors.ts';
import { readJson } from './body.ts';

const isJson = (type: string) => type === '' || type === 'application/json' || /^application\/[^/]+\+json$/.test(type);

export type ReadEvents = { events: unknown[]; batch: boolean };

/**
 * A header's text. The binding wants what is not ASCII percent-encoded; some SDKs send it as bytes of UTF-8 instead, which Node
 * hands over sign by byte. What is neither stays as it is.
 */
export const headerText = (value: string): string => {
  let text = value;
  if (/[\u0080-\u00ff]/.test(value))
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
    } catch {
      text = value;
    }
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
};

/** Attributes of the headers `ce-…`; a name that stands twice is refused. */
const attributesOf = (ctx: Context): Record<string, string> => {
  const read: Record<string, string> = {};
  for (const [header, values] of Object.entries(ctx.req.headersDistinct)) {
    if (!header.startsWith('ce-') || !values) continue;
    if (values.length > 1) throw new HubError('body.duplicate', { field: header });
    read[header.slice(3)] = headerText(values[0]!);
  }
  return read;
};

const readBinary = async (ctx: Context, type: string): Promise<ReadEvents> => {
  const data = await readJson(ctx, { empty: undefined, strict: true });
  const attributes = attributesOf(ctx);
  const event = { ...attributes, ...(type === '' ? {} : { datacontenttype: type }) };
  return { events: [data === undefined ? event : { ...event, data }], batch: false };
};

/** One event, or the members of a batch. Errors: those of `readJson`, `body.type`, `body.not-batch`, `batch.too-many`. */
export const readEvents = async (ctx: Context): Promise<ReadEvents> => {
  const type = ctx.get('content-type').split(';')[0]!.trim().toLowerCase();
  const named = type === STRUCTURED || type === BATCHED;
  if (!named && !isJson(type)) throw new HubError('body.type', { type: type.slice(0, 100) });
  if (!named && (type.startsWith('application/cloudevents') || ctx.get('ce-specversion') || ctx.get('ce-type'))) {
    if (type.startsWith('application/cloudevents')) throw new HubError('body.type', { type: type.slice(0, 100) });
    return readBinary(ctx, type);
  }
  const body = await readJson(ctx, { strict: true });
  if (!Array.isArray(body)) {
    if (type === BATCHED) throw new HubError('body.not-batch');
    return { events: [body], batch: false };
  }
  if (body.length > BATCH) throw new HubError('batch.too-many', { events: body.length, limit: BATCH });
  return { events: body, batch: true };
};
