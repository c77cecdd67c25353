/** A letter and what came back, as one line of a list. Content stays closed. */
import { maskAddress } from '../../lib/address.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import type { LetterRow } from '../../store/letters.ts';
import type { ReturnedRow } from '../../store/returns.ts';

/** A letter in a list: who it is for stays masked. */
export const letterLine = (ring: KeyRing, row: LetterRow) => ({
  id: row.public_id,
  type: row.type,
  system: row.system,
  role: row.role,
  languages: row.languages,
  // Whoever asks knows the address already; whoever came by a number need not learn it.
  to: maskAddress(unseal(ring, `letter|recipient|${row.public_id}`, row.recipient)),
  state: row.state,
  reason: row.reason,
  createdAt: row.created_at,
  plannedAt: row.final_at === null ? row.next_at : null,
  sentAt: row.sent_at,
  finalAt: row.final_at,
  attempts: row.attempts,
  reference: row.reference,
  test: row.key_type === 'test',
});

/** A report that came back by mail. */
export const returnedLine = (row: ReturnedRow) => ({
  at: row.received_at,
  class: row.class,
  status: row.status,
  reason: row.reason,
});
