/** Undoing suspensions: of one reader, of everybody on a wrong day, or the decision about what a brake holds back. Every act stands in the audit log. */

import { type Clock, DAY } from '../../../lib/clock.ts';
import { isReassigningCarrier } from '../../../lib/domainClasses.ts';
import { HubError, invalid, notFound, refused } from '../../../lib/errors.ts';
import { replyReasons } from '../../../lib/replies.ts';
import { appendAudit } from '../../../store/audit.ts';
import { type BrakeRow, closeBrake, findBrake, listBrakesOn } from '../../../store/brakes.ts';
import type { Db, Source, Trx } from '../../../store/db.ts';
import { forgetAnswers } from '../../../store/hardAnswers.ts';
import { activeAgain, findReader, findReaderByPublicId, type ReaderRow, updateReader } from '../../../store/readers.ts';
import {
  closeSuspensionsOf,
  countFitting,
  listFitting,
  listHeld,
  type SuspensionFilter,
  type SuspensionRow,
  updateSuspension,
} from '../../../store/suspensions.ts';
import { closeTaskOf } from '../../../store/tasks.ts';
import type { Policy } from '../../policy/policy.ts';
import type { ReaderRows } from '../rows.ts';
import { bringBack, stopReader } from './standing.ts';

/** An address of a carrier that assigns them anew may be somebody else's after this. */
const CARRIER = 30 * DAY;
const AT_ONCE = 200;

/** What may stand for "for …". */
export const liftReasons: readonly string[] = ['hard-bounce', 'soft-bounces', 'complaint', ...replyReasons];

export type LiftParts = {
  db: Db;
  clock: Clock;
  policy: Pick<Policy, 'house'>;
  rows: Pick<ReaderRows, 'leave'>;
};

export type Lifted = {
  /** Suspensions that fit. */
  found: number;
  /** Readers to whom bulletins go again, or would go. */
  lifted: number;
  /** Carriers' addresses whose suspension is older than 30 days: only their owners bring them back. */
  tooOld: number;
};

