/** Console contract: reports that came back and were not understood, by their wording. */
import { z } from 'zod';
import { asks, contract, id, none, nothing } from './route.ts';

const wording = z.object({
  id,
  /** How many came with this wording. */
  reports: z.number().int(),
  first: z.number(),
  last: z.number(),
  /** What the last one said; it may hold an address. */
  words: z.string(),
});
export type Wording = z.infer<typeof wording>;

export const returnRoutes = {
  wordings: contract({
    method: 'GET',
    path: '/wordings',
    right: 'arrival.see',
    reversal: none,
    input: nothing,
    answer: z.object({ data: z.array(wording), next: z.null() }),
  }),
  decide: contract({
    method: 'POST',
    path: '/wordings/:id/decide',
    right: 'reader.suspend',
    reversal: asks('how many reports it holds for, and what happens to their readers'),
    input: z.object({ means: z.enum(['hard', 'soft', 'none']) }),
    answer: z.object({ reports: z.number().int() }),
  }),
};
