/** Console: reports that were not understood, and what staff say of their wording. */
import { returnRoutes } from '../../../contract/console/returns.ts';
import type { Wordings } from '../../../domain/returns/wordings.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const returnConsole = ({ wordings }: { wordings: Wordings }): ConsoleRoute[] => [
  route(returnRoutes.wordings, async () => ({ data: await wordings.list(), next: null })),
  route(returnRoutes.decide, ({ id, input, who }) => wordings.decide(who.actor, id, input.means)),
];
