/** Console: blocks that staff keep. */
import { blockRoutes } from '../../../contract/console/blocks.ts';
import type { Blocks } from '../../../domain/blocks/blocks.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const blockConsole = ({ blocks }: { blocks: Blocks }): ConsoleRoute[] => [
  route(blockRoutes.list, async () => ({ data: await blocks.list(), next: null })),
  route(blockRoutes.create, ({ input, who }) => blocks.create(who.actor, input)),
  route(blockRoutes.change, ({ id, input: { revision, ...block }, who }) =>
    blocks.change(who.actor, id, revision, block),
  ),
  route(blockRoutes.retire, ({ id, who }) => blocks.retire(who.actor, id)),
  route(blockRoutes.bringBack, ({ id, who }) => blocks.bringBack(who.actor, id)),
];
