/** Console: long works of staff. */
import { workRoutes } from '../../../contract/console/works.ts';
import { UNDO_MS } from '../../../domain/works/many.ts';
import type { Works } from '../../../domain/works/works.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const workConsole = ({ works }: { works: Works }): ConsoleRoute[] => {
  const one = async (id: string) => {
    const { result, ...rest } = await works.find(id);
    return { ...rest, result: result as Record<string, unknown> | null };
  };
  return [
    route(workRoutes.list, async ({ input }) => {
      const found = await works.list(input.kind === undefined ? {} : { kind: input.kind });
      return {
        data: found.map((row) => ({ ...row, result: row.result as Record<string, unknown> | null })),
        next: null,
      };
    }),
    route(workRoutes.one, ({ id }) => one(id)),
    route(workRoutes.confirm, async ({ id, input, who }) => {
      await works.confirm(who.actor, id, input.count, UNDO_MS);
      return one(id);
    }),
    route(workRoutes.hurry, async ({ id, who }) => {
      await works.hurry(who.actor, id);
      return one(id);
    }),
    route(workRoutes.cancel, async ({ id, who }) => {
      await works.cancel(who.actor, id);
      return one(id);
    }),
  ];
};
