/** Console contract: cases with their events, letters and follow-ups. */
import { z } from 'zod';
import { letterLine } from './letters.ts';
import { contract, id, listOf, listQuery, none, nothing } from './route.ts';

export const caseLine = z.object({
  id,
  system: z.string(),
  subject: z.string(),
  state: z.enum(['open', 'closed']),
  reason: z.string().nullable(),
  test: z.boolean(),
  changedAt: z.number(),
});
export type CaseLine = z.infer<typeof caseLine>;

export const caseShown = caseLine.extend({
  createdAt: z.number(),
  closedAt: z.number().nullable(),
  events: z.array(
    z.object({
      id,
      type: z.string(),
      /** What it says in the rulebook; null for a type that is not there any more. */
      says: z.object({ ja: z.string(), en: z.string() }).nullable(),
      at: z.number(),
      happenedAt: z.number().nullable(),
      /** Letters that matter and follow-ups that it would have brought, and the event that keeps each back. */
      notSent: z.array(
        z.object({
          type: z.string(),
          role: z.string(),
          because: z.object({ ja: z.string(), en: z.string() }).nullable(),
          at: z.number().nullable(),
        }),
      ),
    }),
  ),
  letters: z.array(letterLine),
  followUps: z.array(
    z.object({
      id,
      type: z.string(),
      state: z.string(),
      nextAt: z.number().nullable(),
      stopAt: z.number().nullable(),
      stopReason: z.string().nullable(),
      sent: z.number().int(),
    }),
  ),
});
export type CaseShown = z.infer<typeof caseShown>;

export const caseRoutes = {
  list: contract({
    method: 'GET',
    path: '/cases',
    right: 'letter.control',
    reversal: none,
    input: listQuery,
    answer: listOf(caseLine),
  }),
  show: contract({
    method: 'GET',
    path: '/cases/:id',
    right: 'case.see',
    reversal: none,
    input: nothing,
    answer: caseShown,
  }),
};
