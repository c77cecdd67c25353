/** What the house writes down and asks people to do: the audit log and the tasks, as staff read and close them. */
import type { Clock } from '../lib/clock.ts';
import { HubError, notFound, refused } from '../lib/errors.ts';
import { appendAudit, findAuditBreak, listAudit } from '../store/audit.ts';
import type { Db } from '../store/open.ts';
import { closeTask, findTask, listTasks, type TaskRow } from '../store/tasks.ts';

const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

const taskShown = (row: TaskRow) => ({
  id: row.public_id,
  kind: row.kind,
  object: row.object,
  facts: JSON.parse(row.facts) as Record<string, unknown>,
  state: row.state,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  closedBy: row.closed_by,
  closedReason: row.closed_reason,
});

type AuditFilter = { object?: string; actor?: string; action?: string };

export const records = (p: { db: Db; clock: Clock }) => ({
  /** Newest first; `before` is the number of the last line of the page before. */
  async audit(filter: AuditFilter, page: { before?: number; limit: number }) {
    const rows = await listAudit(p.db, { ...filter, ...page });
    return rows.map((r) => ({
      id: r.seq,
      at: r.happened_at,
      actor: r.actor,
      action: r.action,
      object: r.object,
      before: parse(r.before),
      after: parse(r.after),
      reason: r.reason,
    }));
  },

  /** Walks the whole chain. */
  verify: () => findAuditBreak(p.db),

  async tasks(filter: { state?: 'open' | 'closed' }, page: { before?: number; limit: number }) {
    const rows = await listTasks(p.db, { ...filter, ...page });
    return { data: rows.map(taskShown), last: rows.at(-1)?.id };
  },

  /** Closes a task with a reason. Errors: `reason.missing`, `not.found`, `task.closed`. */
  async closeTask(actor: string, id: string, reason: string) {
    if (reason.trim() === '') throw refused('reason.missing');
    if (!(await findTask(p.db, id))) throw notFound('task');
    const now = p.clock.now();
    await p.db.write(async (trx) => {
      if (!(await closeTask(trx, { publicId: id, by: actor, reason, now }))) throw new HubError('task.closed');
      await appendAudit(trx, { at: now, actor, action: 'task.close', object: `task:${id}`, reason });
    });
    return taskShown((await findTask(p.db, id))!);
  },
});
export type Records = ReturnType<typeof records>;
