/** Console contract: what is held back, undoing a wrong day, and why one reader gets nothing. */
import { z } from 'zod';
import { inboundClasses, readerStates } from '../codes.ts';
import { asks, contract, none } from './route.ts';

const id = z.string().max(100);
const note = z.string().trim().min(1).max(500);
const nothing = z.object({});

export const brakeLine = z.object({
  id,
  /** A class of domains, or one domain. */
  at: z.string(),
  reason: z.string(),
  state: z.enum(['on', 'lifted', 'applied']),
  since: z.number(),
  pulledAt: z.number(),
  /** So many addresses were said to be gone, of so many mails. */
  hards: z.number().int(),
  tried: z.number().int(),
  held: z.number().int(),
  closedAt: z.number().nullable(),
  note: z.string().nullable(),
});
export type BrakeLine = z.infer<typeof brakeLine>;

export const brakeShown = brakeLine.extend({
  /** The first hundred. */
  readers: z.array(z.object({ id, masked: z.string(), kind: z.string(), since: z.number() })),
});
export type BrakeShown = z.infer<typeof brakeShown>;

/** "All suspensions since … at … for …". */
export const liftFilter = z.object({
  since: z.number().int().positive(),
  at: z.string().trim().min(1).max(253),
  reason: z.string().trim().min(1).max(40),
});
export const lifted = z.object({ found: z.number().int(), lifted: z.number().int(), tooOld: z.number().int() });
export type Lifted = z.infer<typeof lifted>;

export const whyShown = z.object({
  id,
  state: z.enum(readerStates),
  next: z.object({ what: z.string(), at: z.number().nullable() }),
  reports: z.array(
    z.object({
      id,
      at: z.number(),
      class: z.enum(inboundClasses),
      status: z.string().nullable(),
      reason: z.string(),
      raw: z.string(),
    }),
  ),
  suspensions: z.array(
    z.object({
      id,
      kind: z.string(),
      reason: z.string(),
      state: z.string(),
      at: z.string(),
      beganAt: z.number(),
      restsUntil: z.number().nullable(),
      closedAt: z.number().nullable(),
      closedBy: z.string().nullable(),
    }),
  ),
});
export type WhyShown = z.infer<typeof whyShown>;

export const suspensionRoutes = {
  brakes: contract({
    method: 'GET',
    path: '/brakes',
    right: 'suppression.see',
    reversal: none,
    input: nothing,
    answer: z.object({ data: z.array(brakeLine), next: z.null() }),
  }),
  brake: contract({
    method: 'GET',
    path: '/brakes/:id',
    right: 'suppression.see',
    reversal: none,
    input: nothing,
    answer: brakeShown,
  }),
  release: contract({
    method: 'POST',
    path: '/brakes/:id/release',
    right: 'reader.lift',
    reversal: asks('how many readers stay as they were'),
    input: z.object({ reason: note }),
    answer: brakeShown,
  }),
  apply: contract({
    method: 'POST',
    path: '/brakes/:id/apply',
    right: 'reader.suspend',
    reversal: asks('how many readers get nothing from then on'),
    input: z.object({ reason: note }),
    answer: brakeShown,
  }),
  count: contract({
    method: 'POST',
    path: '/suspensions/count',
    right: 'suppression.see',
    reversal: none,
    input: liftFilter,
    answer: lifted,
  }),
  lift: contract({
    method: 'POST',
    path: '/suspensions/lift',
    right: 'reader.lift',
    reversal: asks('how many suspensions are undone'),
    input: liftFilter.extend({ note }),
    answer: lifted,
  }),
  why: contract({
    method: 'GET',
    path: '/readers/:id/why',
    right: 'reader.find',
    reversal: none,
    input: nothing,
    answer: whyShown,
  }),
};
