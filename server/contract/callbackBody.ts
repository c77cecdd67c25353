/** What a callback says: the OpenAPI document is made of it, and tests hold real callbacks against it. */
import { z } from 'zod';
import { finalStates, type LetterState } from './codes.ts';

const instant = z.string().meta({ format: 'date-time', example: '2026-11-22T09:00:00+09:00' });

/** What may have come of a letter; a complaint comes beside an outcome, never in its place. */
export const callbackOutcomes = [...(finalStates as [LetterState, ...LetterState[]]), 'complaint'] as const;

export const callbackBody = z.strictObject({
  type: z.enum(['letter.outcome', 'letter.complaint']),
  timestamp: instant.meta({ description: 'When it was noted.' }),
  data: z.strictObject({
    letter_id: z.string(),
    event_id: z.string().nullable().meta({ description: 'The `id` of the event that caused the letter.' }),
    subject: z.string().nullable().meta({ description: 'The case.' }),
    type: z.string().meta({ description: 'Mail type.', example: 'app-complete' }),
    role: z.string(),
    outcome: z.enum(callbackOutcomes).meta({
      description:
        '`accepted`: the next server took it; a later `bounced` may follow. `refused`, `bounced`: it did not arrive. `unknown`: the connection died after the last byte. `expired`, `cancelled`, `suppressed`, `failed`, `withdrawn`: it never left.',
    }),
    reason: z.string().nullable().meta({ example: 'userunknown' }),
    sent_at: instant.nullable(),
    reference: z.string().nullable().meta({ description: 'Of `/v2`: what the caller gave.' }),
    test: z.boolean().meta({ description: 'Of a test key: nothing left.' }),
    extensions: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .meta({ description: 'Attributes of the event that mean nothing to the hub, as they came.' }),
  }),
});
