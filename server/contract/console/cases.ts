/** Console contract: cases with their events, letters and follow-ups. */
import { z } from 'zod';
import { letterStates, systems } from '../codes.ts';
import { letterLine } from './letters.ts';
import { asks, contract, id, listOf, listQuery, none, nothing, reason, undo } from './route.ts';

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
  /** Who is written to, masked, by role. */
  addresses: z.array(z.object({ role: z.string(), to: z.string() })),
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

/** What went while a case of a test key was played, each with its mail; null where it cannot be made any more. */
export const casePlayed = z.object({
  at: z.number(),
  letters: z.array(
    z.object({
      id,
      type: z.string(),
      role: z.string(),
      language: z.string(),
      to: z.string(),
      sentAt: z.number().nullable(),
      outcome: z.enum(letterStates),
      reason: z.string().nullable(),
      mail: z
        .object({ from: z.string(), subject: z.string(), text: z.string(), html: z.string().nullable() })
        .nullable(),
    }),
  ),
});
export type CasePlayed = z.infer<typeof casePlayed>;

export const caseRoutes = {
  list: contract({
    method: 'GET',
    path: '/cases',
    right: 'letter.control',
    reversal: none,
    /** `test`: those of test keys instead. */
    input: listQuery.extend({
      test: z.enum(['true', 'false']).default('false'),
      system: z.enum(systems).optional(),
      state: z.enum(['open', 'closed']).optional(),
    }),
    answer: listOf(caseLine),
  }),
  play: contract({
    method: 'POST',
    path: '/cases/:id/play',
    right: 'letter.control',
    reversal: none,
    input: z.object({ to: z.number() }),
    answer: casePlayed,
  }),
  stopChain: contract({
    method: 'POST',
    path: '/cases/:id/stop-chain',
    right: 'case.control',
    reversal: asks('that its reminders are never sent'),
    input: z.object({ chain: id, reason }),
    answer: caseShown,
  }),
  correctAddress: contract({
    method: 'POST',
    path: '/cases/:id/correct-address',
    right: 'case.control',
    reversal: undo('cases.correctAddress'),
    input: z.object({ role: z.enum(['holder', 'filer', 'applicant']), email: z.string().max(320), reason }),
    answer: z.object({ sentAgain: z.number().int(), moved: z.number().int(), lost: z.number().int() }),
  }),
  close: contract({
    method: 'POST',
    path: '/cases/:id/close',
    right: 'case.control',
    reversal: asks('that what has not left and every reminder end'),
    input: z.object({ reason }),
    answer: caseShown,
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
