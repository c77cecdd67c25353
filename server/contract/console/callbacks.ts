/** Console contract: callbacks and what was told through them. */
import { z } from 'zod';
import { asks, contract, done, id, listOf, listQuery, none, nothing, reads, undo } from './route.ts';

export const callback = z.object({
  id,
  system: z.string(),
  url: z.string(),
  state: z.string(),
  created_at: z.string(),
  /** Until when the secret before a rotation signs as well. */
  overlap_until: z.string().nullable(),
  /** Outcomes that it still has to be told. */
  waiting: z.number().int(),
});
export type Callback = z.infer<typeof callback>;
export const callbackDelivery = z.object({
  id,
  state: z.string(),
  attempts: z.number().int(),
  created_at: z.string(),
  next_at: z.string().nullable(),
  done_at: z.string().nullable(),
  last_status: z.number().nullable(),
  last_error: z.string().nullable(),
});
export type CallbackDelivery = z.infer<typeof callbackDelivery>;

/** What is told by one delivery, as it goes over the wire, and every try. */
export const callbackPayload = z.object({
  body: z.string(),
  tries: z.array(
    z.object({ at: z.number(), status: z.number().nullable(), error: z.string().nullable(), ms: z.number() }),
  ),
});
export type CallbackPayload = z.infer<typeof callbackPayload>;

export const callbackRoutes = {
  payload: reads('/callbacks/deliveries/:id', 'callback.write', callbackPayload),
  list: reads('/callbacks', 'callback.see', listOf(callback)),
  add: contract({
    method: 'POST',
    path: '/callbacks',
    right: 'callback.write',
    fresh: true,
    reversal: undo('callback.remove'),
    input: z.object({ system: z.string().max(20), url: z.string().max(2000) }),
    answer: z.object({ id, secret: z.string() }),
  }),
  remove: contract({
    method: 'POST',
    path: '/callbacks/:id/remove',
    right: 'callback.write',
    reversal: asks('that outcomes are no longer told there'),
    input: nothing,
    answer: done,
  }),
  deliveries: contract({
    method: 'GET',
    path: '/callbacks/:id/deliveries',
    right: 'callback.see',
    reversal: none,
    input: listQuery,
    answer: listOf(callbackDelivery),
  }),
  replay: contract({
    method: 'POST',
    path: '/callbacks/:id/replay',
    right: 'callback.write',
    reversal: none,
    input: z.object({ delivery: z.string().max(100).optional(), since: z.number().optional() }),
    answer: z.object({ count: z.number().int() }),
  }),
  rotate: contract({
    method: 'POST',
    path: '/callbacks/:id/rotate',
    right: 'callback.write',
    fresh: true,
    reversal: asks('that a new secret signs, and the old one only until tomorrow'),
    input: nothing,
    answer: z.object({ secret: z.string() }),
  }),
};
