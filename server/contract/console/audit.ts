/** Console contract: the audit log, its export and its check. */
import { z } from 'zod';
import { contract, listOf, listQuery, none } from './route.ts';

export const auditLine = z.object({
  id: z.number().int(),
  at: z.number(),
  actor: z.string(),
  /** Name of the actor as it is now; null for programs and for people who are gone. */
  name: z.string().nullable(),
  action: z.string(),
  object: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string().nullable(),
});
export type AuditLine = z.infer<typeof auditLine>;

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** What narrows the audit log; days are JST, both included. */
const auditFilter = z.object({
  object: z.string().max(200).optional(),
  actor: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  from: day.optional(),
  to: day.optional(),
});
export const auditFormats = ['csv', 'json'] as const;

export const auditRoutes = {
  list: contract({
    method: 'GET',
    path: '/audit',
    right: 'audit.see',
    reversal: none,
    input: listQuery.extend(auditFilter.shape),
    answer: listOf(auditLine),
  }),
  /** A piece of the export, oldest line first; go on with `next` until it is null. JSON comes one line a record. */
  export: contract({
    method: 'POST',
    path: '/audit/export',
    right: 'audit.export',
    fresh: true,
    reversal: none,
    input: auditFilter.extend({ format: z.enum(auditFormats), after: z.number().int().optional() }),
    answer: z.object({ text: z.string(), lines: z.number().int(), next: z.number().int().nullable() }),
  }),
  /** A piece of the check, from the oldest line on; go on with `next` until it is null. The verdict is that of all lines so far. */
  verify: contract({
    method: 'GET',
    path: '/audit/verify',
    right: 'audit.see',
    reversal: none,
    input: z.object({ cursor: z.string().optional() }),
    answer: z.object({
      lines: z.number().int(),
      broken: z.number().int().nullable(),
      /** What does not fit; null when all does. */
      fault: z.enum(['line', 'seal', 'cut', 'start', 'outside']).nullable(),
      head: z.string(),
      /** Lines with a seal of a key that we have, and heads that were kept outside the database. */
      sealed: z.number().int(),
      heads: z.number().int(),
      next: z.string().nullable(),
    }),
  }),
};
