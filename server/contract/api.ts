/** Shapes of what the API v1 answers: the OpenAPI document is made of them, and tests hold real answers against them. */
import { z } from 'zod';
import { keyTypes, letterStates } from './codes.ts';
import { instant as eventInstant } from './eventFields.ts';

const instant = z.string().meta({ format: 'date-time', example: '2026-11-22T09:00:00+09:00' });
const maybe = <T extends z.ZodType>(one: T) => one.nullable();

export const answeredLetter = z.strictObject({
  id: maybe(z.string()).meta({ description: 'Null in a dry run.' }),
  type: z.string(),
  role: z.string(),
  language: z.string(),
  planned_at: instant,
  subject: z.string().optional().meta({ description: 'In bulks: the application.' }),
  waits_for: z.string().optional().meta({
    description: 'It waits for this letter, whose event is still to come; alone it goes at planned_at.',
  }),
  joined: z
    .array(z.string())
    .optional()
    .meta({ description: 'Roles with the same address whose copies were joined into this mail, languages too.' }),
});

const told = { id: z.string(), type: z.string(), role: z.string(), to: z.string().meta({ description: 'Masked.' }) };

const notSent = z.strictObject({
  type: z.string(),
  role: z.string(),
  reason: z.enum(['late', 'has-ended']),
  event: z.string(),
  happened_at: maybe(instant),
  matters: z.boolean(),
});

const warnings = z
  .array(z.strictObject({ field: z.string(), code: z.string(), detail: z.string() }))
  .optional()
  .meta({ description: 'It was done; this is worth a look.' });

/** What an answer says beside its letters. */
const extras = {
  cancelled: z
    .array(z.strictObject({ ...told, planned_at: instant }))
    .optional()
    .meta({ description: 'Letters that the event ended before they left.' }),
  in_flight: z.array(z.strictObject(told)).optional().meta({
    description: 'Letters it ends that are being sent: each leaves or is cancelled, and the callback tells which.',
  }),
  left: z
    .array(z.strictObject({ ...told, sent_at: instant }))
    .optional()
    .meta({ description: 'Letters it ends that had already left.' }),
  follow_ups_ended: z.array(z.strictObject({ id: z.string(), type: z.string() })).optional(),
  not_sent: z
    .array(notSent)
    .optional()
    .meta({ description: 'Letters and follow-ups kept back by an event that was reported before.' }),
  lost: z
    .array(z.strictObject({ id: z.string(), type: z.string(), role: z.string(), reason: z.string(), do: z.string() }))
    .optional()
    .meta({ description: 'Letters that bounced and cannot be sent again, with what to do.' }),
  account: z
    .strictObject({ cases: z.number().int(), letters: z.number().int(), follow_ups: z.number().int() })
    .optional()
    .meta({ description: 'Of a changed address: how much of the other cases that name the account was reached.' }),
  warnings,
};

export const rowError = z.strictObject({
  row: z.number().int().meta({ description: 'Place in the batch or in applications, from 0.' }),
  field: z.string(),
  code: z.string(),
  detail: z.string(),
});

const extensions = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .optional()
  .meta({ description: 'Attributes of the event that mean nothing to the hub, as they came.' });

export const eventAnswer = z.strictObject({
  id: z.string().meta({ description: "The event's own id." }),
  letters: z.array(answeredLetter),
  reason: maybe(z.string()).meta({ description: 'Why there are no letters; codes as in the rulebook.' }),
  extensions,
  ...extras,
  errors: z
    .array(rowError)
    .optional()
    .meta({ description: 'Of a bulk with mode=each: applications that were not taken.' }),
});

export const batchAnswer = z.strictObject({ events: z.array(eventAnswer), errors: z.array(rowError) });

export const letter = z.strictObject({
  id: z.string(),
  type: z.string(),
  role: z.string(),
  language: z.string(),
  to: z.string(),
  state: z.enum(letterStates),
  reason: maybe(z.string()),
  created_at: instant,
  planned_at: maybe(instant),
  sent_at: maybe(instant),
  final_at: maybe(instant),
  attempts: z.number().int(),
  key_type: z.enum(keyTypes),
});

/** A letter as the answer of a call. */
export const letterAnswer = letter.extend({ warnings });

export const followUp = z.strictObject({
  id: z.string(),
  type: z.string(),
  state: z.enum(['waiting', 'running', 'finished', 'stopped']),
  anchor_at: maybe(instant).meta({ description: 'When the first letter was sent.' }),
  stop_at: maybe(instant),
  next_at: maybe(instant),
  stop_reason: maybe(z.string()),
  ended_at: maybe(instant),
  sent: z.array(z.strictObject({ n: z.number().int(), due_at: instant, at: maybe(instant) })),
});

export const caseFile = z.strictObject({
  system: z.string(),
  subject: z.string(),
  state: z.enum(['open', 'closed']),
  reason: maybe(z.string()),
  test: z.boolean(),
  played_to: maybe(instant),
  created_at: instant,
  changed_at: instant,
  closed_at: maybe(instant),
  letters: z.array(letter),
  follow_ups: z.array(followUp),
  next: z.array(z.strictObject({ type: z.string(), role: maybe(z.string()), at: instant })),
  not_sent: z
    .array(notSent.extend({ reported: z.string().meta({ description: 'Id of the event that was reported late.' }) }))
    .meta({ description: 'Letters and follow-ups that late events did not bring, of the newest 200 events.' }),
  stop_reason: maybe(z.string()),
  warnings,
});

export const caseList = z.strictObject({
  cases: z.array(
    z.strictObject({
      system: z.string(),
      subject: z.string(),
      state: z.enum(['open', 'closed']),
      reason: maybe(z.string()),
      changed_at: instant,
    }),
  ),
  next: maybe(z.string()).meta({ description: 'Give it as ?cursor= for the next page; null on the last.' }),
  warnings,
});

export const reportedEvent = z.strictObject({
  id: z.string(),
  source: z.string(),
  type: z.string(),
  accepted_at: instant,
  extensions,
  reason: maybe(z.string()),
  ...extras,
  letters: z.array(answeredLetter.extend({ state: maybe(z.enum(letterStates)), sent_at: maybe(instant) })),
});

export const advance = z.strictObject({
  to: eventInstant().meta({ description: 'RFC 3339 with an offset.', example: '2027-02-21T10:00:00+09:00' }),
});

export const advanced = z.strictObject({
  at: instant,
  letters: z.array(
    z.strictObject({
      id: z.string(),
      type: z.string(),
      role: z.string(),
      language: z.string(),
      to: z.string(),
      sent_at: maybe(instant),
      outcome: z.enum(letterStates),
      reason: maybe(z.string()),
      mail: maybe(
        z.strictObject({ from: z.string(), subject: z.string(), text: z.string(), html: maybe(z.string()) }),
      ).meta({ description: 'The mail as it would have left, in all languages of the letter.' }),
    }),
  ),
});

export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(rowError).optional(),
});
