/** What the house writes down and asks people to do: the audit log and the tasks, as staff read and close them. */
import { atTime, type Clock, endOfDay } from '../../lib/clock.ts';
import { HubError, notFound, refused } from '../../lib/errors.ts';
import { type AuditRow, appendAudit, findAuditBreak, listAudit, listAuditOnward } from '../../store/audit.ts';
import { findBulletinTitle } from '../../store/desk.ts';
import type { Db } from '../../store/open.ts';
import { closeTask, findTask, listTasks, type TaskRow, takeTask } from '../../store/tasks.ts';

const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

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

/** Days are JST, both included. */
type AuditFilter = { object?: string; actor?: string; action?: string; from?: string; to?: string };

const spanOf = ({ from, to, ...rest }: AuditFilter) => ({
  ...rest,
  ...(from ? { from: atTime(from) } : {}),
  ...(to ? { until: endOfDay(to) + 1 } : {}),
});

const EXPORTED = 2000;
const columns = [
  'seq',
  'happened_at',
  'actor',
  'action',
  'object',
  'before',
  'after',
  'reason',
  'prev_hash',
  'hash',
] as const satisfies readonly (keyof AuditRow)[];

/** RFC 4180. What a spreadsheet would take for a formula is only text, so it gets an apostrophe. */
const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const csv = (rows: readonly AuditRow[]) =>
  rows.map((row) =>
    columns
      .map((name) => cell(name === 'happened_at' ? new Date(row[name]).toISOString() : row[name]))
      .join(',')
      .concat('\r\n'),
  );

export const records = (p: { db: Db; clock: Clock }) => ({
  /** Newest first; `before` is the number of the last line of the page before. */
  async audit(filter: AuditFilter, page: { before?: number; limit: number }) {
    const rows = await listAudit(p.db, { ...spanOf(filter), ...page });
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

  /**
   * A piece of the log, oldest first, with the hashes, so that the chain can be checked elsewhere (JSON keeps the values as they were hashed).
   * The export itself stands in the log.
   */
  async exportAudit(actor: string, wish: { filter: AuditFilter; format: 'csv' | 'json'; after?: number }) {
    const { filter, format, after } = wish;
    if (after === undefined)
      await p.db.write((trx) =>
        appendAudit(trx, {
          at: p.clock.now(),
          actor,
          action: 'audit.export',
          object: 'audit',
          after: { format, ...filter },
        }),
      );
    const rows = await listAuditOnward(p.db, { ...spanOf(filter), after: after ?? 0, limit: EXPORTED });
    const lines = format === 'csv' ? csv(rows) : rows.map((row) => `${JSON.stringify(row)}\n`);
    // The mark in front tells spreadsheets that it is UTF-8.
    const head = after === undefined && format === 'csv' ? `\uFEFF${columns.join(',')}\r\n` : '';
    return {
      text: head + lines.join(''),
      lines: rows.length,
      next: rows.length === EXPORTED ? rows.at(-1)!.seq : null,
    };
  },

  /** Walks the whole chain. */
  verify: () => findAuditBreak(p.db),

  async tasks(filter: { state?: 'open' | 'closed' }, page: { before?: number; limit: number }) {
    const rows = await listTasks(p.db, { ...filter, ...page });
    return { data: await Promise.all(rows.map((row) => taskShown(p.db, row))), last: rows.at(-1)?.id };
  },

  /** Takes a task in hand, or puts it back. Errors: `not.found`, `task.closed`, `task.taken`. */
  async takeTask(actor: string, id: string, take: boolean) {
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
  async closeTask(actor: string, id: string, reason: string) {
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
export type Records = ReturnType<typeof records>;
