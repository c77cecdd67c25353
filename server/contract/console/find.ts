/** Console contract: looking up one address, reference or number. */
import { z } from 'zod';
import { languages, readerStates, taskKinds } from '../codes.ts';
import { caseLine } from './cases.ts';
import { letterLine } from './letters.ts';
import { contract, id, none } from './route.ts';

export const found = z.object({
  letters: z.array(letterLine),
  cases: z.array(caseLine),
  /** Those about what was found, or of this number. */
  tasks: z.array(z.object({ id, kind: z.enum(taskKinds), state: z.enum(['open', 'closed']), openedAt: z.number() })),
  reader: z.object({ id, state: z.enum(readerStates), language: z.enum(languages) }).nullable(),
});
export type Found = z.infer<typeof found>;

export const findRoutes = {
  /** POST, so that no address stands in a URL or a log. */
  find: contract({
    method: 'POST',
    path: '/find',
    right: 'letter.find',
    reversal: none,
    input: z.object({ text: z.string().trim().min(1).max(320) }),
    answer: found,
  }),
};
