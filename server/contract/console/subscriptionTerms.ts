/** Console contract: the terms of use, which hold, and new ones from the proposal to the day. */

import { z } from 'zod';
import { inEvery, languages, workStates } from '../codes.ts';
import { preview } from './bulletins.ts';
import { asks, contract, done, id, none, reads, reason } from './route.ts';

export const proposalStates = ['proposed', 'approved', 'begun', 'cancelled'] as const;

/** In `text`, `## ` begins an article and every other line is a paragraph. */
const written = z.object({ title: z.string().max(200), text: z.string().max(60_000) });
const inThree = z.object(inEvery(() => written));
/** Days, JST: the first on which the terms hold, and the last with bulletins without an answer. */
const given = z.object({ texts: inThree, from: z.string().max(10), by: z.string().max(10) });

export const proposalLine = z.object({
  id,
  state: z.enum(proposalStates),
  /** They are the terms of now. */
  holds: z.boolean(),
  fromDay: z.string(),
  byDay: z.string(),
  /** The instant from which they hold; null until somebody approved. */
  fromAt: z.number().nullable(),
  proposed: z.object({ by: z.string(), at: z.number() }),
  approved: z.object({ by: z.string(), at: z.number() }).nullable(),
  ended: z.object({ by: z.string(), at: z.number(), reason: z.string() }).nullable(),
  /** How far the asking is, in readers looked at; null before it and a week after it. */
  work: z
    .object({
      state: z.enum(workStates),
      done: z.number().int(),
      total: z.number().int().nullable(),
      mails: z.number().int().nullable(),
    })
    .nullable(),
});
export type ProposalLine = z.infer<typeof proposalLine>;

/** Active readers, counted now. */
export const termsCounts = z.object({
  readers: z.number().int(),
  /** Whose last consent is to these terms. */
  accepted: z.number().int(),
  /** Told of them, and still getting bulletins. */
  asked: z.number().int(),
  /** Past the day of these or earlier terms: they get no bulletins. */
  without: z.number().int(),
  /** Must accept, and were not told. */
  untold: z.number().int(),
});
export type TermsCounts = z.infer<typeof termsCounts>;

const previews = z.object({
  mail: z.partialRecord(z.enum(languages), preview),
  page: z.partialRecord(z.enum(languages), preview),
});
export type TermsPreviews = z.infer<typeof previews>;

export const termsShown = z.object({
  /** Of the terms that hold now; `fromFiles`: those of the agency's files. */
  now: z.object({ texts: inThree, since: z.number(), fromFiles: z.boolean(), versions: z.array(z.string()) }),
  /** Newest first; the first may be the one that waits. */
  proposals: z.array(proposalLine),
  /** Days that a reader has at least, and at most. */
  days: z.object({ least: z.number().int(), most: z.number().int() }),
});
export type TermsShown = z.infer<typeof termsShown>;

export const proposalShown = proposalLine.extend({
  texts: inThree,
  /** The terms that hold now, to compare with. */
  now: inThree,
  hash: z.string(),
  may: z.object({ approve: z.boolean(), cancel: z.boolean() }),
  previews,
});
export type ProposalShown = z.infer<typeof proposalShown>;

export const subscriptionTermsRoutes = {
  show: reads('/terms', 'bulletin.see', termsShown),
  /** Of the terms that hold now. */
  counts: reads('/terms/counts', 'bulletin.see', termsCounts),
  one: reads('/terms/:id', 'bulletin.see', proposalShown),
  /** Of a proposal: how many must agree if it came into force now. */
  estimate: reads('/terms/:id/counts', 'bulletin.see', termsCounts),
  /** What was written, checked and as readers will see it. Nothing is kept. */
  look: contract({
    method: 'POST',
    path: '/terms/look',
    right: 'bulletin.submit',
    reversal: none,
    input: given,
    answer: z.object({ previews, counts: termsCounts }),
  }),
  propose: contract({
    method: 'POST',
    path: '/terms',
    right: 'bulletin.submit',
    reversal: asks('from when they hold, by when readers accept, and how many must'),
    input: given,
    answer: z.object({ id }),
  }),
  approve: contract({
    method: 'POST',
    path: '/terms/:id/approve',
    right: 'bulletin.approve',
    reversal: asks('from when they hold, and how many readers get a mail'),
    fresh: true,
    input: z.object({ hash: z.string() }),
    answer: done,
  }),
  /** Whoever may is told by `may`: the proposer of what waits for approval, and who may stop bulletins. */
  cancel: contract({
    method: 'POST',
    path: '/terms/:id/cancel',
    right: 'bulletin.see',
    reversal: asks('what stays: the terms that hold, and mails that were posted'),
    input: z.object({ reason }),
    answer: done,
  }),
};
