/** Console: rules of the house about bulletins. */
import { houseRuleRoutes } from '../../../contract/console/houseRules.ts';
import { houseRules, type Policy } from '../../../domain/policy/policy.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const houseRuleConsole = (p: { policy: Policy }): ConsoleRoute[] => {
  const list = async () => {
    const values = await p.policy.rules();
    const data = (Object.keys(houseRules) as (keyof typeof houseRules)[]).map((id) => ({
      id,
      value: values[id],
      fallback: houseRules[id].fallback,
      allowed: [...houseRules[id].allowed],
    }));
    return { data, next: null };
  };
  return [
    route(houseRuleRoutes.list, list),
    route(houseRuleRoutes.change, async ({ id, who, input }) => {
      await p.policy.setRule(who, id, input.value);
      return list();
    }),
  ];
};
