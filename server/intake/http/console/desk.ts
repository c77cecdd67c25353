/** Console: looking up letters, cases and readers. */
import type { SystemCode } from '../../../contract/codes.ts';
import { deskRoutes } from '../../../contract/console/desk.ts';
import { hasRight } from '../../../contract/rights.ts';
import type { Applications } from '../../../domain/cases/cases.ts';
import type { Desk } from '../../../domain/letters/letters.ts';
import type { Subscriptions } from '../../../domain/subscriptions/subscriptions.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, route } from './mount.ts';

type Parts = { desk: Desk; applications: Applications; subscriptions: Subscriptions; cursors: Cursors };
const done = { done: true } as const;

const letters = ({ desk, applications }: Parts): ConsoleRoute[] => [
  route(deskRoutes.find, ({ input, who }) =>
    desk.find(who.actor, input.text, { readers: hasRight(who.roles, 'reader.find') }),
  ),
  route(deskRoutes.letter, ({ id }) => desk.letter(id)),
  route(deskRoutes.resend, async ({ id, who }) => {
    const { system, keyType } = await desk.origin(id);
    const acting = { system: system as SystemCode, keyType: keyType as 'live', actor: who.actor };
    return { id: (await applications.resend(acting, id)).id };
  }),
  route(deskRoutes.cancel, async ({ id, input, who }) => {
    await desk.cancelLetter(who.actor, id, input.reason);
    return desk.letter(id);
  }),
];

const cases = ({ desk, cursors }: Parts): ConsoleRoute[] => [
  route(deskRoutes.cases, async ({ input }) => {
    const before = cursors.read<{ changedAt: number; id: number }>('cases', input.cursor);
    const page = await desk.cases({ limit: input.limit, ...(before ? { before } : {}) });
    return { data: page.data, next: cursors.next('cases', page.last, page.data.length === input.limit) };
  }),
  route(deskRoutes.case, ({ id }) => desk.case(id)),
];

const readers = ({ desk, subscriptions, cursors }: Parts): ConsoleRoute[] => [
  route(deskRoutes.suspended, async ({ input }) => {
    const before = cursors.read<{ at: number; id: number }>('suspended', input.cursor);
    const page = await desk.suspended({ limit: input.limit, ...(before ? { before } : {}) });
    return { data: page.data, next: cursors.next('suspended', page.last, page.data.length === input.limit) };
  }),
  route(deskRoutes.reader, ({ id, who }) => desk.reader(who.actor, id)),
  route(deskRoutes.suspend, async ({ id, input, who }) => {
    await desk.suspend(who.actor, id, input.reason);
    return desk.reader(who.actor, id);
  }),
  route(deskRoutes.lift, async ({ id, input, who }) => {
    await subscriptions.lift({ readerPublicId: Number(id), reason: input.reason, actor: who.actor });
    return done;
  }),
  route(deskRoutes.erase, async ({ id, input, who }) => {
    await desk.erase(who.actor, id, input.reason);
    return done;
  }),
];

export const deskConsole = (p: Parts): ConsoleRoute[] => [...letters(p), ...cases(p), ...readers(p)];
