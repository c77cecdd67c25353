/** Console: the rulebook, to read, with the settings that are in force. */
import { rulebookRoutes } from '../../../contract/console/rulebook.ts';
import { rulebooks } from '../../../domain/rulebook/index.ts';
import { rulebookScreen } from '../../../domain/rulebook/screen.ts';
import type { Settings } from '../../../domain/rulebook/settings.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const rulebookConsole = ({ settings }: { settings: Settings }): ConsoleRoute[] => [
  route(rulebookRoutes.show, async () => {
    const all = await Promise.all(rulebooks.map(async ({ system }) => [system, await settings.get(system)] as const));
    return rulebookScreen(Object.fromEntries(all));
  }),
];
