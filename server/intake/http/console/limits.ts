/** Console: limits of recipient domains. */
import { limitRoutes } from '../../../contract/console/limits.ts';
import type { LimitName, Limits } from '../../../domain/limits/limits.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { type ConsoleRoute, route } from './mount.ts';

/** 'docomo:usual'; the domain refuses what it does not know. */
const nameOf = (id: string): LimitName => {
  const [domain = '', kind = ''] = id.split(':');
  return { domain, kind: kind as LimitName['kind'] };
};

export const limitConsole = ({ limits, policy }: { limits: Limits; policy: Policy }): ConsoleRoute[] => {
  const all = async () => {
    const [rows, names] = await Promise.all([limits.list(), policy.names()]);
    const nameOf = (actor: string | null) => (actor === null ? null : (names.get(actor) ?? null));
    return { data: rows.map((row) => ({ ...row, changedByName: nameOf(row.changedBy) })), next: null };
  };
  return [
    route(limitRoutes.list, all),
    route(limitRoutes.set, async ({ id, input, who }) => {
      const { reason, ...limit } = input;
      await limits.set(who.actor, nameOf(id), limit, reason);
      return all();
    }),
    route(limitRoutes.reset, async ({ id, who }) => {
      await limits.reset(who.actor, nameOf(id));
      return all();
    }),
  ];
};
