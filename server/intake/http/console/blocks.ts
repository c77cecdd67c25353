/** Console: blocks that staff keep. */
import { blockRoutes } from '../../../contract/console/blocks.ts';
import type { Blocks, BlockView } from '../../../domain/blocks/blocks.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const blockConsole = ({ blocks, policy }: { blocks: Blocks; policy: Policy }): ConsoleRoute[] => {
  const named = async (asked: Promise<BlockView[]>) => {
    const [all, names] = await Promise.all([asked, policy.names()]);
    return all.map((block) => ({ ...block, changedByName: names.get(block.actor) ?? null }));
  };
  const one = async (asked: Promise<BlockView>) => (await named(asked.then((block) => [block])))[0]!;
  return [
    route(blockRoutes.list, async () => ({ data: await named(blocks.list()), next: null })),
    route(blockRoutes.create, ({ input, who }) => one(blocks.create(who.actor, input))),
    route(blockRoutes.change, ({ id, input: { revision, ...block }, who }) =>
      one(blocks.change(who.actor, id, revision, block)),
    ),
    route(blockRoutes.retire, ({ id, who }) => one(blocks.retire(who.actor, id))),
    route(blockRoutes.bringBack, ({ id, who }) => one(blocks.bringBack(who.actor, id))),
  ];
};
