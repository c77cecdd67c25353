/** Console: looking up one address, reference or number. */
import { findRoutes } from '../../../contract/console/find.ts';
import { hasRight } from '../../../contract/rights.ts';
import type { Find } from '../../../domain/find/find.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const findConsole = ({ find }: { find: Find }): ConsoleRoute[] => [
  route(findRoutes.find, ({ input, who }) =>
    find(who.actor, input.text, {
      readers: hasRight(who.roles, 'reader.find'),
      tasks: hasRight(who.roles, 'task.see'),
    }),
  ),
];
