/** Console contract: keys of the application systems. */
import { z } from 'zod';
import { keyTypes } from '../codes.ts';
import { asks, contract, done, id, listOf, nothing, reads, undo } from './route.ts';

export const key = z.object({
  id,
  name: z.string(),
  /** What stands before the secret of the key. */
  prefix: z.string(),
  type: z.enum(keyTypes),
  system: z.string(),
  created_at: z.string(),
  /** Who made it. */
  by: z.string(),
  /** After a rotation: until when it is still taken. */
  expires_at: z.string().nullable(),
  /** Whom a team key may write to beside active staff, masked. */
  guests: z.array(z.string()),
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
  guests: reads('/keys/:id/guests', 'key.write', z.object({ guests: z.array(z.string()) })),
  setGuests: contract({
    method: 'POST',
    path: '/keys/:id/guests',
    right: 'key.write',
    fresh: true,
    reversal: undo('keys.setGuests'),
    input: z.object({ guests: z.array(z.string().max(320)).max(50) }),
    answer: done,
  }),
  rotate: contract({
    method: 'POST',
    path: '/keys/:id/rotate',
    right: 'key.write',
    fresh: true,
    reversal: asks('the hours in which the key before is still taken'),
    input: z.object({ hours: z.number().int().min(0).max(720) }),
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
