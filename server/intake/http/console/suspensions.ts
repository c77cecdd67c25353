/** Console: brakes, undoing a wrong day, and why one reader gets nothing. */
import { suspensionRoutes } from '../../../contract/console/suspensions.ts';
import type { Subscriptions } from '../../../domain/subscriptions/subscriptions.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const suspensionConsole = (p: {
  subscriptions: Pick<Subscriptions, 'lifting' | 'returnsView'>;
}): ConsoleRoute[] => {
  const { lifting, returnsView } = p.subscriptions;
  return [
    route(suspensionRoutes.brakes, async () => ({ data: await returnsView.brakes(), next: null })),
    route(suspensionRoutes.brake, ({ id }) => returnsView.brake(id)),
    route(suspensionRoutes.release, async ({ id, input, who }) => {
      await lifting.release(id, { actor: who.actor, note: input.reason });
      return returnsView.brake(id);
    }),
    route(suspensionRoutes.apply, async ({ id, input, who }) => {
      await lifting.apply(id, { actor: who.actor, note: input.reason });
      return returnsView.brake(id);
    }),
    route(suspensionRoutes.count, ({ input }) => lifting.count(input)),
    route(suspensionRoutes.lift, async ({ input: { note, ...filter }, who }) =>
      lifting.liftAll(filter, { actor: who.actor, note }),
    ),
    route(suspensionRoutes.why, ({ id, who }) => returnsView.why(who.actor, id)),
  ];
};
