/** Console contract: a bulletin's way from the submission to the first mail, what is seen meanwhile, and what follows. */
import { z } from 'zod';
import { bulletinKinds, bulletinStates, languages, letterStates } from '../codes.ts';
import { bulletin, bulletinFigures, finding, preview, reach, standstill, texts } from './bulletins.ts';
import { asks, contract, listOf, listQuery, none, undo } from './route.ts';

export const edition = z.object({
  id: z.string(),
  likeness: z.enum(['copied', 'subject', 'topics', 'kind']),
  title: z.string(),
  startedAt: z.number().nullable(),
  people: z.number().int(),
  topics: z.array(z.string()),
  texts,
});
export type Edition = z.infer<typeof edition>;

export const lastPage = z.object({
  bulletin,
  /** What an approval or a release is bound to. */
  hash: z.string(),
  from: z.string(),
  reach,
  startsAt: z.number(),
  movedFrom: z.number().nullable(),
  holdMs: z.number(),
  endsAt: z.array(z.object({ domainClass: z.string(), at: z.number() })),
  checks: z.object({
    findings: z.partialRecord(z.enum(languages), z.array(finding)),
    missing: z.array(z.enum(languages)),
    errors: z.number().int(),
    warnings: z.number().int(),
  }),
  samples: z.partialRecord(z.enum(languages), preview),
  edition: edition.nullable(),
  since: z.object({ at: z.number(), comment: z.string(), texts }).nullable(),
  wave: z.object({ size: z.number().int(), waitMs: z.number(), stopPercent: z.number().int() }).nullable(),
  interrupted: z.object({ from: z.number(), to: z.number() }).nullable(),
  typed: z.boolean(),
  /** Of an emergency: older ones to the same topics that could still reach somebody after it. */
  older: z.array(z.object({ id: z.string(), title: z.string(), state: z.enum(bulletinStates) })),
});
export type LastPage = z.infer<typeof lastPage>;

export const historyLine = z.object({
  at: z.number(),
  act: z.string(),
  by: z.string(),
  from: z.enum(bulletinStates).nullable(),
  to: z.enum(bulletinStates),
  comment: z.string().nullable(),
  hash: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type HistoryLine = z.infer<typeof historyLine>;

export const watched = z.object({
  now: z.number(),
  /** About how many the rest would reach; null unless a first wave was stopped and nobody has decided. */
  rest: z.number().int().nullable(),
  standstill: standstill.nullable(),
  pace: z.object({ perSecond: z.number(), endsAt: z.number() }).nullable(),
  languages: z.array(z.object({ name: z.string(), figures: bulletinFigures })),
  /** With the expected end of each; null when nothing waits, or nothing moves. */
  domains: z.array(z.object({ name: z.string(), figures: bulletinFigures, endsAt: z.number().nullable() })),
  bounced: z.number().int(),
  left: z.number().int(),
  parent: z.object({ id: z.string(), title: z.string(), kind: z.enum(bulletinKinds) }).nullable(),
  /** What a digest took up, and for how many readers. */
  items: z.array(z.object({ id: z.string(), title: z.string(), people: z.number().int() })),
  sequels: z.array(
    z.object({ id: z.string(), kind: z.enum(bulletinKinds), state: z.enum(bulletinStates), title: z.string() }),
  ),
});
export type Watched = z.infer<typeof watched>;

export const record = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(bulletinKinds),
  state: z.enum(bulletinStates),
  texts,
  topics: z.array(z.string()),
  audience: z.string(),
  /** Whose readers alone get it, or do not: those of another bulletin. */
  readers: z.object({ how: z.enum(['excluded', 'reached', 'missed']), id: z.string(), title: z.string() }).nullable(),
  hash: z.string().nullable(),
  history: z.array(historyLine),
  figures: bulletinFigures,
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  writtenAt: z.number(),
});
export type BulletinRecord = z.infer<typeof record>;

const see = { method: 'GET', right: 'bulletin.see', reversal: none, input: z.object({}) } as const;
const hash = z.string().length(64);
const comment = z.string().max(2000);
const follow = {
  method: 'POST',
  right: 'bulletin.write',
  reversal: undo('bulletins.discard'),
  input: z.object({}),
  answer: bulletin,
} as const;

/** Groups of outcomes as staff ask for them, and each figure of a bulletin. */
export const recipientGroups = ['missed', 'open', 'reached', 'withdrawn'] as const;
export const recipientOutcomes = [
  ...recipientGroups,
  ...(['accepted', 'failed', 'cancelled', 'unknown', 'waiting', 'digest'] as const),
] as const;
export type RecipientOutcome = (typeof recipientOutcomes)[number];

