/** Addresses that do not take our mail: put to rest by what came back, brought back by their owner or, with a reason, by staff. */
import { isReassigningCarrier } from '../../lib/address.ts';
import { DAY } from '../../lib/clock.ts';
import { HubError, notFound } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Trx } from '../../store/db.ts';
import { findReader, findReaderByPublicId, updateReader } from '../../store/readers.ts';
import { KEEP_LEFT_DAYS, type Parts } from './parts.ts';
import type { ReaderRows } from './rows.ts';

export const suspension = (p: Pick<Parts, 'db' | 'clock'> & { rows: Pick<ReaderRows, 'leave'> }) => ({
  /**
   * What an outcome means for a reader, in its transaction: 'hard-bounce' and 'soft-bounces' suspend an active one; a 'complaint' ends
   * the subscription, without the last mail that others get, for another mail is what was complained of. False when nothing changes.
   */
  async suspend(trx: Trx, readerId: number, reason: string): Promise<boolean> {
    const reader = await findReader(trx, readerId);
    if (reason === 'complaint' && (reader?.state === 'active' || reader?.state === 'suspended')) {
      await p.rows.leave(trx, reader, `complaint:${reader.public_id}:${p.clock.now()}`);
      return true;
    }
    if (reader?.state !== 'active') return false;
    const now = p.clock.now();
    await updateReader(trx, readerId, {
      state: 'suspended',
      suspended_reason: reason,
      suspended_at: now,
      changed_at: now,
      // An address that is dead for a year is not kept longer.
      purge_after: now + KEEP_LEFT_DAYS * DAY,
    });
    return true;
  },

  /**
   * Staff lift a suspension and say why. Errors: `not.found`, `reader.not-suspended`, `reader.reassigning-carrier`
   * (that address may be somebody else's by now: only its owner can bring it back, decision 19), `reason.missing`.
   */
  async lift(lifting: { readerPublicId: number; reason: string; actor: string }): Promise<void> {
    if (lifting.reason.trim() === '') throw new HubError('reason.missing');
    await p.db.write(async (trx) => {
      const reader = await findReaderByPublicId(trx, lifting.readerPublicId);
      if (!reader) throw notFound('reader');
      if (reader.state !== 'suspended') throw new HubError('reader.not-suspended');
      if (isReassigningCarrier(reader.domain))
        throw new HubError('reader.reassigning-carrier', { domain: reader.domain });
      const now = p.clock.now();
      await updateReader(trx, reader.id, {
        state: 'active',
        soft_bounces: 0,
        first_soft_at: null,
        suspended_reason: null,
        suspended_at: null,
        changed_at: now,
        purge_after: null,
      });
      await appendAudit(trx, {
        at: now,
        actor: lifting.actor,
        action: 'reader.lift-suspension',
        object: `reader:${reader.public_id}`,
        before: { state: 'suspended', reason: reader.suspended_reason },
        after: { state: 'active' },
        reason: lifting.reason,
      });
    });
  },
});
