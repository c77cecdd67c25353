/** A letter sent once more as it was, to the same or to a corrected address; a chain that hung on it begins anew with the new letter. */
import type { Language, RecipientRole } from '../../contract/codes.ts';
import { findMailType } from '../../letters/catalogue.ts';
import { maskAddress } from '../../lib/address.ts';
import { HubError } from '../../lib/errors.ts';
import { type KeyRing, sealJson, unseal, unsealJson } from '../../lib/seal.ts';
import { rowId } from '../../lib/token.ts';
import type { Posted } from '../../outbox/outbox.ts';
import { countLettersWithDedupe } from '../../store/caseLetters.ts';
import { findCaseById } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { findEventById } from '../../store/events.ts';
import { type ChainRow, insertChains, listChainsOfLetter, lost } from '../../store/followUps.ts';
import { findLetter, type LetterRow } from '../../store/letters.ts';
import { type ChainPayload, chainOfLetter, openPayload, planRow } from './chains.ts';
import { type CaseFacts, canonical, noFacts, openFacts } from './facts.ts';
import type { FlowParts } from './parts.ts';
import { occasion, type Rhythm } from './schedule.ts';

export type Room = Pick<FlowParts, 'ring' | 'outbox' | 'times'>;

/** Name of the event that must be reported again when secrets are gone. */
const eventName = async (trx: Trx, row: LetterRow) => {
  const event = row.event_id === null ? undefined : await findEventById(trx, row.event_id);
  return event ? event.source_id : null;
};

/**
 * What a letter needs to be posted again. Errors: `letter.not-final`, `letter.ended {by}` (it never left, and what it is about has
 * ended), `letter.secrets-erased {event}` (that event must be reported again under a new id), `letter.link-ended`.
 */
export const checkSendAgain = async (trx: Trx, row: LetterRow, now: number): Promise<void> => {
  if (row.final_at === null) throw new HubError('letter.not-final', { state: row.state });
  if (row.ended_by !== null && row.sent_at === null) throw new HubError('letter.ended', { by: row.ended_by });
  if (row.secrets_erased_at !== null && (findMailType(row.type)?.secrets ?? []).length > 0)
    throw new HubError('letter.secrets-erased', { event: await eventName(trx, row) });
  if (row.expires_at !== null && row.expires_at <= now) throw new HubError('letter.link-ended');
};

/** What is left of a chain: the whole rhythm from a new sending, of days before a date those that are still ahead. */
const leftOf = (rhythm: Rhythm, now: number): Rhythm =>
  rhythm.from === 'date' ? { ...rhythm, dates: rhythm.dates.filter((day) => day > now) } : rhythm;

/** Chains that a letter began, and the chain it belongs to when that goes on after it. */
const chainsToMove = async (trx: Trx, p: Room, from: LetterRow): Promise<ChainRow[]> => {
  const own = await chainOfLetter(trx, from);
  const rhythm = own && openPayload(p.ring, own).rhythm;
  const goesOn = rhythm?.from === 'date' || (rhythm?.from === 'sending' && rhythm.times === null);
  return [...(await listChainsOfLetter(trx, from.id)), ...(own && goesOn ? [own] : [])];
};

/** Chains that ended because the letter never arrived begin anew with the new one: their clock starts at its sending. */
const moveChains = async (trx: Trx, p: Room, from: LetterRow, to: { id: number; now: number; actor: string }) => {
  for (const chain of await chainsToMove(trx, p, from)) {
    if (chain.state !== 'stopped' || !lost.includes(chain.reason as 'bounce')) continue;
    const id = rowId();
    const known: ChainPayload = openPayload(p.ring, chain);
    const payload = { ...known, rhythm: leftOf(known.rhythm, to.now) };
    const dated = payload.rhythm.from === 'date';
    const first = dated ? occasion(payload.rhythm, null, 1, p.times) : null;
    if (dated && !first) continue;
    const { id: _, ...row } = chain;
    const [made] = await insertChains(trx, [
      {
        ...row,
        public_id: id,
        state: dated ? 'running' : 'waiting',
        letter_id: dated ? null : to.id,
        anchor_at: null,
        payload: sealJson(p.ring, `chain|payload|${id}`, payload),
        reason: null,
        created_at: to.now,
        ended_at: null,
        actor: to.actor,
        cause: `letter:${from.public_id}`,
      },
    ]);
    if (first) await planRow(trx, made!.id, first);
  }
};

/** Where a letter of a case goes now: to whoever has its role, or to the address that took the place of its first. */
export const presentAddress = (ring: KeyRing, letter: LetterRow, facts: CaseFacts): string => {
  const first = unseal(ring, `letter|recipient|${letter.public_id}`, letter.recipient);
  return facts.recipients[letter.role as RecipientRole]?.email ?? facts.moved[canonical(first)] ?? first;
};

/** The same for one letter, masked as staff see addresses. Null when nobody knows the letter. */
export const resendsTo = async (p: Pick<FlowParts, 'db' | 'ring'>, publicId: string): Promise<string | null> => {
  const letter = await findLetter(p.db, publicId);
  if (!letter) return null;
  const own = letter.case_id === null ? undefined : await findCaseById(p.db, letter.case_id);
  return maskAddress(presentAddress(p.ring, letter, own ? openFacts(p.ring, own) : noFacts));
};

/** Posts the letter again. Call `checkSendAgain` before. `to`: another address than the first. */
export const sendAgain = async (
  trx: Trx,
  p: Room,
  again: { letter: LetterRow; to?: string; actor: string; eventId?: number; now: number },
): Promise<Posted> => {
  const { letter } = again;
  const place = (column: string) => `letter|${column}|${letter.public_id}`;
  const prefix = `again:${letter.public_id}:`;
  const posted = await p.outbox.post(trx, {
    type: letter.type,
    system: letter.system,
    languages: letter.languages.split(',') as Language[],
    role: letter.role as RecipientRole,
    to: again.to ?? unseal(p.ring, place('recipient'), letter.recipient),
    variables: {
      ...unsealJson<Record<string, unknown>>(p.ring, place('variables'), letter.variables),
      ...(letter.secrets
        ? unsealJson<Record<string, unknown>>(p.ring, place('secrets'), letter.secrets, 'secret')
        : {}),
    },
    revision: letter.revision,
    lane: 'transactional',
    dedupeKey: `${prefix}${await countLettersWithDedupe(trx, prefix)}`,
    actor: again.actor,
    cause: letter.cause === 'notify' ? 'notify' : `letter:${letter.public_id}`,
    keyType: letter.key_type as 'live',
    ...(letter.event_id === null ? {} : { eventId: again.eventId ?? letter.event_id }),
    ...(letter.case_id === null ? {} : { caseId: letter.case_id }),
    ...(letter.reference === null ? {} : { reference: letter.reference }),
    // In its old place: behind those that are planned for later it would wait for them.
    ...(letter.thread_key === null ? {} : { threadKey: letter.thread_key, threadSeq: letter.thread_seq }),
    ...(letter.expires_at === null ? {} : { expiresAt: letter.expires_at }),
    ...(letter.purge_after === null ? {} : { purgeAfter: letter.purge_after }),
    notBefore: again.now,
  });
  await moveChains(trx, p, letter, { id: posted.id, now: again.now, actor: again.actor });
  return posted;
};
