/** Console: keys of the application systems. */
import { keyRoutes } from '../../../contract/console/keys.ts';
import type { Keys } from '../../../domain/keys/keys.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

export const keyConsole = ({ keys }: { keys: Keys }): ConsoleRoute[] => [
  route(keyRoutes.list, async () => ({ data: await keys.list(), next: null })),
  route(keyRoutes.create, ({ input, who }) =>
    keys.create({
      name: input.name,
      type: input.type,
      system: input.system,
      actor: who.actor,
      ...(input.allow ? { allow: input.allow } : {}),
    }),
  ),
  route(keyRoutes.revoke, async ({ id, who }) => {
    await keys.revoke(id, who.actor);
    return done;
  }),
];
