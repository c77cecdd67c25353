/** Console: settings, to read. */
import { type SettingLine, settingRoutes } from '../../../contract/console/settings.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const settingConsole = ({ settings }: { settings: () => SettingLine[] }): ConsoleRoute[] => [
  route(settingRoutes.list, async () => ({ data: settings(), next: null })),
];
