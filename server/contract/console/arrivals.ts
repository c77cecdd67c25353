/** Console contract: letters of people to us. */
import { z } from 'zod';
import { contract, done, id, listOf, listQuery, none, nothing, undo } from './route.ts';

const arrivalLine = z.object({
  id,
  box: z.enum(['postmaster', 'abuse', 'no-reply', 'return']),
  /** Masked; null when it came without a sender. */
  from: z.string().nullable(),
  subject: z.string(),
  attachments: z.number().int(),
  /** A machine wrote it. */
  machine: z.boolean(),
  state: z.enum(['open', 'forwarded', 'closed']),
  receivedAt: z.number(),
  forwardedAt: z.number().nullable(),
  closedAt: z.number().nullable(),
  closedBy: z.string().nullable(),
});
export type ArrivalLine = z.infer<typeof arrivalLine>;
const arrival = arrivalLine.extend({ sender: z.string().nullable(), text: z.string() });
export type Arrival = z.infer<typeof arrival>;

export const arrivalRoutes = {
  list: contract({
    method: 'GET',
    path: '/arrivals',
    right: 'arrival.see',
    reversal: none,
    input: listQuery.extend({ over: z.enum(['true', 'false']).optional() }),
    answer: listOf(arrivalLine),
  }),
  show: contract({
    method: 'GET',
    path: '/arrivals/:id',
    right: 'arrival.see',
    reversal: none,
    input: nothing,
    answer: arrival,
  }),
  close: contract({
    method: 'POST',
    path: '/arrivals/:id/close',
    right: 'arrival.close',
    reversal: undo('arrivals.reopen'),
    input: nothing,
    answer: done,
  }),
  reopen: contract({
    method: 'POST',
    path: '/arrivals/:id/reopen',
    right: 'arrival.close',
    reversal: undo('arrivals.close'),
    input: nothing,
    answer: done,
  }),
};
