/** The envelope of an event before its check: attributes that mean nothing to us are set aside and kept, `data_base64` is unpacked. */
import { envelopeSchema, extension } from '../../contract/events.ts';
import type { FieldError } from '../../lib/errors.ts';
import { findDuplicate } from '../../lib/json.ts';

/** Attributes of others' making (CloudEvents 1.0, "Extension Context Attributes"), as they came. */
export type Extensions = Record<string, string | number | boolean>;

export type Opened = {
  /** What the check reads: attributes of the contract, and `data`. */
  input: unknown;
  extensions: Extensions;
  errors: FieldError[];
};

const known = new Set([...Object.keys(envelopeSchema.shape), 'data_base64']);
/** Those of them that others define and ours only carries on. */
const carried = ['traceparent', 'tracestate'];

/** Base64 as RFC 4648 has it; Node's reader takes anything. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const unpackData = (given: Record<string, unknown>): { data?: unknown; errors: FieldError[] } => {
  const wrong = (code: string) => ({ errors: [{ field: 'data_base64', code }] });
  if (given.data !== undefined) return wrong('data.two');
  const packed = given.data_base64;
  if (typeof packed !== 'string' || !base64.test(packed)) return wrong('data.not-base64');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
    const data: unknown = JSON.parse(text);
    const twice = findDuplicate(text);
    return twice === null
      ? { data, errors: [] }
      : { errors: [{ field: `data.${twice}`.slice(0, 200), code: 'field.twice' }] };
  } catch {
    return wrong('data.not-json');
  }
};

const extensionFault = (name: string, value: unknown): FieldError[] => {
  if (!/^[a-z0-9]+$/.test(name)) return [{ field: name, code: 'extension.name' }];
  if (typeof value === 'object') return [{ field: name, code: 'extension.type' }];
  return extension.safeParse(value).success ? [] : [{ field: name, code: 'extension.value' }];
};

/** Sorts the attributes of one event. An attribute that is null counts as absent, as the JSON format says. */
export const openEnvelope = (given: unknown): Opened => {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { input: given, extensions: {}, errors: [] };
  const own: Record<string, unknown> = {};
  const extensions: Extensions = {};
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === null && name !== 'data') continue;
    if (known.has(name)) own[name] = value;
    const foreign = !known.has(name);
    const faults = foreign ? extensionFault(name, value) : [];
    errors.push(...faults);
    if (faults.length === 0 && (foreign || (carried.includes(name) && typeof value === 'string')))
      extensions[name] = value as Extensions[string];
  }
  if (own.data_base64 !== undefined) {
    const { data, errors: wrong } = unpackData(own);
    errors.push(...wrong);
    delete own.data_base64;
    own.data ??= data;
    if (own.data === undefined) delete own.data;
  }
  return { input: own, extensions, errors };
};
