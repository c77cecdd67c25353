/**
 * What one answer means for a reader (decision 28): rest at the first "nobody is there", the end at the second some days later; at once only
 * where a carrier that assigns addresses anew names the recipient as missing. A complaint stops bulletins at once, always.
 */

import { type Clock, DAY } from '../../../lib/clock.ts';
import { domainClass, isReassigningCarrier } from '../../../lib/domainClasses.ts';
import { publicId } from '../../../lib/token.ts';
import type { BrakeRow } from '../../../store/brakes.ts';
import type { Trx } from '../../../store/db.ts';
import { addHardAnswer } from '../../../store/hardAnswers.ts';
import { findReader, type ReaderRow, updateReader } from '../../../store/readers.ts';
import { listReaderTopics } from '../../../store/readerTopics.ts';
import { findSending } from '../../../store/returns.ts';
import {
  closeSuspensionsOf,
  findOpenSuspension,
  insertSuspension,
  type SuspensionKind,
  type SuspensionRow,
  updateSuspension,
} from '../../../store/suspensions.ts';
import type { Policy } from '../../policy/policy.ts';
import { KEEP_LEFT_DAYS } from '../parts.ts';
import type { ReaderRows } from '../rows.ts';
import { brakeFor, type Said } from './brake.ts';
import { stopReader } from './standing.ts';

/** Suspensions are kept as long as the readers they stopped. */
const KEEP = 2 * KEEP_LEFT_DAYS * DAY;

/** The answer behind a judgement: what was said, and which mail it was about (none: a test or staff's own act). */
export type Answer = { reason: string | null; bulletinId: number | null; letterId: number | null };

export type JudgeParts = {
  clock: Clock;
  policy: Pick<Policy, 'house'>;
  rows: Pick<ReaderRows, 'leave'>;
};

const isKind = (kind: string): kind is SuspensionKind => ['hard-bounce', 'soft-bounces', 'complaint'].includes(kind);

