/**
 * What came of letters flows on from here: anchors of follow-ups, ends of chains, tasks, callbacks, the rest of a dead address.
 * Delivery only writes outcome rows; this is the one place that reads them and moves several nouns.
 */
import type { RecipientRole } from '../../contract/codes.ts';
import { MINUTE } from '../../lib/clock.ts';
import { isHardBounce, neverArrived } from '../../lib/outcomes.ts';
import { unseal, unsealJson } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { simulatedOutcome } from '../../outbox/simulation.ts';
import { listLettersByIds, markBounced } from '../../store/caseLetters.ts';
import { findCaseById, updateCase } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { findEventById } from '../../store/events.ts';
import { type ChainRow, listChainsOfLetter, listLettersWithChains } from '../../store/followUps.ts';
import { inGroups } from '../../store/inGroups.ts';
import type { LetterRow } from '../../store/letters.ts';
import {
  addOutcomes,
  hasOpenOutcomes,
  listNewestOutcomes,
  listOpenOutcomes,
  markApplied,
  type OutcomeRow,
  type PassedOver,
} from '../../store/outcomes.ts';
import { findReaderByEmail } from '../../store/readers.ts';
import { openTask } from '../../store/tasks.ts';
import type { Told } from '../callbacks/callbacks.ts';
import { findRule } from '../rulebook/index.ts';
import { readVariables } from '../rulebook/read.ts';
import type { LetterRule } from '../rulebook/shape.ts';
import { anchorChain, chainOfLetter, finishIfDone, stopChains } from './chains.ts';
import { tellExpired } from './expired.ts';
import { openFacts } from './facts.ts';
import type { FlowParts, Rehearse } from './parts.ts';
import { languagesOf } from './plan.ts';

/** How many outcomes one transaction applies: the write lock is never held long. */
const AT_ONCE = 25;
/** An outcome that cannot be applied is looked at again after this. */
const PUT_OFF = MINUTE;

/** The answer a suspension rests on. */
export type Answer = { reason: string | null; bulletinId: number | null; letterId: number | null };

export type OutcomeParts = FlowParts & {
  /** Puts a newsletter address to rest; false when there is nothing to suspend. */
  suspendReader: (trx: Trx, readerId: number, reason: string, answer?: Answer) => Promise<boolean>;
  /** "Nobody is there", said of an address that is no reader's: it counts against what is usual all the same (the brake). */
  noteHard?: (trx: Trx, about: { address: Buffer; domain: string; reason: string }) => Promise<void>;
  /** An answer that is about our own domain, proof or machine. */
  tellRefused?: (trx: Trx, about: { domain: string; reason: string | null }) => Promise<void>;
  /** Outcomes that are no letter's (bulletins): applied by whoever owns them, in the same transaction. */
  applyOther?: (trx: Trx, outcome: OutcomeRow) => Promise<void>;
  /** Shows letters of a test key as they would have left. */
  rehearse: Rehearse;
};

/** The rule under which a letter was written. */
const letterRule = async (trx: Trx, letter: LetterRow): Promise<LetterRule | undefined> => {
  const event = letter.event_id === null ? undefined : await findEventById(trx, letter.event_id);
  const rule = event && findRule(event.type)?.rule;
  return rule?.letters.find((l) => l.type === letter.type && l.to === letter.role);
};

/** A letter to somebody else because this one bounced, such as the filer about an applicant nobody reaches. */
const writeOnBounce = async (trx: Trx, p: OutcomeParts, letter: LetterRow): Promise<void> => {
  const rule = await letterRule(trx, letter);
  const row = letter.case_id === null ? undefined : await findCaseById(trx, letter.case_id);
  if (!rule?.onBounce || !row || row.state === 'closed' || letter.ended_by !== null) return;
  const facts = openFacts(p.ring, row);
  const recipient = facts.recipients[rule.onBounce.to];
  if (!recipient) return;
  const settings = await p.settings.get(letter.system, trx);
  const variables = unsealJson<Record<string, unknown>>(
    p.ring,
    `letter|variables|${letter.public_id}`,
    letter.variables,
  );
  await p.outbox.post(trx, {
    type: rule.onBounce.type,
    system: letter.system,
    languages: languagesOf(recipient.language ?? settings.languages[rule.onBounce.to] ?? 'ja', undefined),
    role: rule.onBounce.to,
    to: recipient.email,
    variables: readVariables({ ...facts.recipients, case: facts.kept, letter: variables }, rule.onBounce.variables),
    lane: 'transactional',
    dedupeKey: `bounce:${letter.public_id}`,
    actor: 'clock',
    cause: `letter:${letter.public_id}`,
    keyType: letter.key_type as 'live',
    caseId: row.id,
    ...(letter.event_id === null ? {} : { eventId: letter.event_id }),
    notBefore: row.played_to ?? 0,
  });
};

