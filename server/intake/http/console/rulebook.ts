/** Console: the rulebook, to read. */
import { rulebookRoutes } from '../../../contract/console/rulebook.ts';
import { rulebookScreen } from '../../../domain/rulebook/screen.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const rulebookConsole = (): ConsoleRoute[] => [route(rulebookRoutes.show, async () => rulebookScreen())];
