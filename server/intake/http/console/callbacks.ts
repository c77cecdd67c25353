/** Console: callbacks and what was told through them. */
import { callbackRoutes } from '../../../contract/console/callbacks.ts';
import type { Callbacks } from '../../../domain/callbacks/callbacks.ts';
import type { CallbackPayload } from '../../../domain/callbacks/payload.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

type Parts = { callbacks: Callbacks; callbackPayload: CallbackPayload };

export const callbackConsole = ({ callbacks, callbackPayload }: Parts): ConsoleRoute[] => [
  route(callbackRoutes.list, async () => {
    const [targets, waiting] = await Promise.all([callbacks.list(), callbacks.waiting()]);
    return { data: targets.map((target) => ({ ...target, waiting: waiting.get(target.id) ?? 0 })), next: null };
  }),
  route(callbackRoutes.payload, ({ id }) => callbackPayload(id)),
  route(callbackRoutes.add, ({ input, who }) => callbacks.add({ ...input, actor: who.actor })),
  route(callbackRoutes.remove, async ({ id, who }) => {
    await callbacks.remove(id, who.actor);
    return done;
  }),
  route(callbackRoutes.deliveries, async ({ id, input }) => {
    const data = await callbacks.deliveries(id, {
      limit: input.limit,
      ...(input.cursor ? { before: input.cursor } : {}),
    });
    return { data, next: data.length === input.limit ? data.at(-1)!.id : null };
  }),
  route(callbackRoutes.replay, async ({ id, input, who }) => ({
    count: await callbacks.replay(
      id,
      {
        ...(input.delivery ? { delivery: input.delivery } : {}),
        ...(input.since === undefined ? {} : { since: input.since }),
      },
      who.actor,
    ),
  })),
  route(callbackRoutes.rotate, async ({ id, who }) => ({
    secret: (await callbacks.rotate(id, { actor: who.actor })).secret,
  })),
];