/** Of a test key: shown to who tries, and nobody's work. */
const isTrial = (letter: LetterRow): boolean => letter.key_type === 'test';

/** What of the newsletter hangs on the address: a hard bounce puts it to rest, a complaint as well (decision 22). */
const restReader = async (
  trx: Trx,
  p: OutcomeParts,
  { letter, outcome }: Pick<Applying, 'letter' | 'outcome'>,
  kind: string,
): Promise<void> => {
  if (isTrial(letter)) return;
  const readerId = letter.reader_id ?? (await findReaderByEmail(trx, letter.recipient_index))?.id;
  const answer = { reason: outcome.reason, bulletinId: null, letterId: letter.id };
  if (readerId !== undefined) await p.suspendReader(trx, readerId, kind, answer);
  else if (kind === 'hard-bounce' && outcome.reason !== null)
    await p.noteHard?.(trx, { address: letter.recipient_index, domain: letter.domain, reason: outcome.reason });
};

/** One outcome being applied. `begun`: the chains that the letter began, as they are now. */
type Applying = { letter: LetterRow; outcome: OutcomeRow; begun: readonly ChainRow[] };

const bounced = async (trx: Trx, p: OutcomeParts, { letter, outcome, begun }: Applying): Promise<void> => {
  const now = p.clock.now();
  await restReader(trx, p, { letter, outcome }, 'hard-bounce');
  if (letter.case_id === null) return;
  const own = await chainOfLetter(trx, letter);
  await stopChains(trx, [...begun, ...(own ? [own] : [])], 'bounce', now);
  await writeOnBounce(trx, p, letter);
  await updateCase(trx, letter.case_id, { changed_at: now });
  if (isTrial(letter)) return;
  await openTask(trx, {
    publicId: publicId(),
    kind: 'letter-bounced',
    object: `letter:${letter.public_id}`,
    facts: JSON.stringify({
      system: letter.system,
      type: letter.type,
      role: letter.role as RecipientRole,
      reason: outcome.reason,
    }),
    now,
  });
};

const lostOtherwise = async (trx: Trx, p: OutcomeParts, { letter, outcome, begun }: Applying): Promise<void> => {
  const now = p.clock.now();
  const reason = outcome.kind === 'cancelled' ? 'cancelled' : 'not-sent';
  await stopChains(trx, begun, reason, now);
  const own = await chainOfLetter(trx, letter);
  if (own) await finishIfDone(trx, own, now);
  // What staff have blocked is told to them whatever letter it was; else only letters of cases are somebody's work.
  const ofCase = letter.case_id !== null || outcome.kind === 'suppressed';
  if (!ofCase || outcome.kind === 'cancelled' || letter.ended_by !== null || isTrial(letter)) return;
  if (outcome.kind === 'expired') return tellExpired(trx, letter, now);
  await openTask(trx, {
    publicId: publicId(),
    kind: 'letter-not-sent',
    object: `letter:${letter.public_id}`,
    facts: JSON.stringify({ system: letter.system, type: letter.type, role: letter.role, outcome: outcome.kind }),
    now,
  });
};

/** What a test key's address reports after its letter was taken. */
const simulateLate = async (trx: Trx, p: OutcomeParts, letter: LetterRow, outcome: OutcomeRow): Promise<void> => {
  if (!isTrial(letter)) return;
  const email = unseal(p.ring, `letter|recipient|${letter.public_id}`, letter.recipient);
  const late = simulatedOutcome(letter.key_type, email)?.late;
  if (!late) return;
  if (late === 'bounced') await markBounced(trx, letter.id, 'userunknown');
  await addOutcomes(trx, [
    { letterId: letter.id, kind: late, reason: 'userunknown', reply: null, happenedAt: outcome.happened_at },
  ]);
};

/** A letter that waited long enough for the one before it went without: somebody must look where that one is. */
const tellAlone = async (trx: Trx, letter: LetterRow, now: number): Promise<void> => {
  if (letter.after_until === null || (letter.sent_at ?? now) < letter.after_until) return;
  const [before] = letter.after_letter === null ? [] : await listLettersByIds(trx, [letter.after_letter]);
  if (before && before.final_at !== null && before.final_at <= (letter.sent_at ?? now)) return;
  await openTask(trx, {
    publicId: publicId(),
    kind: 'letter-went-alone',
    object: `letter:${letter.public_id}`,
    facts: JSON.stringify({ system: letter.system, type: letter.type, role: letter.role as RecipientRole }),
    now,
  });
};

