/** Console contract: lanes with what waits, what is held, and the processes that deliver. */
import { z } from 'zod';
import { lanes } from '../codes.ts';
import { contract, id, reads, reason, undo } from './route.ts';

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

export const deliveryRoutes = {
  board: reads('/delivery', 'delivery.see', board),
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
