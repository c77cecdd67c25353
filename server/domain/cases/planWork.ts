/** What one event of a call causes in all its cases, a bulk in each of its members; nothing is written yet. */
import type { CheckedEvent } from '../../contract/events.ts';
import { eventShapes } from '../../contract/events.ts';
import { rowId } from '../../lib/token.ts';
import { findRule } from '../rulebook/index.ts';
import type { EventRule } from '../rulebook/shape.ts';
import { type Call, type OpenCase, openCase } from './callCases.ts';
import { addFacts } from './facts.ts';
import { letterAnswer, type Plan, planEvent } from './planEvent.ts';
import type { EventAnswer, Taking } from './taking.ts';

export type Part = { event: CheckedEvent; rule: EventRule; open: OpenCase; plan: Plan; row: number };
export type Work = { taking: Taking; publicId: string; parts: Part[]; answer: EventAnswer };

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
  return members.map(({ subject, applicant, ...own }) => ({
    bulk: true,
    rule: inner,
    event: {
      ...event,
      type: as,
      subject,
      data: { ...shared, ...own },
      recipients: applicant
        ? { ...event.recipients, applicant: applicant as CheckedEvent['recipients']['applicant'] }
        : event.recipients,
    },
  }));
};

export const planWork = (call: Call, taking: Taking): Work => {
  const rule = findRule(taking.event.type)!.rule;
  const parts: Part[] = [];
  const own = openCase(call, taking.event.subject);
  // A bulk is a case of its own beside its applications: later events of it know the filer.
  if (rule.each) {
    own.facts = addFacts(own.facts, { ...taking.event, keeps: rule.keeps ?? [] });
    own.changed = true;
  }
  for (const [i, part] of partsOf(taking.event, rule).entries()) {
    const open = openCase(call, part.event.subject);
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
      },
      eventShapes[part.event.type]!.needs,
    );
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
  return { taking, publicId: rowId(), parts, answer: answerOf(taking.event, parts, rule, false) };
};

export const answerOf = (
  event: CheckedEvent,
  parts: readonly Part[],
  rule: EventRule,
  dryRun: boolean,
): EventAnswer => {
  const letters = parts.flatMap((part) =>
    part.plan.letters.map((letter) => ({
      ...letterAnswer(letter, dryRun),
      ...(rule.each ? { subject: part.event.subject } : {}),
    })),
  );
  return {
    id: event.id,
    letters,
    reason: letters.length > 0 ? null : (parts[0]?.plan.reason ?? null),
    ...(event.extensions ? { extensions: event.extensions } : {}),
  };
};
