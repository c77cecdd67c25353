/** What bulletins' outcomes and reports mean for readers: hard puts to rest, five soft ones over five days as well, a complaint ends it (decision 22). */

import { DAY } from '../../lib/clock.ts';
import { domainClass } from '../../lib/domainClasses.ts';
import { isHardBounce, isSoftBounce } from '../../lib/outcomes.ts';
import { publicId } from '../../lib/token.ts';
import type { Trx } from '../../store/db.ts';
import type { OutcomeRow } from '../../store/outcomes.ts';
import { findReader } from '../../store/readers.ts';
import { countSoftBounce } from '../../store/returns.ts';
import { openTask } from '../../store/tasks.ts';

const SOFT_MOST = 5;
const SOFT_SPAN = 5 * DAY;
/** Soft bounces further apart than this have nothing to do with each other. */
const SOFT_FORGET = 60 * DAY;

export type ReaderOutcomeParts = {
  clock: { now(): number };
  suspendReader: (
    trx: Trx,
    readerId: number,
    kind: string,
    answer?: { reason: string | null; bulletinId: number | null; letterId: number | null },
  ) => Promise<boolean>;
};

const answerOf = (outcome: OutcomeRow) => ({
  reason: outcome.reason,
  bulletinId: outcome.bulletin_id,
  letterId: null,
});

/** Counts a soft bounce and suspends at the fifth, when they span five days. */
const softBounce = async (trx: Trx, p: ReaderOutcomeParts, outcome: OutcomeRow, readerId: number): Promise<void> => {
  const now = p.clock.now();
  const soft = await countSoftBounce(trx, readerId, { now, forget: SOFT_FORGET });
  if (soft && soft.count >= SOFT_MOST && now - soft.since >= SOFT_SPAN)
    await p.suspendReader(trx, readerId, 'soft-bounces', answerOf(outcome));
};

/** Answers that are about our domain, our proof or our machine, whoever the reader is. */
const aboutUs: ReadonlySet<string> = new Set(['rejected', 'authfailure', 'requireptr']);

/** Staff hear of it once for each class of domains, or domain, until they have closed the task. */
export const tellRefused = async (
  trx: Trx,
  p: Pick<ReaderOutcomeParts, 'clock'>,
  { domain, reason }: { domain: string; reason: string | null },
): Promise<void> => {
  if (!aboutUs.has(reason ?? '')) return;
  const name = domainClass(domain);
  const at = name === 'other' ? domain : name;
  const facts = JSON.stringify({ at, reason });
  const task = { publicId: publicId(), kind: 'own-domain-refused', object: `refusal:${at}`, facts } as const;
  await openTask(trx, { ...task, now: p.clock.now(), again: true });
};

const ownDomainRefused = async (trx: Trx, p: ReaderOutcomeParts, outcome: OutcomeRow, readerId: number) => {
  const reader = await findReader(trx, readerId);
  if (reader) await tellRefused(trx, p, { domain: reader.domain, reason: outcome.reason });
};

/** One outcome of a bulletin's recipient. */
export const applyReaderOutcome = async (trx: Trx, p: ReaderOutcomeParts, outcome: OutcomeRow): Promise<void> => {
  if (outcome.reader_id === null) return;
  if (outcome.kind === 'complaint') await p.suspendReader(trx, outcome.reader_id, 'complaint', answerOf(outcome));
  else if (isHardBounce(outcome.kind, outcome.reason))
    await p.suspendReader(trx, outcome.reader_id, 'hard-bounce', answerOf(outcome));
  else if (aboutUs.has(outcome.reason ?? '')) await ownDomainRefused(trx, p, outcome, outcome.reader_id);
  else if (isSoftBounce(outcome.kind, outcome.reason)) await softBounce(trx, p, outcome, outcome.reader_id);
};
