/** Console: addresses and domains that get no mail. */
import { suppressionRoutes } from '../../../contract/console/suppressions.ts';
import type { Suppressions } from '../../../domain/suppressions/suppressions.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const suppressionConsole = ({ suppressions }: { suppressions: Suppressions }): ConsoleRoute[] => [
  route(suppressionRoutes.list, async ({ input }) => ({
    data: await suppressions.list({ lifted: input.lifted === 'true' }),
    next: null,
  })),
  route(suppressionRoutes.add, async ({ input, who }) => suppressions.find(await suppressions.add(who.actor, input))),
  route(suppressionRoutes.lift, async ({ id, input, who }) => {
    await suppressions.lift(who.actor, id, input.reason);
    return suppressions.find(id);
  }),
];
