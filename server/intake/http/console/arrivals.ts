/** Console: letters of people to us. */
import { arrivalRoutes } from '../../../contract/console/arrivals.ts';
import type { Arrivals } from '../../../domain/arrivals/arrivals.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

export const arrivalConsole = (p: { arrivals: Arrivals; cursors: Cursors }): ConsoleRoute[] => [
  route(arrivalRoutes.list, async ({ input }) => {
    const before = p.cursors.read<number>('arrivals', input.cursor);
    const { data, last } = await p.arrivals.list({ open: input.over !== 'true' }, { before, limit: input.limit });
    return { data, next: p.cursors.next('arrivals', last, data.length === input.limit) };
  }),
  route(arrivalRoutes.show, ({ id, who }) => p.arrivals.show(who.actor, id)),
  route(arrivalRoutes.close, async ({ id, who }) => {
    await p.arrivals.close(who.actor, id);
    return done;
  }),
  route(arrivalRoutes.reopen, async ({ id, who }) => {
    await p.arrivals.reopen(who.actor, id);
    return done;
  }),
];
