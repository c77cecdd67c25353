/** Console: lanes with what waits, what is held, and the processes that deliver. */
import { deliveryRoutes, type RelayChecked } from '../../../contract/console/delivery.ts';
import type { Delivery } from '../../../domain/delivery/delivery.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { type ConsoleRoute, route } from './mount.ts';

type Parts = { delivery: Delivery; policy: Policy; relayCheck: () => Promise<RelayChecked[]> };

const boardFor = async ({ delivery, policy }: Parts) => {
  const [board, names] = await Promise.all([delivery.board(), policy.names()]);
  return { ...board, holds: board.holds.map((hold) => ({ ...hold, name: names.get(hold.actor) ?? null })) };
};

export const deliveryConsole = (p: Parts): ConsoleRoute[] => [
  route(deliveryRoutes.board, () => boardFor(p)),
  route(deliveryRoutes.checkRelays, async () => ({ data: await p.relayCheck() })),
  route(deliveryRoutes.hold, async ({ input, who }) => {
    await p.delivery.hold(who.actor, input, input.reason);
    return boardFor(p);
  }),
  route(deliveryRoutes.release, async ({ input, who }) => {
    await p.delivery.release(who.actor, input);
    return boardFor(p);
  }),
];
