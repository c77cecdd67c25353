/** Console contract: readers. One is found by the exact address only; there is no list to leaf through. */
import { z } from 'zod';
import { languages, readerStates } from '../codes.ts';
import { contract, none } from './route.ts';

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

export const readerRoutes = {
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
};
