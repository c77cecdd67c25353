/** Console contract: lanes with what waits, what is held, and the processes that deliver. */
import { z } from 'zod';
import { lanes } from '../codes.ts';
import { contract, id, none, nothing, reads, reason, undo } from './route.ts';

export const laneLoad = z.object({ lane: z.enum(lanes), waiting: z.number().int(), ageMs: z.number().nullable() });
export type LaneLoad = z.infer<typeof laneLoad>;

export const holdKinds = ['everything', 'lane', 'relay', 'bulletin', 'type', 'domain', 'system'] as const;
const switchName = z.object({ kind: z.enum(holdKinds), target: z.string().max(200) });
export const board = z.object({
  lanes: z.array(laneLoad),
  holds: z.array(
    switchName.extend({
      reason: z.string(),
      actor: z.string(),
      /** Name of the actor as it is now; null for programs. */
      name: z.string().nullable(),
      heldAt: z.number(),
    }),
  ),
  relays: z.array(z.string()),
  domains: z.array(z.string()),
  /** Application systems: what a switch may name as `system`. */
  systems: z.array(z.string()),
  workers: z.array(
    z.object({
      id,
      roles: z.string(),
      host: z.string(),
      startedAt: z.number(),
      beatAt: z.number(),
      alive: z.boolean(),
    }),
  ),
});
export type Board = z.infer<typeof board>;

/** One relay, looked at on request: what was said, secrets masked, and where it ended; `step` null: it would take a mail. */
export const relayChecked = z.object({
  relay: z.string(),
  encrypted: z.boolean(),
  step: z.enum(['connect', 'greeting', 'ehlo', 'tls', 'auth']).nullable(),
  reason: z.string().nullable(),
  dialogue: z.array(z.object({ by: z.enum(['us', 'relay', 'note']), text: z.string() })),
});
export type RelayChecked = z.infer<typeof relayChecked>;

export const deliveryRoutes = {
  board: reads('/delivery', 'delivery.see', board),
  checkRelays: contract({
    method: 'POST',
    path: '/delivery/check-relays',
    right: 'delivery.control',
    reversal: none,
    input: nothing,
    answer: z.object({ data: z.array(relayChecked) }),
  }),
  hold: contract({
    method: 'POST',
    path: '/delivery/hold',
    right: 'delivery.control',
    reversal: undo('delivery.release'),
    input: switchName.extend({ reason }),
    answer: board,
  }),
  release: contract({
    method: 'POST',
    path: '/delivery/release',
    right: 'delivery.control',
    reversal: undo('delivery.hold'),
    input: switchName,
    answer: board,
  }),
};
