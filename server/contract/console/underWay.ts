/** Console contract: what is being sent or about to be, for the bar that stands on every screen. */
import { z } from 'zod';
import { bulletinKinds, bulletinStates } from '../codes.ts';
import { bulletinFigures, standstill } from './bulletins.ts';
import { contract, none } from './route.ts';

export const underWayLine = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(bulletinKinds),
  state: z.enum(bulletinStates),
  standstill: standstill.nullable(),
  figures: bulletinFigures,
  /** What the person who asks may do about it now; null when nothing. */
  stop: z.enum(['recall', 'pause']).nullable(),
});
export type UnderWayLine = z.infer<typeof underWayLine>;

export const underWayRoutes = {
  list: contract({
    method: 'GET',
    path: '/under-way',
    right: 'bulletin.see',
    reversal: none,
    input: z.object({}),
    /** `now`: the server's clock, which the countdown is reckoned by. */
    answer: z.object({ now: z.number(), data: z.array(underWayLine) }),
  }),
};
