/** A letter sent once more as it was, to the same or to a corrected address; a chain that hung on it begins anew with the new letter. */
import type { Language, RecipientRole, SystemCode } from '../../contract/codes.ts';
import { findMailType } from '../../letters/catalogue.ts';
import { HubError } from '../../lib/errors.ts';
import { sealJson, unseal, unsealJson } from '../../lib/seal.ts';
import { rowId } from '../../lib/token.ts';
import type { Posted } from '../../outbox/outbox.ts';
import { countLettersWithDedupe } from '../../store/caseLetters.ts';
import type { Trx } from '../../store/db.ts';
import { findEventById } from '../../store/events.ts';
import { insertChains, listChainsOfLetter } from '../../store/followUps.ts';
import type { LetterRow } from '../../store/letters.ts';
import { type ChainPayload, openPayload } from './chains.ts';
import type { FlowParts } from './parts.ts';

type Room = Pick<FlowParts, 'ring' | 'outbox'>;

/** Name of the event that must be reported again when secrets are gone. */
const eventName = async (trx: Trx, row: LetterRow) => {
  const event = row.event_id === null ? undefined : await findEventById(trx, row.event_id);
  return event ? event.source_id : null;
};

/**
 * What a letter needs to be posted again. Errors: `letter.not-final`, `letter.secrets-erased {event}` (that event must be reported
 * again under a new id), `letter.link-ended`.
 */
export const checkSendAgain = async (trx: Trx, row: LetterRow, now: number): Promise<void> => {
  if (row.final_at === null) throw new HubError('letter.not-final', { state: row.state });
  if (row.secrets_erased_at !== null && (findMailType(row.type)?.secrets ?? []).length > 0)
    throw new HubError('letter.secrets-erased', { event: await eventName(trx, row) });
  if (row.expires_at !== null && row.expires_at <= now) throw new HubError('letter.link-ended');
};

/** Chains that began with the old letter and ended because it never arrived begin anew with the new one. */
const moveChains = async (trx: Trx, p: Room, from: LetterRow, to: { id: number; now: number; actor: string }) => {
  for (const chain of await listChainsOfLetter(trx, from.id)) {
    if (chain.state !== 'stopped' || chain.reason !== 'bounce') continue;
    const id = rowId();
    const payload: ChainPayload = openPayload(p.ring, chain);
    const { id: _, ...row } = chain;
    await insertChains(trx, [
      {
        ...row,
        public_id: id,
        state: 'waiting',
        letter_id: to.id,
        anchor_at: null,
        payload: sealJson(p.ring, `chain|payload|${id}`, payload),
        reason: null,
        created_at: to.now,
        ended_at: null,
        actor: to.actor,
        cause: `letter:${from.public_id}`,
      },
    ]);
  }
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
    system: letter.system as SystemCode,
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
    ...(letter.thread_key === null ? {} : { threadKey: letter.thread_key }),
    ...(letter.expires_at === null ? {} : { expiresAt: letter.expires_at }),
    ...(letter.purge_after === null ? {} : { purgeAfter: letter.purge_after }),
    notBefore: again.now,
  });
  await moveChains(trx, p, letter, { id: posted.id, now: again.now, actor: again.actor });
  return posted;
};
