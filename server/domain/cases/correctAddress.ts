/** A corrected address of a case: what waits goes there, and what bounced and matters is sent again as it was. */

import type { RecipientRole } from '../../contract/codes.ts';
import { openStates } from '../../contract/letterMoves.ts';
import { storedAddress } from '../../lib/address.ts';
import { isoJst } from '../../lib/clock.ts';
import { domainClass } from '../../lib/domainClasses.ts';
import { isHubError } from '../../lib/errors.ts';
import { blindIndex, type KeyRing, seal } from '../../lib/seal.ts';
import { listLettersOfCase, readdressLetter } from '../../store/caseLetters.ts';
import type { CaseRow } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import type { LetterRow } from '../../store/letters.ts';
import { ensureQueue } from '../../store/queues.ts';
import { closeTaskOf } from '../../store/tasks.ts';
import { rulebooks } from '../rulebook/index.ts';
import { canonical } from './facts.ts';
import { checkSendAgain, type Room, sendAgain } from './sendAgain.ts';

/** Types whose loss harms nobody. */
const unimportant: ReadonlySet<string> = new Set(
  rulebooks.flatMap((book) =>
    book.events.flatMap((e) => e.letters.filter((l) => l.matters === false).map((l) => `${l.type} ${l.to}`)),
  ),
);

export type Correction = {
  caseRow: CaseRow;
  /** Only letters of this role; all that went to the old address when absent. */
  role?: RecipientRole;
  old: string;
  new: string;
  eventId?: number;
  actor: string;
  now: number;
};

/** A letter that bounced and cannot be sent again. `do` says what the reporter can do. */
export type LostLetter = { id: string; type: string; role: RecipientRole; reason: string; do: string };

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

/** States and reasons in which another address helps. */
const missed = (letter: LetterRow): boolean => ['refused', 'bounced', 'suppressed'].includes(letter.state);

/** The newest letter of each type and role when it bounced, and nothing has ended it since. */
const toRepair = (letters: readonly LetterRow[]): LetterRow[] => {
  const newest = new Map<string, LetterRow>();
  for (const letter of letters) newest.set(`${letter.type} ${letter.role}`, letter);
  return [...newest.entries()]
    .filter(([name, letter]) => missed(letter) && letter.ended_by === null && !unimportant.has(name))
    .map(([, letter]) => letter);
};

export type Corrected = {
  sentAgain: { id: string; type: string; role: RecipientRole; language: string; planned_at: string }[];
  readdressed: number;
  lost: LostLetter[];
};

const advice: Readonly<Record<string, string>> = {
  'letter.secrets-erased': 'its secrets are erased: report its event again under a new id',
  'letter.link-ended': 'its link has ended: make a new one and report the event again under a new id',
};

/** Null when the letter may be sent again, else why not. */
const whyLost = async (trx: Trx, letter: LetterRow, now: number): Promise<LostLetter | null> => {
  try {
    await checkSendAgain(trx, letter, now);
    return null;
  } catch (error) {
    if (!isHubError(error) || advice[error.code] === undefined) throw error;
    return {
      id: letter.public_id,
      type: letter.type,
      role: letter.role as RecipientRole,
      reason: error.code,
      do: `${advice[error.code]}${typeof error.details.event === 'string' ? ` (first ${error.details.event})` : ''}`,
    };
  }
};

export const correctAddress = async (trx: Trx, p: Room, correction: Correction): Promise<Corrected> => {
  const { actor, now, eventId, role } = correction;
  const index = blindIndex(p.ring, 'email', canonical(correction.old));
  // A note to the old address about the change itself stays with it.
  const letters = (await listLettersOfCase(trx, correction.caseRow.id)).filter(
    (l) => (role === undefined ? l.role !== 'old' : l.role === role) && l.recipient_index.equals(index),
  );
  const done: Corrected = { sentAgain: [], readdressed: 0, lost: [] };
  for (const letter of letters)
    if (openStates.includes(letter.state)) {
      await readdress(trx, p.ring, letter, correction.new, now);
      done.readdressed++;
    }
  for (const letter of toRepair(letters)) {
    const lost = await whyLost(trx, letter, now);
    if (lost) {
      done.lost.push(lost);
      continue;
    }
    const posted = await sendAgain(trx, p, { letter, to: correction.new, actor, now, eventId });
    done.sentAgain.push({
      id: posted.publicId,
      type: letter.type,
      role: letter.role as RecipientRole,
      language: letter.languages,
      planned_at: isoJst(posted.plannedAt),
    });
    const object = `letter:${letter.public_id}`;
    await closeTaskOf(trx, { kind: 'letter-bounced', object, by: actor, reason: 'address-corrected', now });
  }
  return done;
};
