/** What one event causes in its case, by the rulebook: letters, chains, what stops, what is remembered. A pure function of its facts. */
import { randomUUIDv7 } from 'node:crypto';
import type { KeyType, Language, RecipientRole } from '../../contract/codes.ts';
import type { Recipient } from '../../contract/eventFields.ts';
import type { CheckedEvent } from '../../contract/events.ts';
import { mailType } from '../../letters/catalogue.ts';
import { checkVariables } from '../../letters/values.ts';
import { HOUR, isoJst, jstDate } from '../../lib/clock.ts';
import type { FieldError } from '../../lib/errors.ts';
import { type Facts, holds, instantOf, meets, pathOf, readPath, readVariables } from '../rulebook/read.ts';
import type {
  EventRule,
  FollowUpRule,
  LetterRule,
  NoLetterReason,
  Source,
  SystemSettings,
  Timing,
} from '../rulebook/shape.ts';
import { addFacts, type CaseFacts, canonical, moveRecipient, replaceAddress } from './facts.ts';
import { type DayTimes, nextDay, occasion, type Rhythm, rhythmOf } from './schedule.ts';

export type PlannedLetter = {
  publicId: string;
  type: string;
  role: RecipientRole;
  to: string;
  languages: readonly Language[];
  variables: Readonly<Record<string, unknown>>;
  plannedAt: number;
  expiresAt?: number;
  /** Name of the thread within case and role. */
  thread?: string;
  /** Type of the letter of the case that must have left first. */
  after?: string;
  keep: boolean;
};

export type PlannedChain = {
  rule: FollowUpRule;
  /** The letter of this event that the chain counts from. */
  anchorLetter: string | null;
  rhythm: Rhythm;
  variables: Readonly<Record<string, unknown>>;
  /** First occasion, when it is known already. */
  first: { n: number; dueAt: number; nextAt: number } | null;
};

export type Plan = {
  letters: PlannedLetter[];
  chains: PlannedChain[];
  facts: CaseFacts;
  /** Facts that stop conditions are asked with. */
  asked: Facts;
  reason: NoLetterReason | null;
  errors: FieldError[];
};

export type PlanInput = {
  event: CheckedEvent;
  rule: EventRule;
  facts: CaseFacts;
  closed: boolean;
  settings: SystemSettings;
  times: DayTimes;
  keyType: KeyType;
  /** False inside a bulk whose system sends no inquiry passwords then. */
  passwordAllowed: boolean;
  /** The case's now. */
  now: number;
};

type Deciding = PlanInput & { after: CaseFacts; read: Facts };

const recipientOf = (d: Deciding, role: RecipientRole): Recipient | undefined => {
  const given = d.event.recipients[role];
  if (given) {
    const known = d.after.recipients[role];
    return {
      ...known,
      ...moveRecipient(role === 'old' || role === 'new' ? { ...d.after, moved: {} } : d.after, given),
    };
  }
  return d.after.recipients[role];
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
  const ends = instantOf(event.data.expires_at);
  const hours = typeof event.data.valid_hours === 'number' ? event.data.valid_hours : 24;
  return {
    ...roles,
    data: event.data,
    case: after.kept,
    setting: settings as unknown as Record<string, unknown>,
    event: { now, time: time !== undefined && time <= now ? time : now, passwordAllowed: input.passwordAllowed },
    ...(event.data.url === undefined ? {} : { link: { expires_at: ends ?? now + hours * HOUR } }),
  };
};

const plannedAt = (d: Deciding, timing: Timing): number =>
  timing.at === 'once'
    ? d.now
    : nextDay(instantOf(readPath(d.read, timing.after)) ?? instantOf(readPath(d.read, 'event.time'))!, d.now, d.times);

/** The reader's languages, with what the letter must have beside them. */
export const languagesOf = (chosen: string, halves: LetterRule['halves']): Language[] => {
  const own = chosen.split(',') as Language[];
  const missing = (halves ?? []).filter((half) => !half.some((l) => own.includes(l)));
  const all = [...own, ...missing.map((half) => half[0]!)];
  // Japanese stands above.
  return halves ? all.sort((a, b) => Number(a === 'en') - Number(b === 'en')) : all;
};

const chosenLanguage = (d: Deciding, role: RecipientRole, recipient: Recipient): string =>
  recipient.language ?? d.settings.languages[role] ?? 'ja';

