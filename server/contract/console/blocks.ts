/** Console contract: blocks that staff keep in three languages and name in bulletins, [[name]] on a line of its own. */
import { z } from 'zod';
import { inEvery, languages } from '../codes.ts';
import { finding } from './bulletins.ts';
import { contract, id, listOf, none, undo } from './route.ts';

const texts = z.object(inEvery(() => z.string().max(20_000)));
export const blockInput = z.object({ name: z.string().max(200), note: z.string().max(500), texts });
export const block = blockInput.extend({
  id,
  revision: z.number().int(),
  /** Who changed it last, and by what name; null for the command line. */
  actor: z.string(),
  changedByName: z.string().nullable(),
  changedAt: z.number(),
  retired: z.boolean(),
  /** Drafts that name it: they change with it. */
  drafts: z.number().int(),
  findings: z.partialRecord(z.enum(languages), z.array(finding)),
});
export type Block = z.infer<typeof block>;

const act = { method: 'POST', right: 'bulletin.write', input: z.object({}), answer: block } as const;
export const blockRoutes = {
  list: contract({
    method: 'GET',
    path: '/blocks',
    right: 'bulletin.see',
    reversal: none,
    input: z.object({}),
    answer: listOf(block),
  }),
  create: contract({ ...act, path: '/blocks', reversal: undo('blocks.retire'), input: blockInput }),
  change: contract({
    ...act,
    method: 'PUT',
    path: '/blocks/:id',
    reversal: undo('blocks.change'),
    input: blockInput.extend({ revision: z.number().int() }),
  }),
  retire: contract({ ...act, path: '/blocks/:id/retire', reversal: undo('blocks.bringBack') }),
  bringBack: contract({ ...act, path: '/blocks/:id/bring-back', reversal: undo('blocks.retire') }),
};