export const openLifting = (p: LiftParts) => {
  const check = (filter: SuspensionFilter): void => {
    if (!liftReasons.includes(filter.reason))
      throw invalid([{ field: 'reason', code: 'reason.unknown', details: { known: liftReasons.join(', ') } }]);
    if (!(filter.since > 0) || filter.since > p.clock.now()) throw invalid([{ field: 'since', code: 'since.future' }]);
    if (filter.at.trim() === '') throw invalid([{ field: 'class', code: 'class.missing' }]);
  };
  const tooOld = (row: SuspensionRow): boolean =>
    isReassigningCarrier(row.domain) && row.state !== 'held' && p.clock.now() - row.began_at > CARRIER;

  /** Runs through everything that fits, a few hundred at a time. */
  const each = async <S extends Source>(
    source: S,
    filter: SuspensionFilter,
    run: (row: SuspensionRow) => Promise<void>,
  ) => {
    for (let after = 0; ; ) {
      const rows = await listFitting(source, filter, { after, limit: AT_ONCE });
      for (const row of rows) await run(row);
      if (rows.length < AT_ONCE) return;
      after = rows.at(-1)!.id;
    }
  };

  const undoOne = async (trx: Trx, row: SuspensionRow, actor: string): Promise<boolean> => {
    const now = p.clock.now();
    // What is held back never stopped anybody, but for a complaint.
    const changed = row.state === 'held' && row.kind !== 'complaint' ? true : await bringBack(trx, row, now);
    await updateSuspension(trx, row.id, {
      state: changed ? 'lifted' : 'over',
      closed_at: now,
      closed_by: actor,
    });
    return changed;
  };

  const closeTaskAbout = (trx: Trx, brake: BrakeRow, actor: string, reason: string) =>
    closeTaskOf(trx, {
      kind: 'suspensions-held',
      object: `brake:${brake.public_id}`,
      by: actor,
      reason,
      now: p.clock.now(),
    });

  const release = async (trx: Trx, brake: BrakeRow, actor: string, note: string): Promise<void> => {
    const now = p.clock.now();
    await closeBrake(trx, { id: brake.id, to: 'lifted', by: actor, note, now });
    const place = { domainClass: brake.domain_class, domain: brake.domain };
    await forgetAnswers(trx, { place, reason: brake.reason, since: brake.since });
    await closeTaskAbout(trx, brake, actor, 'lifted');
  };

  const inForce = async (trx: Trx, id: string): Promise<BrakeRow> => {
    const brake = await findBrake(trx, id);
    if (!brake) throw notFound('brake');
    if (brake.state !== 'on') throw refused('brake.closed', { state: brake.state });
    return brake;
  };

  /** What was held back comes into force: the other side was right. */
  const applyOne = async (trx: Trx, row: SuspensionRow, restMs: number): Promise<void> => {
    const now = p.clock.now();
    const reader = await findReader(trx, row.reader_id);
    if (row.kind === 'complaint' && reader?.state === 'suspended') {
      await p.rows.leave(trx, reader, `complaint:${reader.public_id}:${now}`);
      return updateSuspension(trx, row.id, { state: 'ended', began_at: now, ended_at: now });
    }
    if (reader?.state !== 'active')
      return updateSuspension(trx, row.id, { state: 'over', closed_at: now, closed_by: 'clock' });
    const atOnce = row.kind === 'soft-bounces' || (isReassigningCarrier(reader.domain) && row.reason === 'userunknown');
    await stopReader(trx, reader.id, { kind: row.kind, now, lasting: atOnce });
    await updateSuspension(trx, row.id, {
      state: atOnce ? 'ended' : 'resting',
      began_at: now,
      rests_until: atOnce ? null : now + restMs,
      ended_at: atOnce ? now : null,
    });
  };

  /** One suspension of one reader ends by staff's word. */
  const liftOne = async (trx: Trx, reader: ReaderRow, by: { actor: string; reason: string }): Promise<void> => {
    if (reader.state !== 'suspended') throw new HubError('reader.not-suspended');
    if (isReassigningCarrier(reader.domain))
      throw new HubError('reader.reassigning-carrier', { domain: reader.domain });
    const now = p.clock.now();
    await updateReader(trx, reader.id, activeAgain(now));
    await closeSuspensionsOf(trx, reader.id, { state: 'lifted', by: by.actor, now });
    await appendAudit(trx, {
      at: now,
      actor: by.actor,
      action: 'reader.lift-suspension',
      object: `reader:${reader.public_id}`,
      before: { state: 'suspended', reason: reader.suspended_reason },
      after: { state: 'active' },
      reason: by.reason,
    });
  };

  return {
    /** What an undoing would do; changes nothing. Errors: `input.invalid` with the field that is wrong. */
    async count(filter: SuspensionFilter): Promise<Lifted> {
      check(filter);
      const told = { found: await countFitting(p.db, filter), lifted: 0, tooOld: 0 };
      await each(p.db, filter, async (row) => {
        told[tooOld(row) ? 'tooOld' : 'lifted'] += 1;
      });
      return told;
    },

    /** "All suspensions since … at … for …" are undone; brakes that held them back are released. Errors: as `count`. */
    async liftAll(filter: SuspensionFilter, by: { actor: string; note: string }): Promise<Lifted> {
      check(filter);
      return p.db.write(async (trx) => {
        const told: Lifted = { found: 0, lifted: 0, tooOld: 0 };
        await each(trx, filter, async (row) => {
          told.found += 1;
          if (tooOld(row)) told.tooOld += 1;
          else if (await undoOne(trx, row, by.actor)) told.lifted += 1;
        });
        for (const brake of await listBrakesOn(trx))
          if ([brake.domain, brake.domain_class].includes(filter.at) && brake.reason === filter.reason)
            await release(trx, brake, by.actor, by.note);
        await appendAudit(trx, {
          at: p.clock.now(),
          actor: by.actor,
          action: 'suspensions.lift',
          object: `class:${filter.at}`,
          after: { since: new Date(filter.since).toISOString(), for: filter.reason, ...told },
          reason: by.note,
        });
        trx.afterCommit(() => p.db.wake());
        return told;
      });
    },

    /** The other side was wrong: nobody is suspended, bulletins go there again. Errors: `not.found`, `brake.closed {state}`, `reason.missing`. */
    async release(id: string, by: { actor: string; note: string }): Promise<{ lifted: number }> {
      if (by.note.trim() === '') throw refused('reason.missing');
      return p.db.write(async (trx) => {
        const brake = await inForce(trx, id);
        let lifted = 0;
        for (;;) {
          const rows = await listHeld(trx, brake.id, { after: 0, limit: AT_ONCE });
          for (const row of rows) lifted += (await undoOne(trx, row, by.actor)) ? 1 : 0;
          if (rows.length < AT_ONCE) break;
        }
        await release(trx, brake, by.actor, by.note);
        const object = `brake:${id}`;
        const entry = { at: p.clock.now(), actor: by.actor, action: 'brake.release', object, after: { lifted } };
        await appendAudit(trx, { ...entry, reason: by.note });
        trx.afterCommit(() => p.db.wake());
        return { lifted };
      });
    },

    /** The other side was right: what was held back comes into force. Errors: as `release`. */
    async apply(id: string, by: { actor: string; note: string }): Promise<{ suspended: number }> {
      if (by.note.trim() === '') throw refused('reason.missing');
      return p.db.write(async (trx) => {
        const brake = await inForce(trx, id);
        const { restMs } = await p.policy.house(trx);
        let suspended = 0;
        for (;;) {
          const rows = await listHeld(trx, brake.id, { after: 0, limit: AT_ONCE });
          for (const row of rows) await applyOne(trx, row, restMs);
          suspended += rows.length;
          if (rows.length < AT_ONCE) break;
        }
        const now = p.clock.now();
        await closeBrake(trx, { id: brake.id, to: 'applied', by: by.actor, note: by.note, now });
        await closeTaskAbout(trx, brake, by.actor, 'applied');
        const entry = { at: now, actor: by.actor, action: 'brake.apply', object: `brake:${id}`, after: { suspended } };
        await appendAudit(trx, { ...entry, reason: by.note });
        trx.afterCommit(() => p.db.wake());
        return { suspended };
      });
    },

    /**
     * Staff lift one suspension and say why. Errors: `not.found`, `reader.not-suspended`, `reader.reassigning-carrier`
     * (that address may be somebody else's by now: only its owner can bring it back, decision 19), `reason.missing`.
     */
    async lift(lifting: { readerPublicId: number; reason: string; actor: string }): Promise<void> {
      if (lifting.reason.trim() === '') throw new HubError('reason.missing');
      await p.db.write(async (trx) => {
        const reader = await findReaderByPublicId(trx, lifting.readerPublicId);
        if (!reader) throw notFound('reader');
        await liftOne(trx, reader, lifting);
      });
    },
    /** The same in the caller's transaction. */
    liftOne,
  };
};
