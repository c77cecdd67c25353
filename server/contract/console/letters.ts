/** Console contract: one letter with what became of it. No content of mails anywhere. */
import { z } from 'zod';
import { letterStates, systems } from '../codes.ts';
import { asks, contract, frozen, id, listOf, listQuery, none, nothing, perMinute, reason, undo } from './route.ts';

export const letterLine = z.object({
  id,
  type: z.string(),
  system: z.string(),
  role: z.string(),
  languages: z.string(),
  /** Masked. */
  to: z.string(),
  state: z.enum(letterStates),
  reason: z.string().nullable(),
  createdAt: z.number(),
  plannedAt: z.number().nullable(),
  sentAt: z.number().nullable(),
  finalAt: z.number().nullable(),
  attempts: z.number().int(),
  reference: z.string().nullable(),
  test: z.boolean(),
});
export type LetterLine = z.infer<typeof letterLine>;

/** What came back by mail, newest first. */
export const returnedLine = z.object({
  at: z.number(),
  class: z.string(),
  status: z.string().nullable(),
  reason: z.string(),
});
export type ReturnedLine = z.infer<typeof returnedLine>;

/** Why there is a letter. */
export const whyLetter = z.object({
  kind: z.enum(['event', 'follow-up', 'again', 'notify', 'bulletin', 'own']),
  event: z
    .object({
      type: z.string(),
      /** The system's own name for it. */
      id: z.string(),
      at: z.number(),
      says: z.object({ ja: z.string(), en: z.string() }).nullable(),
    })
    .nullable(),
  /** The letter that it repeats. */
  letter: id.nullable(),
  rhythm: z.enum(['date', 'sending']).nullable(),
  bulletin: z.object({ id, title: z.string() }).nullable(),
});
export type WhyLetterShown = z.infer<typeof whyLetter>;

export const letterShown = letterLine.extend({
  why: whyLetter.nullable(),
  /** Set when mail to this address came back so that it gets no bulletins; this letter goes to it nevertheless. */
  newsletterRest: z.object({ reason: z.string(), since: z.number().nullable() }).nullable(),
  /** Where it goes when it is sent again, masked: the present address of its case. */
  resendTo: z.string().nullable(),
  reply: z.string().nullable(),
  deadlineAt: z.number(),
  messageId: z.string(),
  cause: z.string(),
  caseId: z.string().nullable(),
  returned: z.array(returnedLine),
  tries: z.array(
    z.object({
      at: z.number(),
      relay: z.string(),
      result: z.string(),
      stage: z.string().nullable(),
      reply: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
export type LetterShown = z.infer<typeof letterShown>;

/** What staff ask for: lost is refused, came back, expired, could not be made, or nobody knows. */
export const letterGroups = ['lost', 'open', 'held', 'accepted', 'ended'] as const;
const filter = {
  group: z.enum(letterGroups).optional(),
  type: z.string().max(60).optional(),
  system: z.string().max(20).optional(),
  domain: z.string().max(255).optional(),
  reason: z.string().max(60).optional(),
  day: z.iso.date().optional(),
};
export const letterManyActs = ['resend', 'hold', 'let-go', 'cancel'] as const;

export const letterRoutes = {
  list: contract({
    method: 'GET',
    path: '/letters',
    right: 'letter.find',
    reversal: none,
    input: listQuery.extend(filter),
    answer: listOf(letterLine),
  }),
  many: contract({
    method: 'POST',
    path: '/letters/acts',
    right: 'letter.control',
    reversal: asks('the number of letters, which is typed before anything is done'),
    input: z.object({ act: z.enum(letterManyActs), reason, perMinute, filter: z.object(filter) }),
    answer: frozen,
  }),
  show: contract({
    method: 'GET',
    path: '/letters/:id',
    right: 'letter.find',
    reversal: none,
    input: nothing,
    answer: letterShown,
  }),
  text: contract({
    method: 'POST',
    path: '/letters/:id/text',
    right: 'letter.read',
    reversal: none,
    input: nothing,
    answer: z.object({ from: z.string(), subject: z.string(), text: z.string() }),
  }),
  /** What other servers wrote about it, as text; foreign words. */
  reports: contract({
    method: 'POST',
    path: '/letters/:id/reports',
    right: 'letter.read',
    reversal: none,
    input: nothing,
    answer: z.object({ data: z.array(z.object({ at: z.number(), text: z.string() })) }),
  }),
  resend: contract({
    method: 'POST',
    path: '/letters/:id/resend',
    right: 'letter.resend',
    reversal: asks('that one more mail goes to the present address of its case'),
    input: nothing,
    answer: z.object({ id }),
  }),
  sendExpired: contract({
    method: 'POST',
    path: '/letters/send-expired',
    right: 'letter.resend',
    reversal: asks('that every mail of the kind that ran out of time and is still true goes to its present address'),
    input: z.object({ system: z.enum(systems), type: z.string().max(100) }),
    answer: z.object({ sent: z.number().int(), left: z.number().int() }),
  }),
  cancel: contract({
    method: 'POST',
    path: '/letters/:id/cancel',
    right: 'letter.control',
    reversal: asks('that this mail is never sent'),
    input: z.object({ reason }),
    answer: letterShown,
  }),
  hold: contract({
    method: 'POST',
    path: '/letters/:id/hold',
    right: 'letter.control',
    reversal: undo('letters.letGo'),
    input: z.object({ reason }),
    answer: letterShown,
  }),
  letGo: contract({
    method: 'POST',
    path: '/letters/:id/let-go',
    right: 'letter.control',
    reversal: asks('that the mail leaves now, or at its time'),
    input: nothing,
    answer: letterShown,
  }),
};
