/** Console: plain Japanese. */
import { pljaRoutes } from '../../../contract/console/plja.ts';
import type { Plja } from '../../../domain/plja/plja.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const pljaConsole = ({ plja }: { plja: Plja }): ConsoleRoute[] => [
  route(pljaRoutes.readings, ({ input }) => plja.readings(input.text)),
  route(pljaRoutes.words, async () => ({ data: await plja.words.list(), next: null })),
  route(pljaRoutes.set, ({ input, who }) => plja.words.set(who.actor, input)),
  route(pljaRoutes.remove, ({ id, who }) => plja.words.remove(who.actor, id)),
];
