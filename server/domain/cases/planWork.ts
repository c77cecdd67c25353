/** What one event of a call causes in all its cases, a bulk in each of its members; nothing is written yet. */
import type { CheckedEvent } from '../../contract/events.ts';
import { eventShapes } from '../../contract/events.ts';
import { rowId } from '../../lib/token.ts';
import { findRule } from '../rulebook/index.ts';
import type { EventRule } from '../rulebook/shape.ts';
import { accountOf, type Call, type OpenCase, openCase } from './callCases.ts';
import { addFacts } from './facts.ts';
import { letterAnswer, type Plan } from './plan.ts';
import { planEvent } from './planEvent.ts';
import { changesNothing, warningsOf } from './presumed.ts';
import type { EventAnswer, Taking, Warning } from './taking.ts';

export type Part = { event: CheckedEvent; rule: EventRule; open: OpenCase; plan: Plan; row: number };
export type Work = {
  taking: Taking;
  publicId: string;
  parts: Part[];
  answer: EventAnswer;
  warnings: readonly Warning[];
};

/** The events that one event stands for: itself, or one for each member of its list. */
export const partsOf = (
  event: CheckedEvent,
  rule: EventRule,
): { event: CheckedEvent; rule: EventRule; bulk: boolean }[] => {
  if (!rule.each) return [{ event, rule, bulk: typeof event.data.bulk_number === 'string' }];
  const { list, as } = rule.each;
  const members = event.data[list] as (Record<string, unknown> & { subject: string })[];
  const { [list]: _, ...shared } = event.data;
  const inner = findRule(as)!.rule;
  // An applicant named beside the list is nobody's of the list.
  const { applicant: __, ...common } = event.recipients;
  return members.map(({ subject, applicant, ...own }) => ({
    bulk: true,
    rule: inner,
    event: {
      ...event,
      type: as,
      subject,
      data: { ...shared, ...own },
      recipients: applicant ? { ...common, applicant: applicant as CheckedEvent['recipients']['applicant'] } : common,
    },
  }));
};

export const planWork = (call: Call, taking: Taking): Work => {
  const rule = findRule(taking.event.type)!.rule;
  const parts: Part[] = [];
  const warnings = [...(taking.warnings ?? [])];
  const own = openCase(call, taking.event.subject);
  // A bulk is a case of its own beside its applications: later events of it know the filer.
  if (rule.each) {
    own.facts = addFacts(own.facts, { ...taking.event, keeps: rule.keeps ?? [] });
    own.changed = true;
  }
  for (const [i, part] of partsOf(taking.event, rule).entries()) {
    const open = openCase(call, part.event.subject);
    const presumed = warningsOf(open, part, taking.refuseUnknown === true);
    warnings.push(...presumed.warnings);
    const account = accountOf(call, part.event.account ?? open.facts.account);
    const plan = planEvent(
      {
        event: part.event,
        rule: part.rule,
        facts: open.facts,
        closed: open.closed,
        settings: call.settings,
        times: call.p.times,
        keyType: call.acting.keyType,
        passwordAllowed: !part.bulk || call.settings.passwordMailInBulk,
        now: Math.max(call.now, open.playedTo ?? 0),
        ...(account ? { account } : {}),
      },
      eventShapes[part.event.type]!.needs,
    );
    plan.errors.unshift(...presumed.errors);
    if (plan.reason === 'address-changed' && changesNothing(part.event, presumed.warnings))
      plan.reason = 'address-unchanged';
    open.facts = plan.facts;
    open.changed = true;
    // Later events of the same call find it closed.
    if (part.rule.effect === 'closes-case') open.closed = true;
    // Of a bulk, complaints name the member they are about.
    if (rule.each)
      plan.errors = plan.errors.map((e) => ({
        ...e,
        field: e.field.replace(
          /^data\.(recipients\.)?(?=applicant|reference|inquiry_password)/,
          `data.${rule.each!.list}.${i}.`,
        ),
      }));
    parts.push({ event: part.event, rule: part.rule, open, plan, row: i });
  }
  return {
    taking,
    publicId: rowId(),
    parts,
    answer: answerOf(taking.event, parts, rule, { dryRun: false, warnings }),
    warnings,
  };
};

export const answerOf = (
  event: CheckedEvent,
  parts: readonly Part[],
  rule: EventRule,
  p: { dryRun: boolean; warnings: readonly Warning[] },
): EventAnswer => {
  const letters = parts.flatMap((part) =>
    part.plan.letters.map((letter) => ({
      ...letterAnswer(letter, p.dryRun),
      ...(rule.each ? { subject: part.event.subject } : {}),
    })),
  );
  const notSent = parts.flatMap((part) => part.plan.notSent);
  return {
    id: event.id,
    letters,
    reason: letters.length > 0 ? null : (parts[0]?.plan.reason ?? null),
    ...(event.extensions ? { extensions: event.extensions } : {}),
    ...(notSent.length > 0 ? { not_sent: notSent } : {}),
    ...(p.warnings.length > 0 ? { warnings: [...p.warnings] } : {}),
  };
};
