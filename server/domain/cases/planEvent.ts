/** What one event causes in its case, by the rulebook: letters, chains, what is kept back, what is remembered. A pure function of its facts. */

import { randomUUIDv7 } from 'node:crypto';
import type { RecipientRole } from '../../contract/codes.ts';
import type { Recipient } from '../../contract/eventFields.ts';
import { asInMail } from '../../languages/languages.ts';
import { HOUR, isoJst, jstDate } from '../../lib/clock.ts';
import type { FieldError } from '../../lib/errors.ts';
import { type Facts, instantOf, meets, readPath, readVariables } from '../rulebook/read.ts';
import type { EventRule, FollowUpRule, LetterRule, NoLetterReason, Timing } from '../rulebook/shape.ts';
import { limitToSay } from '../rulebook/words.ts';
import { type CaseFacts, canonical, knowsOf, moveRecipient } from './facts.ts';
import { factsAfter, remember } from './factsAfter.ts';
import { heldEnds, keptBack, noHeard } from './heard.ts';
import { variableErrors } from './letterVariables.ts';
import { isLater, markOf } from './order.ts';
import {
  chosenLanguage,
  type Deciding,
  languagesOf,
  type Plan,
  type PlanInput,
  type PlannedChain,
  type PlannedLetter,
} from './plan.ts';
import { nextDay, occasion, rhythmOf } from './schedule.ts';

const recipientOf = (d: Deciding, role: RecipientRole): Recipient | undefined => {
  const given = d.event.recipients[role];
  // Who is known by a later event is not changed back by an earlier one.
  if (d.late && d.facts.recipients[role]) return d.after.recipients[role];
  if (given) {
    const known = d.after.recipients[role];
    return {
      ...known,
      ...moveRecipient(role === 'old' || role === 'new' ? { ...d.after, moved: {} } : d.after, given),
    };
  }
  return d.after.recipients[role];
};

/** The end of the event's link: as the event says, or as the rule knows; nobody knows it otherwise, and no letter tells one. */
const linkEnd = ({ event, rule, now }: PlanInput): number | undefined => {
  if (event.data.url === undefined) return undefined;
  const known = rule.letters.flatMap(({ link }) => (typeof link === 'object' ? link.hours : []))[0];
  const hours = typeof event.data.valid_hours === 'number' ? event.data.valid_hours : known;
  return instantOf(event.data.expires_at) ?? (hours === undefined ? undefined : now + hours * HOUR);
};

const factsOf = (input: PlanInput, after: CaseFacts): Facts => {
  const { event, settings, now } = input;
  const time = instantOf(event.time);
  const roles = Object.fromEntries(
    (['holder', 'filer', 'applicant', 'old', 'new'] as const).map((role) => [
      role,
      event.recipients[role] ?? after.recipients[role],
    ]),
  );
  return {
    ...roles,
    data: event.data,
    case: after.kept,
    file: { limit_mb: limitToSay(event.data.limit_mb, after.kept.procedure) },
    setting: settings as unknown as Record<string, unknown>,
    event: { now, time: time !== undefined && time <= now ? time : now, passwordAllowed: input.passwordAllowed },
    link: { expires_at: linkEnd(input) },
  };
};

const plannedAt = (d: Deciding, timing: Timing): number =>
  timing.at === 'once'
    ? d.now
    : nextDay(instantOf(readPath(d.read, timing.after)) ?? instantOf(readPath(d.read, 'event.time'))!, d.now, d.times);

const seen = (facts: CaseFacts, type: string): boolean =>
  facts.heard?.seen.includes(type) === true || knowsOf(facts)(type);

/** How long a letter waits for the one before it, and whether that one's event is still to come. */
const waitingOf = (d: Deciding, rule: LetterRule) => {
  if (!rule.waits || !rule.after) return {};
  const afterUntil = d.now + rule.waits.hours * HOUR;
  return seen(d.facts, rule.waits.event)
    ? { afterUntil }
    : { afterUntil, plannedAt: afterUntil, awaits: rule.after, thread: undefined };
};

