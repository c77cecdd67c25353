/** The audit log: append-only, each line hashed over the one before, so that an edited, removed or inserted line is found. */
import { createHash } from 'node:crypto';
import type { Source, Trx } from './db.ts';

export type AuditRow = {
  seq: number;
  happened_at: number;
  actor: string;
  action: string;
  object: string;
  before: string | null;
  after: string | null;
  reason: string | null;
  prev_hash: string;
  hash: string;
};

/** Personal data stands here only by reference (public ids), so that erasing a person does not break the chain. */
export type AuditEntry = {
  at: number;
  actor: string;
  action: string;
  object: string;
  before?: unknown;
  after?: unknown;
  reason?: string;
};

const FIRST = '0'.repeat(64);

const digest = (row: Omit<AuditRow, 'hash'>): string =>
  createHash('sha256')
    .update(row.prev_hash)
    .update(
      JSON.stringify([row.seq, row.happened_at, row.actor, row.action, row.object, row.before, row.after, row.reason]),
    )
    .digest('hex');

const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

/** Adds one line in the transaction of the act it tells of. */
export const appendAudit = async (trx: Trx, entry: AuditEntry): Promise<number> => {
  // On PostgreSQL two transactions could otherwise take the same number; SQLite has one writer anyway.
  if (trx.engine === 'postgres') await trx.knex.raw('select pg_advisory_xact_lock(4207849484)');
  const last = (await trx.knex('audit').orderBy('seq', 'desc').first('seq', 'hash')) as
    | Pick<AuditRow, 'seq' | 'hash'>
    | undefined;
  const row = {
    seq: (last?.seq ?? 0) + 1,
    happened_at: entry.at,
    actor: entry.actor,
    action: entry.action,
    object: entry.object,
    before: text(entry.before),
    after: text(entry.after),
    reason: entry.reason ?? null,
    prev_hash: last?.hash ?? FIRST,
  };
  await trx.knex('audit').insert({ ...row, hash: digest(row) });
  return row.seq;
};

/** `from` and `until` are epoch milliseconds, the second not included. */
export type AuditFilter = { object?: string; actor?: string; action?: string; from?: number; until?: number };

const audited = (source: Source, p: AuditFilter) => {
  const query = source.knex<AuditRow>('audit');
  if (p.object) query.where({ object: p.object });
  if (p.actor) query.where({ actor: p.actor });
  if (p.action) query.whereLike('action', `${p.action.replace(/[%_]/g, '')}%`);
  if (p.from !== undefined) query.where('happened_at', '>=', p.from);
  if (p.until !== undefined) query.where('happened_at', '<', p.until);
  return query;
};

/** Newest first; `before` is the sequence number to go on below. */
export const listAudit = async (
  source: Source,
  p: AuditFilter & { before?: number; limit: number },
): Promise<AuditRow[]> => {
  const query = audited(source, p).orderBy('seq', 'desc').limit(p.limit);
  if (p.before) query.where('seq', '<', p.before);
  return query;
};

/** Oldest first; `after` is the sequence number to go on above. */
export const listAuditOnward = async (
  source: Source,
  p: AuditFilter & { after: number; limit: number },
): Promise<AuditRow[]> => audited(source, p).where('seq', '>', p.after).orderBy('seq').limit(p.limit);

/** Walks the whole chain. `broken` is the first sequence number that does not fit, null when all do. */
export const findAuditBreak = async (
  source: Source,
): Promise<{ lines: number; broken: number | null; head: string }> => {
  let prev = FIRST;
  let lines = 0;
  for (;;) {
    const rows = (await source.knex('audit').where('seq', '>', lines).orderBy('seq').limit(1000)) as AuditRow[];
    if (rows.length === 0) return { lines, broken: null, head: prev };
    for (const row of rows) {
      const { hash, ...rest } = row;
      if (row.seq !== lines + 1 || row.prev_hash !== prev || digest(rest) !== hash)
        return { lines, broken: lines + 1, head: prev };
      prev = hash;
      lines = row.seq;
    }
  }
};
