/** Console contract: plain Japanese. Readings, and the agency's own words. */
import { z } from 'zod';
import { contract, id, listOf, none, undo } from './route.ts';

export const unsure = z.object({
  /** From 1, in the text that is answered. */
  line: z.number().int(),
  column: z.number().int(),
  word: z.string(),
  /** The likelier reading; '' when none is known. */
  reading: z.string(),
  choices: z.array(z.string()),
});
export type Unsure = z.infer<typeof unsure>;
export const readings = z.object({
  text: z.string(),
  added: z.number().int(),
  unsure: z.array(unsure),
  unknown: z.array(z.string()),
});
export type Readings = z.infer<typeof readings>;

export const pljaWordInput = z.object({
  word: z.string().max(200),
  /** Of the whole word, in hiragana. */
  reading: z.string().max(200),
  /** Words of which one must stand in the same line; '' everywhere. */
  context: z.string().max(500),
  note: z.string().max(500),
});
export const pljaWord = pljaWordInput.extend({ id, actor: z.string(), changedAt: z.number() });
export type PljaWord = z.infer<typeof pljaWord>;

export const pljaRoutes = {
  /** The text with readings for kanji that had none, and what a person must look at. */
  readings: contract({
    method: 'POST',
    path: '/plja/readings',
    right: 'bulletin.see',
    reversal: none,
    input: z.object({ text: z.string().max(100_000) }),
    answer: readings,
  }),
  words: contract({
    method: 'GET',
    path: '/plja/words',
    right: 'bulletin.see',
    reversal: none,
    input: z.object({}),
    answer: listOf(pljaWord),
  }),
  set: contract({
    method: 'POST',
    path: '/plja/words',
    right: 'bulletin.write',
    reversal: undo('plja.remove'),
    input: pljaWordInput,
    answer: pljaWord,
  }),
  remove: contract({
    method: 'POST',
    path: '/plja/words/:id/remove',
    right: 'bulletin.write',
    reversal: undo('plja.set'),
    input: z.object({}),
    answer: pljaWord,
  }),
};
