/** Console contract: who has a draft open, and whether somebody has saved it meanwhile. */
import { z } from 'zod';
import { languages } from '../codes.ts';
import { contract, done, none, reads } from './route.ts';

export const presence = z.object({
  others: z.array(z.object({ name: z.string(), language: z.enum(languages) })),
  saved: z.object({ revision: z.number().int(), by: z.string().nullable(), own: z.boolean() }),
});
export type PresenceList = z.infer<typeof presence>;

export const bulletinPresenceRoutes = {
  list: reads('/bulletins/:id/presence', 'bulletin.see', presence),
  here: contract({
    method: 'POST',
    path: '/bulletins/:id/presence',
    right: 'bulletin.write',
    reversal: none,
    input: z.object({ language: z.enum(languages) }),
    answer: presence,
  }),
  gone: contract({
    method: 'DELETE',
    path: '/bulletins/:id/presence',
    right: 'bulletin.write',
    reversal: none,
    input: z.object({}),
    answer: done,
  }),
};
