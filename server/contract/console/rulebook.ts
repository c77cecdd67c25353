/** Console contract: the rulebook, to read, and its events to play. */
import { z } from 'zod';
import { systems } from '../codes.ts';
import { casePlayed } from './cases.ts';
import { contract, none, reads } from './route.ts';

const eventType = z.string().max(100);
const sentence = z.object({ ja: z.string(), en: z.string() });

const told = sentence.nullable();
const sentences = z.object({ ja: z.array(z.string()), en: z.array(z.string()) });
const ruleShown = z.object({
  type: eventType,
  says: sentence,
  letters: z.array(
    z.object({
      type: z.string(),
      to: z.union([z.string(), z.array(z.string()).readonly()]),
      timing: z.string(),
      told: z.object({ timing: sentence, condition: told }),
      /** By which a system has it or not. */
      switch: z.object({ name: z.string(), on: z.boolean() }).nullable(),
    }),
  ),
  follow_ups: z.array(
    z.object({
      type: z.string(),
      schedule: z.string(),
      told: z.object({ schedule: sentence, condition: told, stops: sentences }),
    }),
  ),
  ends: z.array(
    z.object({ types: z.array(z.string()).readonly(), told, lasts: z.array(z.string()).readonly().nullable() }),
  ),
  effect: z.string().nullable(),
});
/** The events of one system, and what staff have set for it. */
const bookShown = z.object({
  system: z.enum(systems),
  reported_by_keys: z.boolean(),
  settings: z.object({
    languages: z.record(z.string(), z.string()),
    letters: z.record(z.string(), z.boolean()),
    linkHosts: z.array(z.string()).readonly(),
    strict: z.boolean(),
    passwordMailInBulk: z.boolean(),
    reminderRepeatsCertificate: z.boolean(),
    resultReadyToApplicant: z.boolean(),
  }),
  events: z.array(ruleShown),
});
export type RuleShown = z.infer<typeof ruleShown>;
export type BookShown = z.infer<typeof bookShown>;

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
  show: reads('/rulebook', 'rulebook.see', z.object({ revision: z.string(), systems: z.array(bookShown) })),
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