/** True when something that was heard before keeps it back; the plan then says so. */
const isKept = (
  d: Deciding,
  one: { type: string; to: RecipientRole; matters?: false },
  what: 'letter' | 'follow-up',
) => {
  const asked = { type: one.type, what, event: d.event.type, mark: d.mark };
  const kept = keptBack(d.facts.heard ?? noHeard, asked);
  if (!kept) return null;
  d.plan.notSent.push({
    type: one.type,
    role: one.to,
    reason: kept.reason,
    event: kept.event,
    happened_at: kept.at === null ? null : isoJst(kept.at),
    matters: one.matters !== false && what === 'letter',
  });
  return kept.reason;
};

type Written = { letter: PlannedLetter } | { reason: NoLetterReason } | { errors: FieldError[] };

const writeLetter = (d: Deciding, rule: LetterRule): Written => {
  if (!meets(d.read, rule.condition)) return { reason: rule.condition!.otherwise };
  if (rule.switch && d.settings.letters[rule.switch] === false) return { reason: 'switched-off' };
  const recipient = recipientOf(d, rule.to);
  if (!recipient) return { reason: 'no-recipient' };
  const languages = languagesOf(chosenLanguage(d, rule.to, recipient), rule.halves);
  const variables = readVariables(d.read, rule.variables);
  const errors = variableErrors(rule.type, { sources: rule.variables, variables, languages });
  if (errors.length > 0) return { errors };
  const kept = isKept(d, rule, 'letter');
  if (kept) return { reason: kept };
  return {
    letter: {
      publicId: randomUUIDv7(),
      type: rule.type,
      role: rule.to,
      to: recipient.email,
      languages,
      variables,
      plannedAt: plannedAt(d, rule.timing),
      ...(rule.link ? { expiresAt: instantOf(readPath(d.read, 'link.expires_at')) } : {}),
      // What is reported late does not stand behind what happened after it, which may be planned for tomorrow.
      ...(rule.thread && !d.late ? { thread: rule.thread } : {}),
      ...(rule.after ? { after: rule.after } : {}),
      ...waitingOf(d, rule),
      keep: rule.keep === 'case',
    },
  };
};

/** A chain's letter must be writable months later: it is tried now, with sample values of what is not known yet. */
const chainErrors = (d: Deciding, rule: FollowUpRule, variables: Readonly<Record<string, unknown>>): FieldError[] => {
  const recipient = recipientOf(d, rule.to);
  const languages = languagesOf(recipient ? chosenLanguage(d, rule.to, recipient) : 'ja', rule.halves);
  const sample = { chain: { sent_at: d.now, stop_on: jstDate(d.now) } };
  return variableErrors(rule.type, {
    sources: rule.variables,
    variables: { ...readVariables(sample, rule.variables), ...variables },
    languages,
  });
};

type Begun = { chain: PlannedChain } | { reason: NoLetterReason } | { errors: FieldError[] };

const beginChain = (d: Deciding, rule: FollowUpRule, letters: readonly PlannedLetter[]): Begun => {
  if (!meets(d.read, rule.condition)) return { reason: rule.condition!.otherwise };
  if (rule.switch && d.settings.letters[rule.switch] === false) return { reason: 'switched-off' };
  const anchor = rule.afterLetter && letters.find((l) => rule.afterLetter!.includes(l.type) && l.role === rule.to);
  if (rule.afterLetter && !anchor) return { reason: 'no-recipient' };
  const rhythm = rhythmOf(rule.schedule, d.read, { now: d.now, times: d.times });
  if (!rhythm) return { reason: 'no-date' };
  const variables = readVariables(d.read, rule.variables);
  const errors = chainErrors(d, rule, variables);
  if (errors.length > 0) return { errors };
  const kept = isKept(d, rule, 'follow-up');
  if (kept) return { reason: kept };
  return {
    chain: {
      rule,
      anchorLetter: anchor ? anchor.publicId : null,
      rhythm,
      variables,
      first: rhythm.from === 'date' ? occasion(rhythm, null, 1, d.times) : null,
    },
  };
};

