/** What an event presumes of its case: that somebody knows it, and that a corrected address is the one that stands there. */
import type { RecipientRole } from '../../contract/codes.ts';
import type { CheckedEvent } from '../../contract/events.ts';
import { maskAddress } from '../../lib/address.ts';
import type { FieldError } from '../../lib/errors.ts';
import type { EventRule } from '../rulebook/shape.ts';
import type { OpenCase } from './callCases.ts';
import { type CaseFacts, canonical } from './facts.ts';
import type { Warning } from './taking.ts';

/** Null when the address that is to be corrected stands there; else what stands there instead, masked. Nobody there: `undefined`. */
export const standsInstead = (
  facts: CaseFacts,
  change: { role: RecipientRole; old: string },
): string | null | undefined => {
  const known = facts.recipients[change.role];
  if (!known) return undefined;
  return canonical(known.email) === canonical(change.old) ? null : maskAddress(known.email);
};

/** True of a correction for a role that nobody has, or that names the address which stands there. Of a case not known yet it is remembered. */
export const changesNothing = (event: CheckedEvent, warnings: readonly Warning[]): boolean =>
  warnings.some(({ code }) => code === 'role.unknown') ||
  canonical(String(event.data.old)) === canonical(String(event.data.new));

/** Complaints and warnings of an event about what is known of its case before it. */
export const warningsOf = (
  open: Pick<OpenCase, 'row' | 'changed' | 'facts'>,
  part: { event: CheckedEvent; rule: EventRule },
  refuseUnknown: boolean,
): { warnings: Warning[]; errors: FieldError[] } => {
  const { event, rule } = part;
  if (!rule.presumesCase) return { warnings: [], errors: [] };
  if (!open.row && !open.changed) {
    const unknown = { field: 'subject', code: 'subject.unknown' };
    return refuseUnknown ? { warnings: [], errors: [unknown] } : { warnings: [unknown], errors: [] };
  }
  if (rule.effect !== 'corrects-address') return { warnings: [], errors: [] };
  const stands = standsInstead(open.facts, event.data as { role: RecipientRole; old: string });
  if (stands === undefined) return { warnings: [{ field: 'data.role', code: 'role.unknown' }], errors: [] };
  if (stands === null) return { warnings: [], errors: [] };
  return { warnings: [], errors: [{ field: 'data.old', code: 'address.old-differs', details: { stands } }] };
};
