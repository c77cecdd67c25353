/** Console contract: looking up one address, reference or letter; cases; suspended readers; one reader. No content of mails anywhere. */
import { z } from 'zod';
import { languages, letterStates, readerStates } from '../codes.ts';
import { asks, contract, listOf, listQuery, none, undo } from './route.ts';

const nothing = z.object({});
const reason = z.string().max(500);
const done = z.object({ done: z.literal(true) });
const id = z.string();

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

export const letterShown = letterLine.extend({
  /** Set when mail to this address came back so that it gets no bulletins; this letter goes to it nevertheless. */
  newsletterRest: z.object({ reason: z.string(), since: z.number().nullable() }).nullable(),
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

export const suspendedLine = z.object({
  id,
  masked: z.string(),
  language: z.enum(languages),
  reason: z.string().nullable(),
  since: z.number().nullable(),
});
export type SuspendedLine = z.infer<typeof suspendedLine>;

export const readerShown = z.object({
  id,
  email: z.string(),
  language: z.enum(languages),
  state: z.enum(readerStates),
  topics: z.array(z.object({ code: z.string(), names: z.object({ ja: z.string(), en: z.string() }) })),
  createdAt: z.number(),
  confirmedAt: z.number().nullable(),
  suspendedReason: z.string().nullable(),
  suspendedAt: z.number().nullable(),
  returned: z.array(returnedLine),
  letters: z.array(letterLine),
  bulletins: z.array(
    z.object({
      id,
      title: z.string(),
      state: z.enum(letterStates),
      sentAt: z.number().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
export type ReaderShown = z.infer<typeof readerShown>;

export const found = z.object({
  letters: z.array(letterLine),
  cases: z.array(caseLine),
  reader: z.object({ id, state: z.enum(readerStates), language: z.enum(languages) }).nullable(),
});
export type Found = z.infer<typeof found>;

export const deskRoutes = {
  /** POST, so that no address stands in a URL or a log. */
  find: contract({
    method: 'POST',
    path: '/find',
    right: 'letter.find',
    reversal: none,
    input: z.object({ text: z.string().trim().min(1).max(320) }),
    answer: found,
  }),
  letter: contract({
    method: 'GET',
    path: '/letters/:id',
    right: 'letter.find',
    reversal: none,
    input: nothing,
    answer: letterShown,
  }),
  resend: contract({
    method: 'POST',
    path: '/letters/:id/resend',
    right: 'letter.resend',
    reversal: asks('that one more mail goes to the same address'),
    input: nothing,
    answer: z.object({ id }),
  }),
  cancel: contract({
    method: 'POST',
    path: '/letters/:id/cancel',
    right: 'letter.control',
    reversal: asks('that this mail is never sent'),
    input: z.object({ reason }),
    answer: letterShown,
  }),
  cases: contract({
    method: 'GET',
    path: '/cases',
    right: 'letter.control',
    reversal: none,
    input: listQuery,
    answer: listOf(caseLine),
  }),
  case: contract({
    method: 'GET',
    path: '/cases/:id',
    right: 'case.see',
    reversal: none,
    input: nothing,
    answer: caseShown,
  }),
  suspended: contract({
    method: 'GET',
    path: '/suspended',
    right: 'suppression.see',
    reversal: none,
    input: listQuery,
    answer: listOf(suspendedLine),
  }),
  reader: contract({
    method: 'GET',
    path: '/readers/:id',
    right: 'reader.find',
    reversal: none,
    input: nothing,
    answer: readerShown,
  }),
  suspend: contract({
    method: 'POST',
    path: '/readers/:id/suspend',
    right: 'reader.suspend',
    reversal: undo('desk.lift'),
    input: z.object({ reason }),
    answer: readerShown,
  }),
  lift: contract({
    method: 'POST',
    path: '/readers/:id/lift',
    right: 'reader.lift',
    reversal: undo('desk.suspend'),
    input: z.object({ reason }),
    answer: done,
  }),
  erase: contract({
    method: 'POST',
    path: '/readers/:id/erase',
    right: 'reader.erase',
    fresh: true,
    reversal: asks('that the reader and all that is known is gone for good'),
    input: z.object({ reason }),
    answer: done,
  }),
};
