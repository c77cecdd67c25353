/** Console: who has a draft open. A page asks by itself, and leaves no line in the audit log. */
import { bulletinPresenceRoutes } from '../../../contract/console/bulletinPresence.ts';
import type { Presence } from '../../../domain/bulletins/presence.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

export const bulletinPresenceConsole = ({ presence }: { presence: Presence }): ConsoleRoute[] => [
  route(bulletinPresenceRoutes.list, ({ id, who }) => presence.list(who, id)),
  route(bulletinPresenceRoutes.here, ({ id, who, input }) => presence.here(who, id, input.language)),
  route(bulletinPresenceRoutes.gone, async ({ id, who }) => {
    await presence.gone(who, id);
    return done;
  }),
];
