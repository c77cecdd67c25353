/** Console: tasks. */
import { taskRoutes } from '../../../contract/console/tasks.ts';
import { hasRight } from '../../../contract/rights.ts';
import type { Who } from '../../../domain/people/people.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { Tasks } from '../../../domain/tasks/tasks.ts';
import { notFound } from '../../../lib/errors.ts';
import type { Db } from '../../../store/db.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, route } from './mount.ts';

type Parts = { db: Db; tasks: Tasks; policy: Policy; cursors: Cursors };

/** Whoever has it in hand and has closed it by name; subjects of bulletins only for those who may see bulletins. */
const tasksFor =
  ({ policy }: Parts) =>
  async (who: Who, rows: Awaited<ReturnType<Tasks['list']>>['data']) => {
    const names = await policy.names();
    const nameOf = (actor: string | null) => (actor === null ? null : (names.get(actor) ?? null));
    return rows.map((row) => ({
      ...row,
      about: hasRight(who.roles, 'bulletin.see') ? row.about : null,
      takenByName: nameOf(row.takenBy),
      closedByName: nameOf(row.closedBy),
    }));
  };

export const taskConsole = (p: Parts): ConsoleRoute[] => {
  const { tasks, cursors, policy, db } = p;
  /** Who may close tasks, so that nobody is given one that they cannot end. */
  const people = async () => {
    const names = await policy.names();
    const holders = await policy.holders(db, 'task.close');
    return holders.map(({ actor }) => ({ id: actor.slice('operator:'.length), name: names.get(actor) ?? actor }));
  };
  const shown = tasksFor(p);
  const one = async (who: Who, row: Promise<Parameters<typeof shown>[1][number]>) =>
    (await shown(who, [await row]))[0]!;
  return [
    route(taskRoutes.list, async ({ input, who }) => {
      const before = cursors.read<number>('tasks', input.cursor);
      const page = await tasks.list(input.state ? { state: input.state } : {}, {
        limit: input.limit,
        ...(before ? { before } : {}),
      });
      const next = cursors.next('tasks', page.last, page.last !== undefined);
      return { data: await shown(who, page.data), next };
    }),
    route(taskRoutes.people, async () => ({ data: await people() })),
    route(taskRoutes.assign, async ({ id, input, who }) => {
      if (!(await people()).some((person) => person.id === input.person)) throw notFound('person');
      return one(who, tasks.assign(who.actor, id, `operator:${input.person}`));
    }),
    route(taskRoutes.setDue, ({ id, input, who }) => one(who, tasks.setDue(who.actor, id, input.day))),
    route(taskRoutes.take, ({ id, who }) => one(who, tasks.take(who.actor, id, true))),
    route(taskRoutes.putBack, ({ id, who }) => one(who, tasks.take(who.actor, id, false))),
    route(taskRoutes.close, ({ id, input, who }) => one(who, tasks.close(who.actor, id, input.reason))),
  ];
};