/** Names the field of the event that a variable comes from. */
const fieldOf = (sources: Readonly<Record<string, Source>>, variable: string): string => {
  const path = sources[variable] === undefined ? undefined : pathOf(sources[variable]);
  if (path === undefined) return `data.${variable}`;
  const [first, ...rest] = path.split('.');
  if (first === 'case') return ['data', ...rest].join('.');
  return first === 'data' || first === 'event' || first === 'link' ? path : `data.recipients.${path}`;
};

const variableErrors = (
  type: string,
  p: {
    sources: Readonly<Record<string, Source>>;
    variables: Readonly<Record<string, unknown>>;
    languages: readonly Language[];
  },
): FieldError[] =>
  checkVariables(mailType(type), p.variables, p.languages).map((error) => ({
    ...error,
    field: fieldOf(p.sources, error.field),
    details: { ...error.details, letter: type },
  }));

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
      ...(rule.thread ? { thread: rule.thread } : {}),
      ...(rule.after ? { after: rule.after } : {}),
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

/** One copy for one address: a second letter of the same type to it is left out. */
const onceEach = (letters: readonly PlannedLetter[]) => {
  const seen = new Set<string>();
  return letters.filter((letter) => {
    const name = `${letter.type}|${canonical(letter.to)}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
};

const missingRecipients = (d: Deciding, needs: readonly RecipientRole[]): FieldError[] =>
  needs
    .filter((role) => !recipientOf(d, role))
    .map((role) => ({ field: `data.recipients.${role}`, code: 'recipient.missing' }));

const factsAfter = (input: PlanInput): CaseFacts => {
  const known = addFacts(input.facts, {
    data: input.event.data,
    recipients: input.event.recipients,
    keeps: input.rule.keeps ?? [],
  });
  const { old, new: next } = input.event.recipients;
  if (input.rule.effect === 'changes-address' && old && next)
    return replaceAddress(known, { old: old.email, new: next.email });
  if (input.rule.effect === 'corrects-address')
    return replaceAddress(known, input.event.data as { role: RecipientRole; old: string; new: string });
  return known;
};

const firstReason = (reasons: readonly NoLetterReason[], rule: EventRule): NoLetterReason =>
  rule.none ?? reasons.find((r) => r !== 'other-kind' && r !== 'no-password') ?? reasons[0] ?? 'no-mail-by-rule';

/** Plans one event. `errors` are complaints about the event; nothing of the plan may be used then. */
export const planEvent = (input: PlanInput, needs: readonly RecipientRole[]): Plan => {
  const after = factsAfter(input);
  const d: Deciding = { ...input, after, read: factsOf(input, after) };
  const plan: Plan = { letters: [], chains: [], facts: after, asked: d.read, reason: null, errors: [] };
  if (input.closed && input.rule.effect === undefined) return { ...plan, facts: input.facts, reason: 'case-closed' };
  plan.errors = missingRecipients(d, needs);
  const reasons: NoLetterReason[] = [];
  for (const rule of input.rule.letters) {
    const written = writeLetter(d, rule);
    if ('letter' in written) plan.letters.push(written.letter);
    else if ('reason' in written) reasons.push(written.reason);
    else plan.errors.push(...written.errors);
  }
  plan.letters = onceEach(plan.letters);
  for (const rule of input.rule.followUps ?? []) {
    const begun = beginChain(d, rule, plan.letters);
    if ('chain' in begun) plan.chains.push(begun.chain);
    else if ('errors' in begun) plan.errors.push(...begun.errors);
    else if (!rule.afterLetter) reasons.unshift(begun.reason);
  }
  if (plan.letters.length === 0)
    plan.reason = plan.chains.length > 0 ? 'starts-follow-ups' : firstReason(reasons, withoutPromise(input.rule, plan));
  return plan;
};

/** "Plans later letters" is said only when it does. */
const withoutPromise = (rule: EventRule, plan: Plan): EventRule =>
  rule.none === 'starts-follow-ups' && plan.chains.length === 0 ? { ...rule, none: undefined } : rule;

/** Does this event end a chain of its case? */
export const stops = (rule: FollowUpRule, eventType: string, asked: Facts): boolean =>
  rule.stop.some((stop) => stop.event === eventType && holds(asked, stop.tests));

/** A letter as the answer of the API shows it. */
export const letterAnswer = (letter: PlannedLetter, dryRun: boolean) => ({
  id: dryRun ? null : letter.publicId,
  type: letter.type,
  role: letter.role,
  language: letter.languages.join(','),
  planned_at: isoJst(letter.plannedAt),
});
