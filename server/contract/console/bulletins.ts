/** Console contract: bulletins, their texts and what may be done with them. The way to the first mail stands in bulletinWay.ts. */
import { z } from 'zod';
import { bulletinKinds, bulletinStates, languages, writtenKinds } from '../codes.ts';
import { asks, contract, listOf, listQuery, none, undo } from './route.ts';

const text = z.object({ subject: z.string().max(500), body: z.string().max(100_000) });
/** Up to three; a language that is missing falls back by decision 20. */
export const texts = z.partialRecord(z.enum(languages), text);

export const bulletinFigures = z.object({
  total: z.number().int(),
  accepted: z.number().int(),
  failed: z.number().int(),
  withdrawn: z.number().int(),
  cancelled: z.number().int(),
  unknown: z.number().int(),
  waiting: z.number().int(),
  /** Of readers who want one mail a day or a week: it goes, or went, with their digest, and ends as that does. */
  digest: z.number().int(),
});
/** Why it does not move now, in a code that the console words, and the act that mends it when a button can. */
export const standstill = z.object({
  code: z.string(),
  at: z.number().nullable(),
  detail: z.string(),
  mend: z.enum(['resume', 'sendRest', 'approve', 'release', 'recall', 'liftHold']).nullable(),
  figures: z.object({ n: z.number().int(), of: z.number().int(), limit: z.number().int() }).optional(),
});
export type Standstill = z.infer<typeof standstill>;
export const bulletinLine = z.object({
  id: z.string(),
  kind: z.enum(bulletinKinds),
  state: z.enum(bulletinStates),
  standstill: standstill.nullable(),
  /** Subject in the first language that has one. */
  title: z.string(),
  languages: z.array(z.enum(languages)),
  topics: z.array(z.string()),
  createdAt: z.number(),
  changedAt: z.number(),
  plannedAt: z.number().nullable(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  approvalDue: z.boolean(),
  /** Who began it, as that person is called now; null for programs and for people who are gone. */
  author: z.string().nullable(),
  /** Put away: not on the first list. */
  shelved: z.boolean(),
  figures: bulletinFigures,
});
export const bulletin = bulletinLine.extend({
  revision: z.number().int(),
  texts,
  complete: z.boolean(),
  /** Public id of the bulletin whose readers are left out. */
  exclude: z.string().nullable(),
  /** Goes to the readers of one bulletin only: those it reached, or those it missed. */
  only: z.object({ bulletin: z.string(), reached: z.boolean() }).nullable(),
  waveSize: z.number().int(),
  /** It gets no page that everybody can read. */
  keptOut: z.boolean(),
  /** An emergency or the correction of one: no quiet hours. */
  urgent: z.boolean(),
  /** Comments at the texts that nobody has closed. */
  openComments: z.number().int(),
  /** Only for the person who asks: wrote on it, so may not approve it. */
  own: z.boolean(),
  /** Only for the person who asks: may give the approval that a bulletin sent without one still owes. */
  mayApproveAfterwards: z.boolean(),
});
export type BulletinLine = z.infer<typeof bulletinLine>;
export type Bulletin = z.infer<typeof bulletin>;

export const bulletinDraft = z.object({
  kind: z.enum(['normal', 'emergency', 'drill']).optional(),
  topics: z.array(z.string()).max(200),
  exclude: z.string().max(60).nullable().optional(),
  plannedAt: z.number().int().nullable().optional(),
  waveSize: z.number().int().min(0).max(100_000).optional(),
  keptOut: z.boolean().optional(),
  texts,
});
export const finding = z.object({
  field: z.enum(['subject', 'body']),
  line: z.number().int(),
  column: z.number().int(),
  rule: z.string(),
  level: z.enum(['error', 'warning']),
  ja: z.string(),
  en: z.string(),
  found: z.string(),
  /** How it is mended, when the checker knows. */
  mend: z.object({ ja: z.string(), en: z.string() }).optional(),
});
export type Finding = z.infer<typeof finding>;
export const preview = z.object({
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  from: z.string(),
  fallback: z.enum(languages).nullable(),
});
export type Preview = z.infer<typeof preview>;
export const reach = z.object({
  total: z.number().int(),
  languages: z.record(z.string(), z.number().int()),
  domains: z.record(z.string(), z.number().int()),
  /** When that was so. */
  at: z.number(),
});
export type Reach = z.infer<typeof reach>;

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** What the list is narrowed to: words in subject or text, a topic's code, part of a person's name, days in Japan (both included). */
export const bulletinQuery = z.object({
  state: z.enum(bulletinStates).optional(),
  text: z.string().max(200).optional(),
  topic: z.string().max(60).optional(),
  author: z.string().max(100).optional(),
  from: day.optional(),
  to: day.optional(),
  /** What was put away, instead of what was not. */
  shelved: z.literal('yes').optional(),
});

const see = { right: 'bulletin.see', reversal: none } as const;
const control = { method: 'POST', right: 'bulletin.control', input: z.object({}), answer: bulletin } as const;

export const bulletinRoutes = {
  list: contract({
    ...see,
    method: 'GET',
    path: '/bulletins',
    input: listQuery.extend(bulletinQuery.shape),
    answer: listOf(bulletinLine),
  }),
  show: contract({ ...see, method: 'GET', path: '/bulletins/:id', input: z.object({}), answer: bulletin }),
  create: contract({
    method: 'POST',
    path: '/bulletins',
    right: 'bulletin.write',
    reversal: undo('bulletins.discard'),
    input: bulletinDraft,
    answer: bulletin,
  }),
  revise: contract({
    method: 'PUT',
    path: '/bulletins/:id',
    right: 'bulletin.write',
    reversal: undo('every revision is kept'),
    input: bulletinDraft.extend({ revision: z.number().int() }),
    answer: bulletin,
  }),
  discard: contract({
    method: 'POST',
    path: '/bulletins/:id/discard',
    right: 'bulletin.write',
    reversal: asks('that the draft is gone; nobody has got it'),
    input: z.object({}),
    answer: bulletin,
  }),
  /** Puts a bulletin that is over away from the first list; nothing else changes. */
  shelve: contract({
    method: 'POST',
    path: '/bulletins/:id/shelve',
    right: 'bulletin.write',
    reversal: undo('bulletins.unshelve'),
    input: z.object({}),
    answer: bulletin,
  }),
  unshelve: contract({
    method: 'POST',
    path: '/bulletins/:id/unshelve',
    right: 'bulletin.write',
    reversal: undo('bulletins.shelve'),
    input: z.object({}),
    answer: bulletin,
  }),
  /** What readers of each language will see, by the renderer that also sends. */
  preview: contract({
    ...see,
    method: 'POST',
    path: '/bulletins/preview',
    input: z.object({
      texts,
      kind: z.enum(writtenKinds).optional(),
      topics: z.array(z.string()).max(200).optional(),
      keptOut: z.boolean().optional(),
    }),
    answer: z.object({
      previews: z.partialRecord(z.enum(languages), preview),
      findings: z.partialRecord(z.enum(languages), z.array(finding)),
    }),
  }),
  audience: contract({
    ...see,
    method: 'POST',
    path: '/bulletins/audience',
    input: z.object({
      topics: z.array(z.string()).max(200),
      exclude: z.string().max(60).nullable().optional(),
      plannedAt: z.number().int().nullable().optional(),
      kind: z.enum(writtenKinds).optional(),
      /** The correction of an emergency; by itself only an emergency is. */
      urgent: z.boolean().optional(),
    }),
    answer: reach.extend({
      excludedAtMost: z.number().int(),
      /** When it leaves, with the quiet hours; null when no time was asked for. */
      leaves: z.object({ at: z.number(), moved: z.boolean(), now: z.number() }).nullable(),
    }),
  }),
  /** POST, so that no address stands in a URL or a log. */
  why: contract({
    method: 'POST',
    path: '/bulletins/:id/why',
    right: 'reader.count',
    reversal: none,
    input: z.object({ email: z.string().max(320) }),
    answer: z.object({ gets: z.boolean(), why: z.string(), topics: z.array(z.string()) }),
  }),
  /** The mail as one reader gets it, masked: at an exact address, or the next one by chance; `not`: the last one's mark. */
  sample: contract({
    method: 'POST',
    path: '/bulletins/:id/sample',
    right: 'reader.count',
    reversal: none,
    input: z.object({ email: z.string().max(320).optional(), not: z.string().max(20).optional() }),
    answer: z.object({
      reader: z
        .object({
          id: z.string(),
          masked: z.string(),
          language: z.enum(languages),
          topics: z.array(z.string()),
          gets: z.boolean(),
        })
        .nullable(),
      mail: preview.nullable(),
    }),
  }),
  /** One copy to the own address, marked 【テスト】, never counted. */
  test: contract({
    method: 'POST',
    path: '/bulletins/:id/test',
    right: 'bulletin.test',
    reversal: none,
    input: z.object({ language: z.enum(languages) }),
    answer: z.object({ to: z.string() }),
  }),
  pause: contract({ ...control, path: '/bulletins/:id/pause', reversal: undo('bulletins.resume') }),
  resume: contract({ ...control, path: '/bulletins/:id/resume', reversal: undo('bulletins.pause') }),
  cancel: contract({
    ...control,
    path: '/bulletins/:id/cancel',
    reversal: asks('how many have it already and how many never will'),
  }),
};
