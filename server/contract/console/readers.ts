/** Console contract: readers, listed masked with filters, and one of them with what became of it. */
import { z } from 'zod';
import { languages, letterStates, readerStates, rhythms } from '../codes.ts';
import { letterLine, returnedLine } from './letters.ts';
import { asks, contract, done, id, listOf, listQuery, none, nothing, reason, undo } from './route.ts';

export const readerFound = z.object({
  id: z.string(),
  email: z.string(),
  language: z.enum(languages),
  state: z.enum(readerStates),
  topics: z.array(z.string()),
  createdAt: z.number(),
  confirmedAt: z.number().nullable(),
  suspendedReason: z.string().nullable(),
});
export type ReaderFound = z.infer<typeof readerFound>;

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
  /** How often bulletins come. */
  rhythm: z.enum(rhythms),
  /** Asked to accept new terms: the end of the last day with bulletins without an answer. */
  termsBy: z.number().nullable(),
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

export const readerLine = z.object({
  id,
  masked: z.string(),
  domain: z.string(),
  language: z.enum(languages),
  state: z.enum(readerStates),
  reason: z.string().nullable(),
  /** Where they come from: web, mail, import … */
  cause: z.string(),
  createdAt: z.number(),
});
export type ReaderLine = z.infer<typeof readerLine>;
const day = z.iso.date();

/** Which readers: of the list, and of an act over all that it finds. */
export const readerFilter = z.object({
  state: z.enum(readerStates).optional(),
  language: z.enum(languages).optional(),
  topic: z.string().max(60).optional(),
  domain: z.string().max(255).optional(),
  reason: z.string().max(60).optional(),
  cause: z.string().max(60).optional(),
  joinedFrom: day.optional(),
  joinedTo: day.optional(),
});

export const readerRoutes = {
  list: contract({
    method: 'GET',
    path: '/readers',
    right: 'reader.find',
    reversal: none,
    input: listQuery.extend(readerFilter.shape),
    answer: listOf(readerLine),
  }),
  count: contract({
    method: 'GET',
    path: '/readers/count',
    right: 'reader.count',
    reversal: none,
    input: z.object({}),
    answer: z.object({ active: z.number().int(), languages: z.record(z.string(), z.number().int()) }),
  }),
  /** POST, so that no address stands in a URL or a log. */
  find: contract({
    method: 'POST',
    path: '/readers/find',
    right: 'reader.find',
    reversal: none,
    input: z.object({ email: z.string().max(320) }),
    answer: z.object({ reader: readerFound.nullable() }),
  }),
  suspended: contract({
    method: 'GET',
    path: '/suspended',
    right: 'suppression.see',
    reversal: none,
    input: listQuery,
    answer: listOf(suspendedLine),
  }),
  show: contract({
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
    reversal: undo('reader.lift'),
    input: z.object({ reason }),
    answer: readerShown,
  }),
  lift: contract({
    method: 'POST',
    path: '/readers/:id/lift',
    right: 'reader.lift',
    reversal: undo('reader.suspend'),
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
