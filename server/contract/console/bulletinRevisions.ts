/** Console contract: earlier versions of a bulletin's texts, and bringing one back. */
import { z } from 'zod';
import { languages } from '../codes.ts';
import { bulletin, texts } from './bulletins.ts';
import { contract, listOf, listQuery, none, undo } from './route.ts';

const number = z.number().int().min(1);
export const bulletinRevision = z.object({
  revision: number,
  at: z.number(),
  by: z.string(),
  /** How many saves are told as this one. */
  saves: z.number().int(),
  /** What the bulletin says now. */
  current: z.boolean(),
  /** What was decided about exactly these texts. */
  acts: z.array(z.string()),
  /** Lines more and less than in the version before, by language; `first`: how the first such line begins. */
  changes: z.array(
    z.object({
      language: z.enum(languages),
      how: z.enum(['begun', 'emptied', 'changed']),
      plus: z.number().int(),
      minus: z.number().int(),
      first: z.string(),
    }),
  ),
});
export type BulletinRevision = z.infer<typeof bulletinRevision>;

const see = { method: 'GET', right: 'bulletin.see', reversal: none } as const;

export const bulletinRevisionRoutes = {
  list: contract({
    ...see,
    path: '/bulletins/:id/revisions',
    /** `every`: each save by itself, not those of one sitting as one. */
    input: listQuery.extend({ every: z.literal('yes').optional() }),
    answer: listOf(bulletinRevision),
  }),
  texts: contract({
    ...see,
    path: '/bulletins/:id/revisions/texts',
    input: z.object({ of: z.coerce.number().int().min(1) }),
    answer: z.object({ texts }),
  }),
  /** `revision`: the newest that the person has seen. */
  restore: contract({
    method: 'POST',
    path: '/bulletins/:id/revisions/restore',
    right: 'bulletin.write',
    reversal: undo('bulletinRevisions.restore: every revision is kept'),
    input: z.object({ from: number, revision: number }),
    answer: bulletin,
  }),
};
