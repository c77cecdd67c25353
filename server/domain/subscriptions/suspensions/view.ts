/** What staff see of suspensions: the brakes with what they hold back, and why one reader gets nothing and what happens next. */

import { maskAddress } from '../../../lib/address.ts';
import type { Clock } from '../../../lib/clock.ts';
import { isReassigningCarrier } from '../../../lib/domainClasses.ts';
import { notFound } from '../../../lib/errors.ts';
import { type KeyRing, unseal } from '../../../lib/seal.ts';
import { appendAudit } from '../../../store/audit.ts';
import { type BrakeRow, findBrake, listBrakes } from '../../../store/brakes.ts';
import type { Db } from '../../../store/db.ts';
import { findReader, findReaderByPublicId, type ReaderRow } from '../../../store/readers.ts';
import { listReturned, type ReturnedRow } from '../../../store/returns.ts';
import {
  countHeld,
  findOpenSuspension,
  listHeld,
  listSuspensionsOf,
  type SuspensionRow,
} from '../../../store/suspensions.ts';

const MOST = 100;

/** What will happen, as a code with its instant; the console has the sentence. */
export type Next =
  | { what: 'probe-from' | 'probe-out'; at: number | null }
  | { what: 'owner-only' | 'staff-or-owner' | 'staff-decide' | 'staff-decide-end' | 'left' | 'nothing'; at: null };

const nextOf = (reader: ReaderRow, open: SuspensionRow | undefined): Next => {
  // Who complained gets nothing already: only the end of the registration waits.
  if (open?.state === 'held')
    return { what: open.kind === 'complaint' ? 'staff-decide-end' : 'staff-decide', at: null };
  if (reader.state === 'left') return { what: 'left', at: null };
  if (reader.state !== 'suspended') return { what: 'nothing', at: null };
  if (open?.state === 'resting')
    return open.probe_bulletin === null
      ? { what: 'probe-from', at: open.rests_until }
      : { what: 'probe-out', at: open.rests_until };
  return { what: isReassigningCarrier(reader.domain) ? 'owner-only' : 'staff-or-owner', at: null };
};

export const openReturnsView = (p: { db: Db; clock: Clock; ring: KeyRing }) => {
  const brakeLine = async (row: BrakeRow) => ({
    id: row.public_id,
    at: row.domain ?? row.domain_class,
    reason: row.reason,
    state: row.state,
    since: Number(row.since),
    pulledAt: Number(row.pulled_at),
    hards: row.hards,
    tried: row.tried,
    held: await countHeld(p.db, row.id),
    closedAt: row.closed_at === null ? null : Number(row.closed_at),
    note: row.note,
  });
  const rawOf = (row: ReturnedRow): string => unseal(p.ring, `returned_mail|raw|${row.public_id}`, row.raw);
  const report = (row: ReturnedRow) => ({
    id: row.public_id,
    at: Number(row.received_at),
    class: row.class,
    status: row.status,
    reason: row.reason,
    raw: rawOf(row),
  });
  const suspensionLine = (row: SuspensionRow) => ({
    id: row.public_id,
    kind: row.kind,
    reason: row.reason,
    state: row.state,
    at: row.domain,
    beganAt: Number(row.began_at),
    restsUntil: row.rests_until === null ? null : Number(row.rests_until),
    closedAt: row.closed_at === null ? null : Number(row.closed_at),
    closedBy: row.closed_by,
  });

  return {
    /** Those that are on first. */
    brakes: async () => Promise.all((await listBrakes(p.db, MOST)).map(brakeLine)),

    /** One brake with whom it holds back, addresses masked. Errors: `not.found`. */
    async brake(id: string) {
      const row = await findBrake(p.db, id);
      if (!row) throw notFound('brake');
      const held = await listHeld(p.db, row.id, { after: 0, limit: MOST });
      const readers = await Promise.all(
        held.map(async (one) => {
          const reader = await findReader(p.db, one.reader_id);
          return {
            id: String(reader?.public_id ?? 0),
            masked: reader ? maskAddress(unseal(p.ring, `reader|email|${reader.public_id}`, reader.email)) : '***',
            kind: one.kind,
            since: Number(one.began_at),
          };
        }),
      );
      return { ...(await brakeLine(row)), readers };
    },

    /** Why a reader gets nothing: each report in words and raw, every suspension, and what happens next. Errors: `not.found`. */
    async why(actor: string, readerId: string) {
      const reader = /^\d{1,15}$/.test(readerId) ? await findReaderByPublicId(p.db, Number(readerId)) : undefined;
      if (!reader) throw notFound('reader');
      await p.db.write((trx) =>
        appendAudit(trx, { at: p.clock.now(), actor, action: 'reader.see-reports', object: `reader:${readerId}` }),
      );
      const [reports, suspensions, open] = await Promise.all([
        listReturned(p.db, { readerId: reader.id, limit: MOST }),
        listSuspensionsOf(p.db, reader.id, MOST),
        findOpenSuspension(p.db, reader.id),
      ]);
      const next = nextOf(reader, open);
      return {
        id: readerId,
        state: reader.state,
        next: { ...next, at: next.at === null ? null : Number(next.at) },
        reports: reports.map(report),
        suspensions: suspensions.map(suspensionLine),
      };
    },
  };
};
export type ReturnsView = ReturnType<typeof openReturnsView>;
