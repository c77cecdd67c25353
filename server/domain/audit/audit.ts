/** The audit log as staff read it, take it with them and check it. */
import { atTime, type Clock, endOfDay } from '../../lib/clock.ts';
import { type AuditRow, appendAudit, findAuditBreak, listAudit, listAuditOnward } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';

const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

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

export const openAudit = (p: { db: Db; clock: Clock }) => ({
  /** Newest first; `before` is the number of the last line of the page before. */
  async list(filter: AuditFilter, page: { before?: number; limit: number }) {
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
  async export(actor: string, wish: { filter: AuditFilter; format: 'csv' | 'json'; after?: number }) {
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
});
export type Audit = ReturnType<typeof openAudit>;
