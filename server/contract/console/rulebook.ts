/** Console contract: the rulebook, to read, and its events to play. */
import { z } from 'zod';
import { casePlayed } from './cases.ts';
import { contract, none, reads } from './route.ts';

const eventType = z.string().max(100);
const sentence = z.object({ ja: z.string(), en: z.string() });

/** What one event brings: its letters as they would be, in order of time. `more`: reminders go on. */
export const eventPlayed = z.object({
  letters: casePlayed.shape.letters,
  more: z.boolean(),
  /** Why there is no letter. */
  reason: sentence.nullable(),
  /** What an application system that reported this would be told instead. */
  faults: z.array(z.object({ field: z.string(), says: sentence })),
});
export type EventPlayed = z.infer<typeof eventPlayed>;

export const rulebookRoutes = {
  show: reads(
    '/rulebook',
    'rulebook.see',
    z.object({ revision: z.string(), systems: z.array(z.unknown()), reasons: z.unknown(), codes: z.unknown() }),
  ),
  /** `id`: the type of an event. */
  sample: reads('/rulebook/sample/:id', 'rulebook.see', z.object({ data: z.record(z.string(), z.unknown()) })),
  /** Nothing of it is kept or sent. */
  play: contract({
    method: 'POST',
    path: '/rulebook/play',
    right: 'rulebook.see',
    reversal: none,
    input: z.object({ type: eventType, data: z.record(z.string(), z.unknown()) }),
    answer: eventPlayed,
  }),
};
