/** Console: readers. */
import { readerRoutes } from '../../../contract/console/readers.ts';
import type { Audience } from '../../../domain/audience/audience.ts';
import type { ReaderList } from '../../../domain/readers/list.ts';
import type { Readers } from '../../../domain/readers/readers.ts';
import type { ReaderRequests } from '../../../domain/readers/requests.ts';
import type { Subscriptions } from '../../../domain/subscriptions/subscriptions.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

type Parts = {
  audience: Audience;
  readerList: ReaderList;
  readers: Readers;
  readerRequests: ReaderRequests;
  subscriptions: Subscriptions;
  cursors: Cursors;
};

export const readerConsole = ({
  audience,
  readerList,
  readers,
  readerRequests,
  subscriptions,
  cursors,
}: Parts): ConsoleRoute[] => [
  route(readerRoutes.list, async ({ input, who }) => {
    const { limit, cursor, ...query } = input;
    const before = cursors.read<number>('readers', cursor) ?? null;
    const { data, next } = await readerList(who.actor, query, { before, limit });
    return { data, next: cursors.next('readers', next ?? undefined, next !== null) };
  }),
  route(readerRoutes.count, () => audience.active()),
  route(readerRoutes.find, async ({ input, who }) => ({ reader: await audience.find(who.actor, input.email) })),
  route(readerRoutes.suspended, async ({ input }) => {
    const before = cursors.read<{ at: number; id: number }>('suspended', input.cursor);
    const page = await readers.suspended({ limit: input.limit, ...(before ? { before } : {}) });
    return { data: page.data, next: cursors.next('suspended', page.last, page.data.length === input.limit) };
  }),
  route(readerRoutes.show, ({ id, who }) => readers.show(who.actor, id)),
  route(readerRoutes.suspend, async ({ id, input, who }) => {
    await readers.suspend(who.actor, id, input.reason);
    return readers.show(who.actor, id);
  }),
  route(readerRoutes.lift, async ({ id, input, who }) => {
    await subscriptions.lift({ readerPublicId: Number(id), reason: input.reason, actor: who.actor });
    return done;
  }),
  route(readerRoutes.erase, async ({ id, input, who }) => {
    await readerRequests.erase(who.actor, id, input.reason);
    return done;
  }),
];
