/** Console: keys of the application systems. */
import { keyRoutes } from '../../../contract/console/keys.ts';
import type { KeyExchange } from '../../../domain/keys/exchange.ts';
import type { Keys } from '../../../domain/keys/keys.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

type Parts = { keys: Keys; keyExchange: KeyExchange; policy: Pick<Policy, 'names'> };

export const keyConsole = ({ keys, keyExchange, policy }: Parts): ConsoleRoute[] => [
  route(keyRoutes.list, async () => {
    const [all, names] = await Promise.all([keyExchange.list(), policy.names()]);
    return { data: all.map((key) => ({ ...key, by: names.get(key.actor) ?? key.actor })), next: null };
  }),
  route(keyRoutes.guests, async ({ id }) => ({ guests: await keyExchange.guests(id) })),
  route(keyRoutes.setGuests, async ({ id, input, who }) => {
    await keyExchange.setGuests(id, input.guests, who.actor);
    return done;
  }),
  route(keyRoutes.rotate, ({ id, input, who }) => keyExchange.rotate(id, input.hours, who.actor)),
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
