/** Console: imports of readers. */
import { importRoutes } from '../../../contract/console/imports.ts';
import type { ImportRuns } from '../../../domain/imports/runs.ts';
import { type ConsoleRoute, route } from './mount.ts';

const before = (cursor: string | undefined) => (cursor ? { before: Number(cursor) } : {});

export const importConsole = ({ importRuns: runs }: { importRuns: ImportRuns }): ConsoleRoute[] => [
  route(importRoutes.list, ({ input }) => runs.list({ limit: input.limit, ...before(input.cursor) })),
  route(importRoutes.take, async ({ input, who, file }) => runs.show(await runs.take(who.actor, input.name, file))),
  route(importRoutes.show, ({ id }) => runs.show(id)),
  route(importRoutes.shape, ({ id, who, input }) => runs.shape(who.actor, id, input)),
  route(importRoutes.tryOut, ({ id, who }) => runs.tryOut(who.actor, id)),
  route(importRoutes.begin, ({ id, who, input }) => runs.begin(who.actor, id, input.added)),
  route(importRoutes.stop, ({ id, who }) => runs.stop(who.actor, id)),
  route(importRoutes.goOn, ({ id, who }) => runs.goOn(who.actor, id)),
  route(importRoutes.undo, ({ id, who, input }) => runs.undo(who.actor, id, input.reason)),
  route(importRoutes.bad, ({ id, input }) => runs.badFile(id, input.language)),
  route(importRoutes.kept, ({ id, input }) => runs.kept(id, { limit: input.limit, after: Number(input.cursor ?? 0) })),
];
