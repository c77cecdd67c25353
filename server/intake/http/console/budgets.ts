/** Console: what somebody without an account may cause. */
import { budgetRoutes } from '../../../contract/console/budgets.ts';
import type { Budgets } from '../../../domain/budgets/budgets.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const budgetConsole = ({ budgets, policy }: { budgets: Budgets; policy: Policy }): ConsoleRoute[] => {
  const all = async () => {
    const [rows, names] = await Promise.all([budgets.list(), policy.names()]);
    const data = rows.map((row) => ({
      ...row,
      changedByName: row.changedBy === null ? null : (names.get(row.changedBy) ?? null),
    }));
    return { data, next: null };
  };
  return [
    route(budgetRoutes.list, all),
    route(budgetRoutes.set, async ({ id, input, who }) => {
      await budgets.set(who.actor, id, input.value, input.reason);
      return all();
    }),
    route(budgetRoutes.reset, async ({ id, who }) => {
      await budgets.reset(who.actor, id);
      return all();
    }),
  ];
};
