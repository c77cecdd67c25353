/** Console contract: what somebody without an account may cause, with its bounds. */
import { z } from 'zod';
import { contract, listOf, none, nothing, undo } from './route.ts';

export const budget = z.object({
  /** 'forms-network-hour' */
  id: z.string(),
  value: z.number().int(),
  /** What the settings say. */
  fallback: z.number().int(),
  least: z.number().int(),
  most: z.number().int(),
  changedBy: z.string().nullable(),
  /** Name of that person as it is now. */
  changedByName: z.string().nullable(),
  changedAt: z.number().nullable(),
});
export type BudgetShown = z.infer<typeof budget>;

export const budgetRoutes = {
  list: contract({
    method: 'GET',
    path: '/budgets',
    right: 'setting.see',
    reversal: none,
    input: nothing,
    answer: listOf(budget),
  }),
  set: contract({
    method: 'PUT',
    path: '/budgets/:id',
    right: 'setting.write',
    reversal: undo('budgets.reset'),
    fresh: true,
    input: z.object({ value: z.number(), reason: z.string().max(500) }),
    answer: listOf(budget),
  }),
  reset: contract({
    method: 'POST',
    path: '/budgets/:id/reset',
    right: 'setting.write',
    reversal: undo('budgets.set with the value before, which the audit log keeps'),
    fresh: true,
    input: nothing,
    answer: listOf(budget),
  }),
};
