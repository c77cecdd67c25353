/** The audit log as staff read it, take it with them and check it. */
import { atTime, type Clock, DAY, endOfDay } from '../../lib/clock.ts';
import type { KeyRing } from '../../lib/seal.ts';
import { appendAudit, listAudit, listAuditOnward, purgeAudit } from '../../store/audit.ts';
import {
  type AuditChecked,
  type AuditMark,
  type AuditRow,
  type AuditWalk,
  checkAudit,
  HEAD,
} from '../../store/auditChain.ts';
import type { Db } from '../../store/db.ts';
import { findKept, keep } from '../../store/keptFacts.ts';
import { asOwner, auditHold } from '../../store/owner.ts';
import { type AuditHead, addHead, findOtherwise, headLines, makeHead, readHeads } from './heads.ts';

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

/** How long a line is kept. */
const KEPT = 7 * 365 * DAY;

/** What the last check found: for health, which makes a trouble and a task of it. */
export type AuditState = { at: number; broken: number | null };
export const AUDIT_STATE = 'audit_state';

/** What a check says: `outside` when a head that was kept outside does not fit. */
export type AuditVerdict = Omit<AuditChecked, 'fault'> & { fault: AuditChecked['fault'] | 'outside'; heads: number };

type AuditParts = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  /** File of the heads that are kept outside. */
  headsFile: string;
  /** The role that owns the tables on PostgreSQL (DATABASE_OWNER_URL); empty where one role does everything. */
  ownerUrl: string;
  /** Sends a head by mail; null when nobody is to get it. */
  mailHead: ((lines: readonly string[]) => Promise<void>) | null;
};

/** Lines of one piece: a tenth of a second. */
const PIECE = 2000;
type Piece = { from?: AuditWalk; most?: number };

/** The whole chain or a piece of it, and at its end every head that was kept outside: `more` beside those of the file. */
const verify = async (
  p: AuditParts,
  more: readonly AuditHead[],
  piece: Piece,
): Promise<AuditVerdict & { on: AuditWalk | null }> => {
  const checked = await checkAudit(p.db, p.ring, piece);
  const heads = [...(await readHeads(p.headsFile)), ...more];
  if (checked.broken !== null || checked.on) return { ...checked, heads: heads.length };
  const otherwise = await findOtherwise(p.db, p.ring, heads);
  return otherwise === null
    ? { ...checked, heads: heads.length }
    : { ...checked, broken: otherwise, fault: 'outside', heads: heads.length };
};

/**
 * Takes lines past their end away, as the role that may. Answers how many went; null where the hub's role can only add and no other is
 * named: then `hub audit purge` does it, with DATABASE_OWNER_URL.
 */
const purge = async (p: AuditParts): Promise<number | null> => {
  const now = p.clock.now();
  const work = (db: Db) => db.write((trx) => purgeAudit(trx, { ring: p.ring, before: now - KEPT, now }));
  if (p.ownerUrl !== '') return asOwner(p.ownerUrl, p.ring, work);
  return (await auditHold(p.db)) === 'append-only' ? null : work(p.db);
};

export const openAudit = (p: AuditParts) => ({
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

  verify: (more: readonly AuditHead[] = []) => verify(p, more, {}),

  /** A piece of the check; go on with `on` until it is null. The whole of a long log would keep a screen waiting for seconds. */
  verifyOn: (from?: AuditWalk, most = PIECE) => verify(p, [], { most, ...(from ? { from } : {}) }),

  purge: () => purge(p),

  /** Once a day: lines past their end go, the chain is checked, and its head goes outside. What is broken is kept for health, not signed. */
  async watch(): Promise<void> {
    const now = p.clock.now();
    await purge(p);
    const { broken } = await verify(p, [], {});
    await p.db.write((trx) => keep(trx, AUDIT_STATE, { at: now, broken } satisfies AuditState));
    if (broken !== null) return;
    const newest = await findKept<AuditMark>(p.db, HEAD);
    if (!newest) return;
    const head = makeHead(p.ring, { at: now, seq: newest.seq, hash: newest.hash });
    await addHead(p.headsFile, head);
    await p.mailHead?.(headLines(p.ring, head));
  },

  /** After a restore: heads of lines behind `lines`, which the backup did not have yet, mean nothing any more. */
  async goOnFromHere(lines: number): Promise<void> {
    const newest = await findKept<AuditMark>(p.db, HEAD);
    if (!newest) return;
    const head = { at: p.clock.now(), seq: newest.seq, hash: newest.hash, restored: lines };
    await addHead(p.headsFile, makeHead(p.ring, head));
  },
});
export type Audit = ReturnType<typeof openAudit>;
