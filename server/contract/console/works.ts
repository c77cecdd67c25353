/** Console contract: long works of staff (imports, exports …) with how far they have come. */
import { z } from 'zod';
import { workStates } from '../codes.ts';
import { asks, contract, listOf, none } from './route.ts';

export const work = z.object({
  id: z.string(),
  /** 'readers.import' */
  kind: z.string(),
  state: z.enum(workStates),
  /** In the unit of the kind: rows, readers, letters. */
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Figures of the kind; null until it is done. */
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
  actor: z.string(),
  createdAt: z.number(),
  beganAt: z.number().nullable(),
  endedAt: z.number().nullable(),
});
export type WorkShown = z.infer<typeof work>;

const nothing = z.object({});

export const workRoutes = {
  list: contract({
    method: 'GET',
    path: '/works',
    right: 'delivery.see',
    reversal: none,
    input: z.object({ kind: z.string().max(60).optional() }),
    answer: listOf(work),
  }),
  one: contract({
    method: 'GET',
    path: '/works/:id',
    right: 'delivery.see',
    reversal: none,
    input: nothing,
    answer: work,
  }),
  cancel: contract({
    method: 'POST',
    path: '/works/:id/cancel',
    right: 'delivery.control',
    reversal: asks('done and total: what is written stays'),
    input: nothing,
    answer: work,
  }),
};
