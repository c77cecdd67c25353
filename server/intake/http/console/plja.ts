/** Console: plain Japanese. */
import { pljaRoutes } from '../../../contract/console/plja.ts';
import type { Plja } from '../../../domain/plja/plja.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

export const pljaConsole = ({ plja }: { plja: Plja }): ConsoleRoute[] => [
  route(pljaRoutes.readings, ({ input }) => plja.readings(input.text)),
  route(pljaRoutes.check, ({ input: { bulletin, ...text } }) => plja.check(text, bulletin)),
  route(pljaRoutes.refuse, async ({ input: { bulletin, ...about }, who }) => {
    await plja.refuse(who.actor, bulletin, about);
    return done;
  }),
  route(pljaRoutes.takeBack, async ({ input: { bulletin, ...about } }) => {
    await plja.takeBack(bulletin, about);
    return done;
  }),
  route(pljaRoutes.draft, ({ input }) => plja.draft(input.text)),
  route(pljaRoutes.words, async () => ({ data: await plja.words.list(), next: null })),
  route(pljaRoutes.set, ({ input, who }) => plja.words.set(who.actor, input)),
  route(pljaRoutes.remove, ({ id, who }) => plja.words.remove(who.actor, id)),
];
