/** Console contract: addresses and domains that get no mail. */
import { z } from 'zod';
import { suppressionKinds } from '../codes.ts';
import { contract, id, listOf, none, reason, undo } from './route.ts';

export const suppression = z.object({
  id,
  kind: z.enum(suppressionKinds),
  /** Masked for an address. */
  target: z.string(),
  /** Whether letters of procedures are blocked as well; bulletins always are. */
  letters: z.boolean(),
  reason: z.string(),
  actor: z.string(),
  createdAt: z.number(),
  until: z.number().nullable(),
  liftedAt: z.number().nullable(),
  liftedBy: z.string().nullable(),
  liftedReason: z.string().nullable(),
});
export type SuppressionShown = z.infer<typeof suppression>;

export const suppressionRoutes = {
  list: contract({
    method: 'GET',
    path: '/suppressions',
    right: 'suppression.see',
    reversal: none,
    input: z.object({ lifted: z.enum(['true', 'false']).optional() }),
    answer: listOf(suppression),
  }),
  add: contract({
    method: 'POST',
    path: '/suppressions',
    right: 'reader.suspend',
    reversal: undo('suppressions.lift'),
    input: z.object({
      /** An address, or a domain. */
      target: z.string().max(320),
      letters: z.boolean(),
      reason,
      until: z.number().int().nullable(),
    }),
    answer: suppression,
  }),
  lift: contract({
    method: 'POST',
    path: '/suppressions/:id/lift',
    right: 'reader.lift',
    reversal: undo('suppressions.add'),
    input: z.object({ reason }),
    answer: suppression,
  }),
};
