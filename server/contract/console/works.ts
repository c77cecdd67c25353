/** Console contract: long works of staff (imports, exports …) with how far they have come. */
import { z } from 'zod';
import { workStates } from '../codes.ts';
import { asks, contract, listOf, none, undo } from './route.ts';

export const work = z.object({
  id: z.string(),
  /** 'readers.import' */
  kind: z.string(),
  /** Of a work that does one thing to many: which. */
  act: z.string().nullable(),
  state: z.enum(workStates),
  /** In the unit of the kind: rows, readers, letters. */
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Until it begins or goes on at its pace. */
  waitsMs: z.number(),
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
  confirm: contract({
    method: 'POST',
    path: '/works/:id/confirm',
    right: 'delivery.control',
    reversal: undo('works.cancel'),
    input: z.object({ count: z.number().int() }),
    answer: work,
  }),
  hurry: contract({
    method: 'POST',
    path: '/works/:id/hurry',
    right: 'delivery.control',
    reversal: asks('that it cannot be taken back any more'),
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
