/** What somebody must look at: tasks, as staff read, take and close them. */
import type { Clock } from '../../lib/clock.ts';
import { HubError, notFound, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletinTitle } from '../../store/bulletinBriefs.ts';
import type { Db } from '../../store/db.ts';
import { closeTask, findTask, listTasks, type TaskRow, takeTask } from '../../store/tasks.ts';

/** The subject of the bulletin behind a task. */
const aboutOf = async (db: Db, object: string): Promise<string | null> => {
  const [kind, id = ''] = object.split(':');
  return kind === 'bulletin' ? (await findBulletinTitle(db, id)) || null : null;
};

const taskShown = async (db: Db, row: TaskRow) => ({
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
});

export const openTasks = (p: { db: Db; clock: Clock }) => ({
  async list(filter: { state?: 'open' | 'closed' }, page: { before?: number; limit: number }) {
    const rows = await listTasks(p.db, { ...filter, ...page });
    return { data: await Promise.all(rows.map((row) => taskShown(p.db, row))), last: rows.at(-1)?.id };
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
    return taskShown(p.db, (await findTask(p.db, id))!);
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
    return taskShown(p.db, (await findTask(p.db, id))!);
  },
});
export type Tasks = ReturnType<typeof openTasks>;