const accepted = async (trx: Trx, p: OutcomeParts, { letter, outcome, begun }: Applying): Promise<void> => {
  for (const chain of begun) await anchorChain(trx, p, chain, letter.sent_at ?? outcome.happened_at);
  const own = await chainOfLetter(trx, letter);
  if (own) await finishIfDone(trx, own, p.clock.now());
  await tellAlone(trx, letter, p.clock.now());
  await simulateLate(trx, p, letter, outcome);
};

const apply = async (trx: Trx, p: OutcomeParts, one: Applying): Promise<void> => {
  const { outcome } = one;
  if (outcome.kind === 'accepted') await accepted(trx, p, one);
  else if (outcome.kind === 'complaint') await restReader(trx, p, one, 'complaint');
  else if (isHardBounce(outcome.kind, outcome.reason)) await bounced(trx, p, one);
  else if (neverArrived(outcome.kind)) {
    await lostOtherwise(trx, p, one);
    if (!isTrial(one.letter)) await p.tellRefused?.(trx, { domain: one.letter.domain, reason: outcome.reason });
  }
};

const toldOf = (letter: LetterRow, outcome: OutcomeRow): Told => ({
  letterId: letter.id,
  publicId: letter.public_id,
  system: letter.system,
  type: letter.type,
  role: letter.role,
  eventId: letter.event_id,
  caseId: letter.case_id,
  reference: letter.reference,
  outcome: outcome.kind,
  reason: outcome.reason,
  sentAt: letter.sent_at,
  test: letter.key_type === 'test',
});

/** Applies outcomes in the order they were written. `trx` form: also used when a case is played forward. */
export const applyRows = async (trx: Trx, p: OutcomeParts, rows: readonly OutcomeRow[]): Promise<void> => {
  if (rows.length === 0) return;
  const ids = rows.flatMap((row) => (row.letter_id === null ? [] : [row.letter_id]));
  const letters = new Map((await listLettersByIds(trx, ids)).map((l) => [l.id, l]));
  const withChains = await listLettersWithChains(trx, ids);
  const told: Told[] = [];
  for (const outcome of rows) {
    const letter = outcome.letter_id === null ? undefined : letters.get(outcome.letter_id);
    if (letter) {
      const begun = withChains.has(letter.id) ? await listChainsOfLetter(trx, letter.id) : [];
      await apply(trx, p, { letter, outcome, begun });
      told.push(toldOf(letter, outcome));
    } else if (outcome.letter_id === null) await p.applyOther?.(trx, outcome);
  }
  await p.callBack(trx, told);
  await markApplied(
    trx,
    rows.map((r) => r.id),
    p.clock.now(),
  );
};

/** The job. What was put off is known to this process alone: another one that takes the job over tries it once more. */
export const outcomeJob = (p: OutcomeParts) => {
  const putOff = new Map<OutcomeRow, number>();
  const without = (): PassedOver => {
    // Also when the clock was turned back: nothing waits longer than it should.
    for (const [row, at] of putOff) if (Math.abs(p.clock.now() - at) >= PUT_OFF) putOff.delete(row);
    const rows = [...putOff.keys()];
    return {
      ids: rows.map((row) => row.id),
      letters: rows.flatMap((row) => (row.letter_id === null ? [] : [row.letter_id])),
    };
  };
  return {
    /** Both ends in turn: while a hundred thousand wait, what came just now is applied at once, and the oldest wait no longer for it. */
    applyOutcomes: (): Promise<void> => {
      let newest = false;
      return inGroups<OutcomeRow>(p.db, {
        most: AT_ONCE,
        list: (trx, limit) => {
          // A group that failed is done again one by one, at the same end.
          if (limit > 1) newest = !newest;
          return newest ? listNewestOutcomes(trx, limit, without()) : listOpenOutcomes(trx, limit, without());
        },
        run: (trx, rows) => applyRows(trx, p, rows),
        putOff: async (row) => void putOff.set(row, p.clock.now()),
        name: (row) => `outcome ${row.id}`,
        ...(p.ends ? { ends: p.ends } : {}),
      });
    },
    outcomesWait: (): Promise<boolean> => hasOpenOutcomes(p.db, without()),
  };
};
