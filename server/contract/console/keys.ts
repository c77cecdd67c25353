/** Console contract: keys of the application systems. */
import { z } from 'zod';
import { keyTypes } from '../codes.ts';
import { asks, contract, done, id, listOf, nothing, reads, undo } from './route.ts';

export const key = z.object({
  id,
  name: z.string(),
  type: z.enum(keyTypes),
  system: z.string(),
  created_at: z.string(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
});
export type Key = z.infer<typeof key>;

export const keyRoutes = {
  list: reads('/keys', 'key.see', listOf(key)),
  create: contract({
    method: 'POST',
    path: '/keys',
    right: 'key.write',
    fresh: true,
    reversal: undo('key.revoke'),
    input: z.object({
      name: z.string().max(100),
      type: z.enum(keyTypes),
      system: z.string().max(20),
      allow: z.array(z.string().max(320)).max(50).optional(),
    }),
    answer: z.object({ id, key: z.string() }),
  }),
  revoke: contract({
    method: 'POST',
    path: '/keys/:id/revoke',
    right: 'key.write',
    reversal: asks('that every program with this key is refused at once'),
    input: nothing,
    answer: done,
  }),
};
