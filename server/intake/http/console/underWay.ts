/** Console: what is being sent or about to be. */
import { underWayRoutes } from '../../../contract/console/underWay.ts';
import type { UnderWay } from '../../../domain/bulletins/underWay.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const underWayConsole = (p: { underWay: UnderWay }): ConsoleRoute[] => [
  route(underWayRoutes.list, ({ who }) => p.underWay(who)),
];
