/** What a complaint about a field tells beside its name: the value that was given and the limit it broke; never a secret, never an address. */
import type { z } from 'zod';
import { maskWithin } from '../../lib/address.ts';
import type { ErrorDetails, FieldError } from '../../lib/errors.ts';

const MOST = 60;
/** Fields whose value is nobody's to repeat, in an answer that callers write into their logs. */
const secret = new Set(['certificate', 'reference', 'inquiry_password', 'url', 'register_url', 'data_base64']);

const shown = (value: unknown): string | undefined => {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'string' || value === '') return undefined;
  const safe = maskWithin(value.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f]/g, '·'));
  return safe.length > MOST ? `${safe.slice(0, MOST)}…` : safe;
};

const valueAt = (input: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    return (at as Record<string, unknown>)[name];
  }, input);

/** The complaint with the value that `input` has at its field. */
export const withValue = (input: unknown, error: FieldError): FieldError => {
  const name = error.field.split('.').at(-1)!;
  if (secret.has(name) || error.details?.value !== undefined) return error;
  const value = shown(valueAt(input, error.field));
  return value === undefined ? error : { ...error, details: { ...error.details, value } };
};

/** The limit or the choice that one issue is about. */
export const limitOf = (issue: z.core.$ZodIssue): ErrorDetails => {
  if (issue.code === 'too_big') return { limit: Number(issue.maximum) };
  if (issue.code === 'too_small') return { limit: Number(issue.minimum) };
  if (issue.code === 'invalid_value') return { allowed: issue.values.map(String).join(', ') };
  return {};
};
