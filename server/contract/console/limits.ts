/** Console contract: how fast mail may go to each class of recipient domains. */
import { z } from 'zod';
import { contract, listOf, none, nothing, undo } from './route.ts';

const limit = z.object({ connections: z.number().int().nullable(), ratePerSecond: z.number().int().nullable() });
export const domainLimit = limit.extend({
  /** 'docomo:usual' */
  id: z.string(),
  domain: z.string(),
  kind: z.enum(['usual', 'emergency']),
  fallback: limit,
  changedBy: z.string().nullable(),
  /** Name of that person as it is now. */
  changedByName: z.string().nullable(),
  changedAt: z.number().nullable(),
  waiting: z.number().int(),
  /** Resting after too many refusals. */
  restsUntil: z.number().nullable(),
  restReason: z.string().nullable(),
  /** When what waits has left at this rate; null when nothing waits or nothing limits it. */
  endsAt: z.number().nullable(),
});
export type DomainLimitShown = z.infer<typeof domainLimit>;

export const limitRoutes = {
  list: contract({
    method: 'GET',
    path: '/limits',
    right: 'delivery.see',
    reversal: none,
    input: nothing,
    answer: listOf(domainLimit),
  }),
  set: contract({
    method: 'PUT',
    path: '/limits/:id',
    right: 'delivery.control',
    reversal: undo('limits.reset'),
    input: limit.extend({ reason: z.string().max(500) }),
    answer: listOf(domainLimit),
  }),
  reset: contract({
    method: 'POST',
    path: '/limits/:id/reset',
    right: 'delivery.control',
    reversal: undo('limits.set with the values before, which the audit log keeps'),
    input: nothing,
    answer: listOf(domainLimit),
  }),
};
