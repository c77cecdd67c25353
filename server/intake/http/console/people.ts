/** Console: people, their roles and bureaus, their sessions. */
import { peopleRoutes } from '../../../contract/console/people.ts';
import type { Operators } from '../../../domain/people/people.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const peopleConsole = ({ operators }: { operators: Operators }): ConsoleRoute[] => {
  const { people } = operators;
  return [
    route(peopleRoutes.list, async () => ({ data: await people.list(), next: null })),
    route(peopleRoutes.show, ({ id }) => people.show(id)),
    route(peopleRoutes.invite, async ({ input, who }) => people.show((await people.invite(who, input)).id)),
    route(peopleRoutes.inviteAgain, async ({ id, who }) => people.show((await people.inviteAgain(who, id)).id)),
    route(peopleRoutes.change, async ({ id, input, who }) => {
      await people.change(who, id, input);
      return people.show(id);
    }),
    route(peopleRoutes.retire, async ({ id, input, who }) => {
      await people.retire(who, id, input.reason);
      return people.show(id);
    }),
    route(peopleRoutes.resetFactor, async ({ id, input, who }) => {
      await people.resetFactor(who, id, input.reason);
      return people.show(id);
    }),
    route(peopleRoutes.sessions, async ({ id }) => ({
      data: await operators.list(await people.rowId(id)),
      next: null,
    })),
    route(peopleRoutes.endSessions, async ({ id, who }) => ({ ended: await people.endSessions(who, id) })),
  ];
};
