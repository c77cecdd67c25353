/** The audit log: append-only. How its lines hang together, so that an edited, removed or inserted one is found, stands in auditChain.ts. */
import { refused } from '../lib/errors.ts';
import type { KeyRing } from '../lib/seal.ts';
import { type AuditMark, type AuditRow, digest, FIRST, HEAD, KEYED, markOf, PURGED, sealOf } from './auditChain.ts';
import type { Source, Trx } from './db.ts';
import { findKept, keep } from './keptFacts.ts';

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

const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

type Last = Pick<AuditRow, 'seq' | 'hash' | 'seal'>;

const addLine = async (trx: Trx, entry: AuditEntry, last: Last | undefined): Promise<Last> => {
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
  const hash = digest(row);
  const seal = trx.ring ? sealOf(trx.ring, 'line', hash) : null;
  await trx.knex('audit').insert({ ...row, hash, seal });
  return { seq: row.seq, hash, seal };
};

/** Adds one line in the transaction of the act it tells of. Answers its number. */
export const appendAudit = async (trx: Trx, entry: AuditEntry): Promise<number> => {
  // On PostgreSQL two transactions could otherwise take the same number; SQLite has one writer anyway.
  if (trx.engine === 'postgres') await trx.knex.raw('select pg_advisory_xact_lock(4207849484)');
  let last = (await trx.knex('audit').orderBy('seq', 'desc').first('seq', 'hash', 'seal')) as Last | undefined;
  // A log whose end was cut off goes on behind the number it had, so that the gap shows for ever.
  const head = await findKept<AuditMark>(trx, HEAD);
  if (head && head.seq > (last?.seq ?? 0)) last = head;
  // A line without a seal would look like one that somebody without a key has slipped in.
  if (last && last.seal !== null && !trx.ring) throw refused('audit.no-key');
  if (last && last.seal === null && trx.ring)
    last = await addLine(
      trx,
      { at: entry.at, actor: 'hub', action: KEYED, object: 'audit', after: { lines: last.seq, head: last.hash } },
      last,
    );
  const added = await addLine(trx, entry, last);
  if (trx.ring) await keep(trx, HEAD, markOf(trx.ring, 'head', added));
  return added.seq;
};

/** Takes the lines before an instant away and leaves a sealed mark where the chain goes on. The act itself is a line. Answers how many went. */
export const purgeAudit = async (trx: Trx, p: { ring: KeyRing; before: number; now: number }): Promise<number> => {
  const stays = (await trx.knex('audit').where('happened_at', '>=', p.before).min('seq as seq').first()) as {
    seq: number | null;
  };
  const goes = trx.knex<AuditRow>('audit').orderBy('seq', 'desc');
  if (stays.seq !== null) goes.where('seq', '<', stays.seq);
  const through = await goes.first('seq', 'hash');
  if (!through) return 0;
  const { seq, hash } = through;
  await appendAudit(trx, { at: p.now, actor: 'hub', action: 'audit.purge', object: 'audit', after: { seq, hash } });
  await keep(trx, PURGED, markOf(p.ring, 'purged', { seq, hash }));
  return trx.knex('audit').where('seq', '<=', seq).delete();
};

/** `from` and `until` are epoch milliseconds, the second not included. */
export type AuditFilter = {
  object?: string;
  actor?: string;
  action?: string;
  /** Actions that are left out. */
  without?: readonly string[];
  from?: number;
  until?: number;
};

const audited = (source: Source, p: AuditFilter) => {
  const query = source.knex<AuditRow>('audit');
  if (p.object) query.where({ object: p.object });
  if (p.actor) query.where({ actor: p.actor });
  if (p.action) query.whereLike('action', `${p.action.replace(/[%_]/g, '')}%`);
  if (p.without) query.whereNotIn('action', [...p.without]);
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
