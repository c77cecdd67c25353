/** An event on its way in: what is taken, what is answered, and what may be said against it. */
import type { CheckedEvent } from '../../contract/events.ts';
import type { ErrorDetails, FieldError } from '../../lib/errors.ts';
import { blindIndex } from '../../lib/seal.ts';
import type { LostLetter } from './correctAddress.ts';
import type { EndedLetters } from './endLetters.ts';
import type { Extensions } from './envelope.ts';
import type { FlowParts } from './parts.ts';
import type { letterAnswer, NotSent } from './plan.ts';

export type AnsweredLetter = ReturnType<typeof letterAnswer> & { subject?: string };
/** What the API answers for one event. `id` is the caller's own. */
export type EventAnswer = {
  id: string;
  letters: AnsweredLetter[];
  reason: string | null;
  /** Attributes of others' making, given back. */
  extensions?: Extensions;
  /** Of an event that ends something. */
  cancelled?: EndedLetters['cancelled'];
  left?: EndedLetters['left'];
  in_flight?: EndedLetters['in_flight'];
  follow_ups_ended?: EndedLetters['follow_ups_ended'];
  /** What was kept back because of what was heard before. */
  not_sent?: NotSent[];
  /** Letters that bounced and cannot be sent again, with what to do. */
  lost?: LostLetter[];
  /** Of a change of address: what of the account's other cases was reached. */
  account?: { cases: number; letters: number; follow_ups: number };
  warnings?: Warning[];
};

/** Something the reporter should look at; the event was taken. */
export type Warning = { field: string; code: string; details?: ErrorDetails };

/** An event to take: `row` is its place in the request, `fingerprint` the keyed hash of its whole body. */
export type Taking = {
  row: number;
  event: CheckedEvent;
  fingerprint: Buffer;
  requestKey: Buffer | null;
  /** An event about a case that nobody knows is refused. */
  refuseUnknown?: boolean;
  warnings?: readonly Warning[];
};

export type Taken = { row: number; answer: EventAnswer; replayed: boolean };
/** What was wrong with one event once its case was known. */
export type Refusal = { row: number; errors: FieldError[] };

/** Thrown through the transaction when something is refused, so that nothing of it stays. */
export class Refused extends Error {
  readonly refusals: readonly Refusal[];
  constructor(refusals: readonly Refusal[]) {
    super('refused');
    this.refusals = refusals;
  }
}

/** Another writer made the same case or event meanwhile: look again. */
export class Again extends Error {}

/** Keyed hash of an event's whole body, whatever the order of its fields. */
export const fingerprintOf = (p: Pick<FlowParts, 'ring'>, body: unknown): Buffer => {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => [k, ordered(v)]),
    );
  };
  return blindIndex(p.ring, 'event', JSON.stringify(ordered(body)));
};