export const openJudge = (p: JudgeParts) => {
  const saidOf = (reader: ReaderRow, kind: SuspensionKind, answer: Answer | undefined): Said => ({
    domainClass: domainClass(reader.domain),
    domain: reader.domain,
    reason: kind === 'hard-bounce' ? (answer?.reason ?? 'userunknown').replaceAll('-', '') : kind,
  });

  const note = (
    trx: Trx,
    about: {
      reader: ReaderRow;
      kind: SuspensionKind;
      said: Said;
      state: 'resting' | 'ended' | 'held';
      restsUntil?: number;
      brake?: BrakeRow;
      topics?: readonly string[];
    },
  ) => {
    const now = p.clock.now();
    return insertSuspension(trx, {
      public_id: publicId(),
      reader_id: about.reader.id,
      domain_class: about.said.domainClass,
      domain: about.said.domain,
      kind: about.kind,
      reason: about.said.reason,
      state: about.state,
      began_at: now,
      rests_until: about.restsUntil ?? null,
      ended_at: about.state === 'ended' ? now : null,
      topics: about.topics ? JSON.stringify(about.topics) : null,
      brake_id: about.brake?.id ?? null,
      purge_after: now + KEEP,
    });
  };

  /** When the mail that was answered had left: a report that comes late is no second answer. */
  const saidAt = async (trx: Trx, reader: ReaderRow, answer: Answer | undefined): Promise<number> => {
    const now = p.clock.now();
    if (!answer || (answer.bulletinId === null && answer.letterId === null)) return now;
    const path = { bulletin: answer.bulletinId ?? 0, row: answer.letterId ?? reader.id };
    return (await findSending(trx, path))?.sentAt ?? now;
  };

  const complaint = async (trx: Trx, reader: ReaderRow, said: Said, brake: BrakeRow | null): Promise<boolean> => {
    if (reader.state !== 'active' && reader.state !== 'suspended') return false;
    const now = p.clock.now();
    const about = { reader, kind: 'complaint', said } as const;
    await closeSuspensionsOf(trx, reader.id, { state: 'over', by: 'clock', now });
    if (brake) {
      await stopReader(trx, reader.id, { kind: 'complaint', now, lasting: false });
      await note(trx, { ...about, state: 'held', brake, topics: await listReaderTopics(trx, reader.id) });
      return true;
    }
    const topics = await listReaderTopics(trx, reader.id);
    await p.rows.leave(trx, reader, `complaint:${reader.public_id}:${now}`);
    await note(trx, { ...about, state: 'ended', topics });
    return true;
  };

  /** A second answer while the first one's rest goes on, or to the mail that was sent as the probe. */
  const again = async (
    trx: Trx,
    p2: { reader: ReaderRow; row: SuspensionRow; answer: Answer | undefined; brake: BrakeRow | null },
  ): Promise<boolean> => {
    const { reader, row, answer, brake } = p2;
    if (row.state !== 'resting') return false;
    const now = p.clock.now();
    const { restMs, hardApartMs } = await p.policy.house(trx);
    const probed = row.probe_bulletin !== null && row.probe_bulletin === answer?.bulletinId;
    if (!probed && (await saidAt(trx, reader, answer)) - row.began_at < hardApartMs) return false;
    if (brake) {
      // On such a day nothing ends for good: the rest goes on and is tried once more.
      await updateSuspension(trx, row.id, { rests_until: now + restMs, probe_bulletin: null });
      return false;
    }
    await updateSuspension(trx, row.id, { state: 'ended', ended_at: now, rests_until: null });
    await updateReader(trx, reader.id, { changed_at: now, purge_after: now + KEEP_LEFT_DAYS * DAY });
    return true;
  };

  const first = async (
    trx: Trx,
    about: { reader: ReaderRow; kind: SuspensionKind; said: Said; brake: BrakeRow | null },
  ): Promise<boolean> => {
    const { reader, kind, said, brake } = about;
    const now = p.clock.now();
    const open = await findOpenSuspension(trx, reader.id);
    if (brake) {
      if (open?.state !== 'held') await note(trx, { reader, kind, said, state: 'held', brake });
      return false;
    }
    // The reader is active: whatever stood there is over.
    await closeSuspensionsOf(trx, reader.id, { state: 'over', by: 'clock', now });
    const atOnce = kind === 'soft-bounces' || (isReassigningCarrier(reader.domain) && said.reason === 'userunknown');
    await stopReader(trx, reader.id, { kind, now, lasting: atOnce });
    const { restMs } = await p.policy.house(trx);
    if (atOnce) await note(trx, { reader, kind, said, state: 'ended' });
    else await note(trx, { reader, kind, said, state: 'resting', restsUntil: now + restMs });
    return true;
  };

  return {
    /**
     * In the transaction of the outcome. 'hard-bounce', 'soft-bounces' (several in a row) or 'complaint'. False when nothing changes for
     * the reader now, also because it is held back.
     */
    async suspend(trx: Trx, readerId: number, kind: string, answer?: Answer): Promise<boolean> {
      const reader = await findReader(trx, readerId);
      if (!reader || !isKind(kind)) return false;
      const now = p.clock.now();
      const said = saidOf(reader, kind, answer);
      await addHardAnswer(trx, { ...said, address: reader.email_index, now });
      const { brakePercent } = await p.policy.house(trx);
      const brake = await brakeFor(trx, said, { now, percent: brakePercent });
      // What pulled the brake may have brought this very reader back.
      const fresh = brake?.pulled_at === now ? (await findReader(trx, readerId))! : reader;
      if (kind === 'complaint') return complaint(trx, fresh, said, brake);
      if (fresh.state === 'active') return first(trx, { reader: fresh, kind, said, brake });
      const row = await findOpenSuspension(trx, readerId);
      if (fresh.state !== 'suspended' || kind !== 'hard-bounce' || !row) return false;
      return again(trx, { reader: fresh, row, answer, brake });
    },

    /** "Nobody is there" about an address that is no reader's: it counts with the others, and may be the one that pulls the brake. */
    async noteHard(trx: Trx, about: { address: Buffer; domain: string; reason: string }): Promise<void> {
      const now = p.clock.now();
      const { domain } = about;
      const said: Said = { domainClass: domainClass(domain), domain, reason: about.reason.replaceAll('-', '') };
      await addHardAnswer(trx, { ...said, address: about.address, now });
      const { brakePercent } = await p.policy.house(trx);
      await brakeFor(trx, said, { now, percent: brakePercent });
    },
  };
};
