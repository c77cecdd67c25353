/** The shape of a console route: what the server checks and what the console knows before it asks. */
import { z } from 'zod';
import type { Right } from '../rights.ts';

/**
 * How a mistake is mended: `undo` there is a way back (named), `asks` the console asks first and tells the consequence in numbers,
 * `none` nothing is changed that matters (reading, drafts with revisions).
 */
export type Reversal = { kind: 'undo'; by: string } | { kind: 'asks'; tells: string } | { kind: 'none' };

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export type RouteContract<
  I extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
  M extends Method = Method,
  P extends string = string,
> = {
  method: M;
  /** Below /console/api, with :id as the only kind of parameter. */
  path: P;
  /** 'open' for signing in, 'self' for anyone who is signed in. */
  right: Right | 'open' | 'self';
  reversal: Reversal;
  /** Asks for the password or code again when the last time was more than 10 minutes ago. */
  fresh?: true;
  /** The body is a file, byte for byte; the input stands in the query. */
  file?: true;
  /** Query for GET, body otherwise. */
  input: I;
  answer: A;
};

/** Keeps method and path as literal types: the console's client finds input and answer by them. */
export const contract = <I extends z.ZodType, A extends z.ZodType, const M extends Method, const P extends string>(
  route: RouteContract<I, A, M, P>,
): RouteContract<I, A, M, P> => route;
export const none = { kind: 'none' } as const;
export const asks = (tells: string) => ({ kind: 'asks', tells }) as const;
export const undo = (by: string) => ({ kind: 'undo', by }) as const;

/** Pieces that many routes share. */
export const nothing = z.object({});
export const id = z.string();
export const reason = z.string().max(500);
export const done = z.object({ done: z.literal(true) });
/** A route that only reads and asks for nothing but its path. */
export const reads = <A extends z.ZodType, const P extends string>(path: P, right: RouteContract['right'], answer: A) =>
  contract({ method: 'GET', path, right, reversal: none, input: nothing, answer });

/** Lists are walked with a cursor; `total` stands only where it is kept, never counted for a list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next: z.string().nullable(), total: z.number().int().optional() });
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(400).optional(),
});

/** A set that one act is meant for: frozen, and nothing is done before its number is typed (`works.confirm`). */
export const frozen = z.object({ id, total: z.number().int() });
/** The pace of an act over many; null: as fast as it goes. */
export const perMinute = z.number().int().min(1).max(60_000).nullable();

/** RFC 9457 problem as the console gets it: `code` is stable, `fields` name each wrong field. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  fields: z
    .array(z.object({ field: z.string(), code: z.string(), details: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
});
export type Problem = z.infer<typeof problem>;
