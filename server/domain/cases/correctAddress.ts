/** A corrected address of a case: what waits goes there, and what bounced and matters is sent again as it was. */
import type { RecipientRole } from '../../contract/codes.ts';
import { storedAddress } from '../../lib/address.ts';
import { isoJst } from '../../lib/clock.ts';
import { isHubError } from '../../lib/errors.ts';
import { isHardBounce } from '../../lib/outcomes.ts';
import { blindIndex, type KeyRing, seal } from '../../lib/seal.ts';
import { listLettersOfCase, readdressLetter } from '../../store/caseLetters.ts';
import type { CaseRow } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { type LetterRow, openStates } from '../../store/letters.ts';
import { domainClass, ensureQueue } from '../../store/queues.ts';
import { closeTaskOf } from '../../store/tasks.ts';
import { rulebooks } from '../rulebook/index.ts';
import { canonical } from './facts.ts';
import type { FlowParts } from './parts.ts';
import { checkSendAgain, sendAgain } from './sendAgain.ts';

/** Types that the rulebook sends again when the address is corrected. */
const sentAgainTypes: ReadonlySet<string> = new Set(
  rulebooks.flatMap((book) => book.events.flatMap((e) => e.letters.filter((l) => l.sendAgain).map((l) => l.type))),
);

export type Correction = {
  caseRow: CaseRow;
  role: RecipientRole;
  old: string;
  new: string;
  eventId?: number;
  actor: string;
  now: number;
};

const readdress = async (trx: Trx, ring: KeyRing, letter: LetterRow, to: string, now: number): Promise<void> => {
  const address = storedAddress(to);
  const queueId = await ensureQueue(trx, { lane: 'transactional', domainClass: domainClass(address.domain), now });
  await readdressLetter(trx, letter.id, {
    recipient: seal(ring, `letter|recipient|${letter.public_id}`, address.text),
    recipient_index: blindIndex(ring, 'email', address.canonical),
    domain: address.domain,
    queue_id: queueId,
  });
};

/** The newest bounced letter of each type, unless a later one of the type is on its way or was taken. */
const lost = (letters: readonly LetterRow[]): LetterRow[] => {
  const newest = new Map<string, LetterRow>();
  for (const letter of letters) newest.set(letter.type, letter);
  return [...newest.values()].filter((l) => sentAgainTypes.has(l.type) && isHardBounce(l.state, l.reason));
};

export type Corrected = {
  sentAgain: { id: string; type: string; role: RecipientRole; language: string; planned_at: string }[];
  readdressed: number;
  /** A lost letter cannot be sent again because its secrets are erased: its event must be reported anew. */
  needsEvent: string | null;
};

export const correctAddress = async (
  trx: Trx,
  p: Pick<FlowParts, 'ring' | 'outbox'>,
  correction: Correction,
): Promise<Corrected> => {
  const index = blindIndex(p.ring, 'email', canonical(correction.old));
  const letters = (await listLettersOfCase(trx, correction.caseRow.id)).filter(
    (l) => l.role === correction.role && l.recipient_index.equals(index),
  );
  const done: Corrected = { sentAgain: [], readdressed: 0, needsEvent: null };
  for (const letter of letters)
    if (openStates.includes(letter.state)) {
      await readdress(trx, p.ring, letter, correction.new, correction.now);
      done.readdressed++;
    }
  for (const letter of lost(letters)) {
    try {
      await checkSendAgain(trx, letter, correction.now);
    } catch (error) {
      if (!isHubError(error) || error.code !== 'letter.secrets-erased') throw error;
      done.needsEvent = String(error.details.event);
      continue;
    }
    const { actor, now, eventId } = correction;
    const posted = await sendAgain(trx, p, { letter, to: correction.new, actor, now, eventId });
    done.sentAgain.push({
      id: posted.publicId,
      type: letter.type,
      role: correction.role,
      language: letter.languages,
      planned_at: isoJst(posted.plannedAt),
    });
    await closeTaskOf(trx, {
      kind: 'letter-bounced',
      object: `letter:${letter.public_id}`,
      by: actor,
      reason: 'address-corrected',
      now,
    });
  }
  return done;
};
