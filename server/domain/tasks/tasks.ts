/** What somebody must look at: tasks, as staff read, take and close them. */
import { atTime, type Clock, DAY } from '../../lib/clock.ts';
import { HubError, notFound, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletinTitle } from '../../store/bulletinBriefs.ts';
import type { Db } from '../../store/db.ts';
import {
  changeTask,
  closeTask,
  findTask,
  listLateTasks,
  listTasks,
  type TaskRow,
  takeTask,
} from '../../store/tasks.ts';

/** The subject of the bulletin behind a task. */
const aboutOf = async (db: Db, object: string): Promise<string | null> => {
  const [kind, id = ''] = object.split(':');
  return kind === 'bulletin' ? (await findBulletinTitle(db, id)) || null : null;
};

const taskShown = async (db: Db, row: TaskRow, now: number) => ({
  id: row.public_id,
  kind: row.kind,
  object: row.object,
  about: await aboutOf(db, row.object),
  facts: JSON.parse(row.facts) as Record<string, unknown>,
  state: row.state,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  closedBy: row.closed_by,
  closedReason: row.closed_reason,
  takenBy: row.taken_by,
  takenAt: row.taken_at,
  dueAt: row.due_at === null ? null : Number(row.due_at),
  late: row.state === 'open' && row.due_at !== null && Number(row.due_at) < now,
});

export const openTasks = (p: { db: Db; clock: Clock }) => {
  const shown = async (id: string) => taskShown(p.db, (await findTask(p.db, id))!, p.clock.now());
  return {
    /** Late ones first, all of them on the first page; then newest first. */
    async list(filter: { state?: 'open' | 'closed' }, page: { before?: number; limit: number }) {
      const now = p.clock.now();
      const late = filter.state === 'open' && page.before === undefined ? await listLateTasks(p.db, now) : [];
      const rows = await listTasks(p.db, { ...filter, ...page, ...(filter.state === 'open' ? { notLate: now } : {}) });
      const data = await Promise.all([...late, ...rows].map((row) => taskShown(p.db, row, now)));
      return { data, last: rows.length === page.limit ? rows.at(-1)?.id : undefined };
    },

    /** Takes a task in hand, or puts it back. Errors: `not.found`, `task.closed`, `task.taken`. */
    async take(actor: string, id: string, take: boolean) {
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const task = await findTask(trx, id);
        if (!task) throw notFound('task');
        if (task.state === 'closed') throw new HubError('task.closed');
        if (!(await takeTask(trx, { publicId: id, by: take ? actor : null, from: actor, now })))
          throw new HubError('task.taken', { by: String(task.taken_by) });
        await appendAudit(trx, { at: now, actor, action: take ? 'task.take' : 'task.put-back', object: `task:${id}` });
      });
      return shown(id);
    },

    /** Closes a task with a reason. Errors: `reason.missing`, `not.found`, `task.closed`. */
    async close(actor: string, id: string, reason: string) {
      if (reason.trim() === '') throw refused('reason.missing');
      if (!(await findTask(p.db, id))) throw notFound('task');
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        if (!(await closeTask(trx, { publicId: id, by: actor, reason, now }))) throw new HubError('task.closed');
        await appendAudit(trx, { at: now, actor, action: 'task.close', object: `task:${id}`, reason });
      });
      return shown(id);
    },

    /** Gives a task to somebody (`operator:ID`), also from another's hands; the caller knows that this person may. Errors: `not.found`, `task.closed`. */
    async assign(actor: string, id: string, to: string) {
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const task = await findTask(trx, id);
        if (!task) throw notFound('task');
        if (!(await changeTask(trx, id, { taken_by: to, taken_at: now }))) throw new HubError('task.closed');
        const entry = { at: now, actor, action: 'task.assign', object: `task:${id}` };
        await appendAudit(trx, { ...entry, before: { person: task.taken_by }, after: { person: to } });
      });
      return shown(id);
    },

    /** By which day in Japan it must be done ('YYYY-MM-DD'), or null. Errors: `not.found`, `task.closed`. */
    async setDue(actor: string, id: string, day: string | null) {
      const dueAt = day === null ? null : atTime(day) + DAY - 1;
      await p.db.write(async (trx) => {
        if (!(await findTask(trx, id))) throw notFound('task');
        if (!(await changeTask(trx, id, { due_at: dueAt }))) throw new HubError('task.closed');
        await appendAudit(trx, {
          at: p.clock.now(),
          actor,
          action: 'task.due',
          object: `task:${id}`,
          after: { until: day },
        });
      });
      return shown(id);
    },
  };
};
export type Tasks = ReturnType<typeof openTasks>;
