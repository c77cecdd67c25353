/** What a case knows after an event: its people and addresses, its kept fields, and the order of what was heard. */
import type { RecipientRole } from '../../contract/codes.ts';
import type { Recipient } from '../../contract/eventFields.ts';
import { addFacts, type CaseFacts, canonical, knowsOf, moveRecipient, replaceAddress } from './facts.ts';
import { hear, noHeard } from './heard.ts';
import type { Deciding, PlanInput } from './plan.ts';

/** The new address of a change; of one that is reported late, the one that it was changed to since. */
const changed = (known: CaseFacts, old: Recipient, next: Recipient, late: boolean): CaseFacts => {
  const to = late ? moveRecipient(known, next) : next;
  const after = replaceAddress(known, { old: old.email, new: to.email });
  if (late && canonical(to.email) !== canonical(next.email))
    return { ...after, moved: { ...after.moved, [canonical(next.email)]: to.email } };
  return after.recipients.holder ? after : { ...after, recipients: { ...after.recipients, holder: to } };
};

type Change = { role: RecipientRole; old: string; new: string };

/**
 * An address that is corrected for a role which nobody has stays as it is for everybody else, as the answer says. Of a case that knows nobody
 * yet the correction is remembered for the events that come late.
 */
const corrected = (known: CaseFacts, change: Change): CaseFacts =>
  known.recipients[change.role] || Object.keys(known.recipients).length === 0 ? replaceAddress(known, change) : known;

/** The account carries address and language, unless the case has its own. */
const withAccount = (facts: CaseFacts, account: PlanInput['account']): CaseFacts => {
  if (!account) return facts;
  const { role, recipient } = account;
  return { ...facts, recipients: { ...facts.recipients, [role]: { ...recipient, ...facts.recipients[role] } } };
};

export const factsAfter = (input: PlanInput, late: boolean): CaseFacts => {
  const { event, rule } = input;
  const known = withAccount(
    addFacts(input.facts, {
      data: event.data,
      recipients: event.recipients,
      keeps: rule.keeps ?? [],
      late,
      ...(event.account === undefined ? {} : { account: event.account }),
    }),
    input.account,
  );
  const { old, new: next } = event.recipients;
  if (rule.effect === 'changes-address' && old && next) return changed(known, old, next, late);
  return rule.effect === 'corrects-address' ? corrected(known, event.data as Change) : known;
};

/** What the case remembers of its order, and which letters now wait for one that is to come. */
export const remember = (d: Deciding): CaseFacts => {
  const { plan, after, rule, mark } = d;
  const heard = hear(d.facts.heard ?? noHeard, { rule, mark, held: plan.held }, knowsOf(d.facts));
  const awaited = new Set([...(after.awaited ?? []), ...plan.letters.flatMap((letter) => letter.awaits ?? [])]);
  for (const letter of plan.letters) if (awaited.delete(letter.type)) plan.releases.push(letter.type);
  const { awaited: _, ...facts } = after;
  return { ...facts, heard, ...(awaited.size > 0 ? { awaited: [...awaited] } : {}) };
};