export const bulletinWayRoutes = {
  lastPage: contract({ ...see, path: '/bulletins/:id/last-page', answer: lastPage }),
  watch: contract({ ...see, path: '/bulletins/:id/watch', answer: watched }),
  history: contract({ ...see, path: '/bulletins/:id/history', answer: z.object({ data: z.array(historyLine) }) }),
  record: contract({ ...see, right: 'bulletin.export', fresh: true, path: '/bulletins/:id/record', answer: record }),
  outcome: contract({
    method: 'POST',
    path: '/bulletins/:id/outcome',
    right: 'letter.find',
    reversal: none,
    input: z.object({ email: z.string().max(320) }),
    answer: z.object({
      found: z
        .object({
          state: z.enum(letterStates),
          sentAt: z.number().nullable(),
          reason: z.string().nullable(),
          reply: z.string().nullable(),
          attempts: z.number().int(),
        })
        .nullable(),
    }),
  }),
  /** Readers by outcome, masked, page by page. */
  recipients: contract({
    method: 'GET',
    path: '/bulletins/:id/recipients',
    right: 'letter.find',
    reversal: none,
    input: listQuery.extend({ outcome: z.enum(recipientOutcomes).default('missed') }),
    answer: listOf(
      z.object({
        id: z.string(),
        masked: z.string(),
        language: z.enum(languages),
        state: z.enum(letterStates),
        sentAt: z.number().nullable(),
        reason: z.string().nullable(),
        reply: z.string().nullable(),
        attempts: z.number().int(),
      }),
    ),
  }),
  submit: contract({
    method: 'POST',
    path: '/bulletins/:id/submit',
    right: 'bulletin.submit',
    reversal: undo('bulletins.reopen'),
    input: z.object({ revision: z.number().int(), warningsTicked: z.boolean() }),
    answer: z.object({ bulletin, reach, asked: z.array(z.string()) }),
  }),
  reopen: contract({
    method: 'POST',
    path: '/bulletins/:id/reopen',
    right: 'bulletin.write',
    reversal: asks('that an approval is dropped'),
    input: z.object({}),
    answer: bulletin,
  }),
  approve: contract({
    method: 'POST',
    path: '/bulletins/:id/approve',
    right: 'bulletin.approve',
    reversal: undo('bulletins.giveBack'),
    input: z.object({ hash, comment: comment.optional() }),
    answer: bulletin,
  }),
  giveBack: contract({
    method: 'POST',
    path: '/bulletins/:id/return',
    right: 'bulletin.approve',
    reversal: undo('bulletins.submit'),
    input: z.object({ comment }),
    answer: bulletin,
  }),
  release: contract({
    method: 'POST',
    path: '/bulletins/:id/release',
    right: 'bulletin.release',
    reversal: undo('bulletins.recall, until the hold is over'),
    fresh: true,
    input: z.object({ hash, people: z.number().int().nullable() }),
    answer: bulletin,
  }),
  recall: contract({
    method: 'POST',
    path: '/bulletins/:id/recall',
    right: 'bulletin.release',
    reversal: undo('bulletins.release'),
    input: z.object({}),
    answer: bulletin,
  }),
  breakGlass: contract({
    method: 'POST',
    path: '/bulletins/:id/break-glass',
    right: 'bulletin.emergency',
    reversal: asks('how many people get it at once without approval'),
    fresh: true,
    input: z.object({ revision: z.number().int(), people: z.number().int(), reason: comment }),
    answer: bulletin,
  }),
  /** Everybody else, after a first wave that was stopped. */
  sendRest: contract({
    method: 'POST',
    path: '/bulletins/:id/send-rest',
    right: 'bulletin.control',
    reversal: asks('how many of the first wave were not reached and how many get it now'),
    fresh: true,
    input: z.object({ people: z.number().int() }),
    answer: bulletin,
  }),
  approveAfterwards: contract({
    method: 'POST',
    path: '/bulletins/:id/approve-afterwards',
    right: 'bulletin.approve',
    reversal: none,
    input: z.object({ comment }),
    answer: bulletin,
  }),
  correct: contract({ ...follow, path: '/bulletins/:id/correct' }),
  redeliver: contract({ ...follow, path: '/bulletins/:id/redeliver' }),
  copy: contract({ ...follow, path: '/bulletins/:id/copy' }),
};
