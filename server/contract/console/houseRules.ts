/** Console contract: rules of the house about bulletins, such as four eyes and the hold. */
import { z } from 'zod';
import { contract, listOf, none, undo } from './route.ts';

export const houseRule = z.object({
  id: z.string(),
  value: z.string(),
  fallback: z.string(),
  allowed: z.array(z.string()),
});
export type HouseRuleShown = z.infer<typeof houseRule>;

export const houseRuleRoutes = {
  list: contract({
    method: 'GET',
    path: '/house-rules',
    right: 'setting.see',
    reversal: none,
    input: z.object({}),
    answer: listOf(houseRule),
  }),
  change: contract({
    method: 'PUT',
    path: '/house-rules/:id',
    right: 'setting.write',
    reversal: undo('the same with the value before, which the audit log keeps'),
    fresh: true,
    input: z.object({ value: z.string().max(20) }),
    answer: listOf(houseRule),
  }),
};
