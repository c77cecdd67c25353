/** Console: readers. */
import { readerRoutes } from '../../../contract/console/readers.ts';
import type { Audience } from '../../../domain/audience/audience.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const readerConsole = (p: { audience: Audience }): ConsoleRoute[] => [
  route(readerRoutes.count, () => p.audience.active()),
  route(readerRoutes.find, async ({ input, who }) => ({ reader: await p.audience.find(who.actor, input.email) })),
];