/** One copy for one address: a second letter of the same type to it is joined with the first, in the languages of both. */
const onceEach = (d: Deciding, letters: readonly PlannedLetter[]): PlannedLetter[] => {
  const first = new Map<string, PlannedLetter>();
  for (const letter of letters) {
    const name = `${letter.type}|${canonical(letter.to)}`;
    const of = first.get(name);
    if (!of) {
      first.set(name, letter);
      continue;
    }
    const all = asInMail([...new Set([...of.languages, ...letter.languages])]);
    const { variables: sources } = d.rule.letters.find((rule) => rule.type === of.type && rule.to === of.role)!;
    d.plan.errors.push(...variableErrors(of.type, { sources, variables: of.variables, languages: all }));
    first.set(name, { ...of, languages: all, joined: [...(of.joined ?? []), letter.role] });
  }
  return [...first.values()];
};

const missingRecipients = (d: Deciding, needs: readonly RecipientRole[]): FieldError[] =>
  needs
    .filter((role) => !recipientOf(d, role))
    .map((role) => ({ field: `data.recipients.${role}`, code: 'recipient.missing' }));

const firstReason = (reasons: readonly NoLetterReason[], rule: EventRule): NoLetterReason =>
  reasons.find((r) => r === 'late' || r === 'has-ended') ??
  rule.none ??
  reasons.find((r) => r !== 'other-kind' && r !== 'no-password') ??
  reasons[0] ??
  'no-mail-by-rule';

const writeAll = (d: Deciding): NoLetterReason[] => {
  const { plan } = d;
  const reasons: NoLetterReason[] = [];
  for (const rule of d.rule.letters) {
    const written = writeLetter(d, rule);
    if ('letter' in written) plan.letters.push(written.letter);
    else if ('reason' in written) reasons.push(written.reason);
    else plan.errors.push(...written.errors);
  }
  plan.letters = onceEach(d, plan.letters);
  for (const rule of d.rule.followUps ?? []) {
    const begun = beginChain(d, rule, plan.letters);
    if ('chain' in begun) plan.chains.push(begun.chain);
    else if ('errors' in begun) plan.errors.push(...begun.errors);
    else if (!rule.afterLetter) reasons.unshift(begun.reason);
  }
  return reasons;
};

/** Plans one event. `errors` are complaints about the event; nothing of the plan may be used then. */
export const planEvent = (input: PlanInput, needs: readonly RecipientRole[]): Plan => {
  const mark = markOf(input.event);
  const last = input.facts.heard?.last;
  const late = last !== undefined && isLater(last, mark);
  const after = factsAfter(input, late);
  const read = factsOf(input, after);
  const plan: Plan = {
    letters: [],
    chains: [],
    facts: after,
    held: [],
    notSent: [],
    releases: [],
    reason: null,
    errors: [],
  };
  if (input.closed && input.rule.effect === undefined) return { ...plan, facts: input.facts, reason: 'case-closed' };
  const d: Deciding = { ...input, after, read, mark, late, plan };
  plan.held = heldEnds(input.rule, read);
  plan.errors = missingRecipients(d, needs);
  const reasons = writeAll(d);
  if (plan.letters.length === 0)
    plan.reason = plan.chains.length > 0 ? 'starts-follow-ups' : firstReason(reasons, withoutPromise(input.rule, plan));
  plan.facts = remember(d);
  return plan;
};

/** "Plans later letters" is said only when it does. */
const withoutPromise = (rule: EventRule, plan: Plan): EventRule =>
  rule.none === 'starts-follow-ups' && plan.chains.length === 0 ? { ...rule, none: undefined } : rule;
