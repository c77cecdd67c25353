/** Console contract: plain Japanese. Readings, and the agency's own words. */
import { z } from 'zod';
import { finding } from './bulletins.ts';
import { contract, done, id, listOf, none, undo } from './route.ts';

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

const written = z.object({ subject: z.string().max(500), body: z.string().max(100_000) });
export const pljaChecked = z.object({
  /** 0 to 100; 100 is without a finding. */
  score: z.number().int(),
  /** The changes that would raise it most, and to what. */
  changes: z.array(z.object({ ja: z.string(), en: z.string(), places: z.number().int(), score: z.number().int() })),
  findings: z.array(finding),
  refused: z.array(finding),
});
export type PljaChecked = z.infer<typeof pljaChecked>;
export const pljaDraft = z.object({
  text: z.string(),
  sentences: z.array(
    z.object({
      source: z.string(),
      draft: z.string(),
      left: z.array(z.object({ rule: z.string(), found: z.string() })),
    }),
  ),
  open: z.number().int(),
});
export type PljaDraft = z.infer<typeof pljaDraft>;
const proposal = z.object({ bulletin: z.string().max(60), rule: z.string().max(40), found: z.string().max(500) });

export const pljaRoutes = {
  /** The whole check of a text: findings with proposals, a score, what would raise it. */
  check: contract({
    method: 'POST',
    path: '/plja/check',
    right: 'bulletin.see',
    reversal: none,
    input: written.extend({ bulletin: z.string().max(60).nullable() }),
    answer: pljaChecked,
  }),
  refuse: contract({
    method: 'POST',
    path: '/plja/refuse',
    right: 'bulletin.write',
    reversal: undo('plja.takeBack'),
    input: proposal,
    answer: done,
  }),
  takeBack: contract({
    method: 'POST',
    path: '/plja/take-back',
    right: 'bulletin.write',
    reversal: undo('plja.refuse'),
    input: proposal,
    answer: done,
  }),
  /** A first draft out of Japanese, sentence beside sentence. Nothing is stored. */
  draft: contract({
    method: 'POST',
    path: '/plja/draft',
    right: 'bulletin.see',
    reversal: none,
    input: z.object({ text: z.string().max(20_000) }),
    answer: pljaDraft,
  }),
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
