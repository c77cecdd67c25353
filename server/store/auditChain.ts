/**
 * How lines of the audit log hang together. Each is hashed over the one before; from the line `audit.keyed` on each hash is sealed with a key
 * of the ring as well, and so are the newest line and the place up to which old lines were purged. Whoever can write to the database but has
 * no key can neither change, take out, add nor cut off a line unseen; whoever puts back an older state is seen by the heads kept outside.
 */
import { createHash } from 'node:crypto';
import { equalBytes, type KeyRing, mac } from '../lib/seal.ts';
import type { Source } from './db.ts';
import { findKept } from './keptFacts.ts';

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
  /** 'key id:HMAC of the hash'; null in lines from before the key. */
  seal: string | null;
};

/** The hash before the first line. */
export const FIRST = '0'.repeat(64);
/** The action of the line from which on lines are sealed. */
export const KEYED = 'audit.keyed';

/** SHA-256 over the hash before and what the line says. */
export const digest = (row: Omit<AuditRow, 'hash' | 'seal'>): string =>
  createHash('sha256')
    .update(row.prev_hash)
    .update(
      JSON.stringify([row.seq, row.happened_at, row.actor, row.action, row.object, row.before, row.after, row.reason]),
    )
    .digest('hex');

/** `what` keeps a line, the head and a checkpoint apart: the seal of one is never taken for that of another. */
export const sealOf = (ring: KeyRing, what: 'line' | 'head' | 'purged', text: string, id = ring.current): string =>
  `${id}:${mac(ring, id, 'audit', `${what}|${text}`).toString('hex')}`;

/** Null: the key that made it is not in the ring any more. */
const fits = (ring: KeyRing, what: 'line' | 'head' | 'purged', text: string, seal: string): boolean | null => {
  const id = Number(seal.split(':')[0]);
  if (!ring.knows(id)) return null;
  return equalBytes(Buffer.from(sealOf(ring, what, text, id)), Buffer.from(seal));
};

/** The newest line, or the last one that was purged. */
export type AuditMark = { seq: number; hash: string; seal: string };
export const HEAD = 'audit_head';
export const PURGED = 'audit_purged';
export const textOf = (mark: Omit<AuditMark, 'seal'>): string => `${mark.seq}|${mark.hash}`;
export const markOf = (ring: KeyRing, what: 'head' | 'purged', mark: Omit<AuditMark, 'seal'>): AuditMark => ({
  seq: mark.seq,
  hash: mark.hash,
  seal: sealOf(ring, what, textOf(mark)),
});

/** Why a chain does not hold. `line`: it was changed, taken out or put in. `cut`: lines are missing at the end. `start`: at the beginning. */
export type AuditFault = 'line' | 'seal' | 'cut' | 'start';
/** `broken`: the first number that does not fit, null when all do. `sealed`: how many lines carry a seal that a key of the ring has made. */
export type AuditChecked = {
  lines: number;
  broken: number | null;
  fault: AuditFault | null;
  head: string;
  sealed: number;
};

/** How far a check has come, and what it carries on. */
export type AuditWalk = { last: number; prev: string; lines: number; sealed: number; keyed: boolean };

const faultOf = (ring: KeyRing, walk: AuditWalk, row: AuditRow): AuditFault | null => {
  const { hash, seal, ...rest } = row;
  if (row.seq !== walk.last + 1 || row.prev_hash !== walk.prev || digest(rest) !== hash) return 'line';
  // From the change-over on a line without a seal was written by somebody without a key; the first sealed line is the change-over itself.
  if (seal === null) return walk.keyed ? 'seal' : null;
  if (!walk.keyed && row.seq !== 1 && row.action !== KEYED) return 'seal';
  return fits(ring, 'line', hash, seal) === false ? 'seal' : null;
};

/** Where the chain begins: at the first line, or behind what was purged. Null: somebody else took the beginning away. */
const startOf = async (source: Source, ring: KeyRing): Promise<AuditWalk | null> => {
  const purged = await findKept<AuditMark>(source, PURGED);
  const start = { lines: 0, sealed: 0 };
  if (!purged) return { ...start, last: 0, prev: FIRST, keyed: false };
  if (fits(ring, 'purged', textOf(purged), purged.seal) === false) return null;
  const first = (await source.knex('audit').orderBy('seq').first('seal')) as Pick<AuditRow, 'seal'> | undefined;
  return { ...start, last: purged.seq, prev: purged.hash, keyed: first !== undefined && first.seal !== null };
};

const BATCH = 1000;

/** Walks on for at most so many lines. `fault`: of the line behind the last one that fits. */
const walkOn = async (source: Source, ring: KeyRing, walk: AuditWalk, most: number) => {
  for (let left = most; left > 0; left -= BATCH) {
    const limit = Math.min(BATCH, left);
    const rows = (await source.knex('audit').where('seq', '>', walk.last).orderBy('seq').limit(limit)) as AuditRow[];
    for (const row of rows) {
      const fault = faultOf(ring, walk, row);
      if (fault) return { fault, ended: true };
      walk.keyed ||= row.seal !== null;
      if (row.seal !== null && fits(ring, 'line', row.hash, row.seal)) walk.sealed += 1;
      walk.prev = row.hash;
      walk.last = row.seq;
      walk.lines += 1;
    }
    if (rows.length < limit) return { fault: null, ended: true };
  }
  return { fault: null, ended: false };
};

/** A sealed line without a head, a head that is not ours, or one that names a line which is not there: the end was cut off. Answers where. */
const cutAt = async (source: Source, ring: KeyRing, walk: AuditWalk, head: AuditMark | undefined) => {
  if (!head) return walk.keyed ? walk.last + 1 : null;
  const newest = head.seq <= walk.last ? await findAuditHash(source, head.seq) : null;
  const whole = newest === head.hash && fits(ring, 'head', textOf(head), head.seal) !== false;
  return whole ? null : Math.min(head.seq, walk.last + 1);
};

/**
 * Walks the chain, all of it or a piece: `from` where the piece before ended, at most `most` lines. Answers what holds so far, and where to
 * go on; `on` is null when the end was reached or something does not fit.
 */
export const checkAudit = async (
  source: Source,
  ring: KeyRing,
  piece: { from?: AuditWalk; most?: number } = {},
): Promise<AuditChecked & { on: AuditWalk | null }> => {
  const walk = piece.from ? { ...piece.from } : await startOf(source, ring);
  if (!walk) return { lines: 0, broken: 1, fault: 'start', head: FIRST, sealed: 0, on: null };
  // Read first: lines that come while we walk only make the chain longer.
  const head = await findKept<AuditMark>(source, HEAD);
  const { fault, ended } = await walkOn(source, ring, walk, piece.most ?? Number.POSITIVE_INFINITY);
  const so = (broken: number | null, why: AuditFault | null) => ({
    ...{ lines: walk.lines, broken, fault: why, head: walk.prev, sealed: walk.sealed },
    on: ended ? null : walk,
  });
  if (fault) return so(walk.last + 1, fault);
  if (!ended) return so(null, null);
  const cut = await cutAt(source, ring, walk, head ?? undefined);
  return cut === null ? so(null, null) : so(cut, 'cut');
};

/** The hash of one line; null when it is not there (any more). */
export const findAuditHash = async (source: Source, seq: number): Promise<string | null> =>
  ((await source.knex('audit').where({ seq }).first('hash')) as { hash: string } | undefined)?.hash ?? null;
