/** Cases, events and letters as the API and the console show them. Addresses are unsealed here: callers have the right to see them. */

import { openStates } from '../../contract/letterMoves.ts';
import { isoJst } from '../../lib/clock.ts';
import { type KeyRing, unseal, unsealJson } from '../../lib/seal.ts';
import type { CaseRow } from '../../store/cases.ts';
import type { EventRow } from '../../store/events.ts';
import type { ChainRow, FollowUpRow } from '../../store/followUps.ts';
import type { LetterRow } from '../../store/letters.ts';
import type { NotSent } from './plan.ts';
import type { EventAnswer } from './taking.ts';

const at = (instant: number | null) => (instant === null ? null : isoJst(instant));

/** What an answer says beside its letters and its reason. */
export const extrasOf = ({ id: _, letters: __, reason: ___, ...extras }: EventAnswer) => extras;

export const answerOfRow = (ring: KeyRing, row: EventRow): EventAnswer =>
  unsealJson<EventAnswer>(ring, `event|answer|${row.public_id}`, row.answer);

/** What an event would have brought, had it not been reported late. */
export const notSentOf = (ring: KeyRing, row: EventRow): readonly NotSent[] => answerOfRow(ring, row).not_sent ?? [];

export const letterView = (ring: KeyRing, row: LetterRow) => ({
  id: row.public_id,
  type: row.type,
  role: row.role,
  language: row.languages,
  to: unseal(ring, `letter|recipient|${row.public_id}`, row.recipient),
  state: row.state,
  reason: row.reason,
  created_at: isoJst(row.created_at),
  planned_at: openStates.includes(row.state) ? isoJst(row.next_at) : null,
  sent_at: at(row.sent_at),
  final_at: at(row.final_at),
  attempts: row.attempts,
  key_type: row.key_type,
});
export type LetterView = ReturnType<typeof letterView>;

export const followUpView = (chain: ChainRow, rows: readonly FollowUpRow[]) => {
  const own = rows.filter((row) => row.chain_id === chain.id);
  const next = own.find((row) => row.state === 'planned');
  return {
    id: chain.public_id,
    type: chain.type,
    state: chain.state,
    anchor_at: at(chain.anchor_at),
    stop_at: at(chain.stop_at),
    next_at: next && ['waiting', 'running'].includes(chain.state) ? isoJst(next.next_at) : null,
    stop_reason: chain.reason,
    ended_at: at(chain.ended_at),
    sent: own
      .filter((row) => row.state === 'posted')
      .map((row) => ({ n: row.n, due_at: isoJst(row.due_at), at: at(row.done_at) })),
  };
};
export type FollowUpView = ReturnType<typeof followUpView>;

export const caseView = (
  ring: KeyRing,
  row: CaseRow,
  parts: {
    letters: readonly LetterRow[];
    chains: readonly ChainRow[];
    followUps: readonly FollowUpRow[];
    events: readonly EventRow[];
  },
) => {
  const letters = parts.letters.map((letter) => letterView(ring, letter));
  const followUps = parts.chains.map((chain) => followUpView(chain, parts.followUps));
  const next = [
    ...letters.flatMap((l) => (l.planned_at === null ? [] : [{ type: l.type, role: l.role, at: l.planned_at }])),
    ...followUps.flatMap((f) => (f.next_at === null ? [] : [{ type: f.type, role: null, at: f.next_at }])),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  return {
    system: row.system,
    subject: unseal(ring, `case_file|subject|${row.public_id}`, row.subject),
    state: row.state,
    reason: row.reason,
    test: row.realm === 'test',
    played_to: at(row.played_to),
    created_at: isoJst(row.created_at),
    changed_at: isoJst(row.changed_at),
    closed_at: at(row.closed_at),
    letters,
    follow_ups: followUps,
    next,
    not_sent: parts.events.flatMap((event) =>
      notSentOf(ring, event).map((one) => ({ reported: event.source_id, ...one })),
    ),
    stop_reason: [...followUps].reverse().find((f) => f.state === 'stopped')?.stop_reason ?? null,
  };
};
export type CaseView = ReturnType<typeof caseView>;
