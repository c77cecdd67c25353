/** Console contract: topics, their groups, and their life: made, worded, ordered, ended. */

import { z } from 'zod';
import { inEvery, type Language } from '../codes.ts';
import { asks, contract, listOf, listQuery, none, undo } from './route.ts';

const inThree = z.object(inEvery(() => z.string()));
/** Readings and letters need more signs than kanji for the same words. */
const signs: Partial<Record<Language, number>> = { ja: 1, plja: 3 };
const words = (most: number) => z.object(inEvery((language) => z.string().max((signs[language] ?? 2) * most)));
const code = z.string().max(40);

export const topic = z.object({
  id: z.string(),
  code: z.string(),
  group: z.string(),
  groupNames: inThree,
  names: inThree,
  descriptions: inThree,
  /** Active readers. */
  readers: z.number().int(),
  /** Readers give a date with it (period of stay). */
  needsDate: z.boolean(),
  retiredAt: z.number().nullable(),
  /** Code of the topic that readers of a retired one were led to. */
  into: z.string().nullable(),
});
export type Topic = z.infer<typeof topic>;

export const topicGroup = z.object({ id: z.string(), code: z.string(), names: inThree });
export type TopicGroup = z.infer<typeof topicGroup>;

const ending = { into: code, scope: z.enum(['all', 'alone']) };
/** What an end would do, counted row by row. */
export const consequence = z.object({
  readers: z.number().int(),
  /** They get the successor newly. */
  moved: z.number().int(),
  /** They have it already. */
  both: z.number().int(),
  /** They have nothing else. */
  alone: z.number().int(),
  /** Mails that will tell it. */
  mails: z.number().int(),
  tellAt: z.number(),
  /** Bulletins that are on their way to this topic: it cannot end before they have. */
  waiting: z.array(z.object({ id: z.string(), title: z.string(), state: z.string() })),
  /** Drafts that name it. */
  drafts: z.number().int(),
});
export type Consequence = z.infer<typeof consequence>;

export const topicChange = z.object({
  id: z.string(),
  topic: z.string(),
  into: z.string(),
  scope: z.enum(['all', 'alone']),
  state: z.enum(['moving', 'moved', 'telling', 'done', 'undone']),
  reason: z.string(),
  by: z.string(),
  begunAt: z.number(),
  tellAt: z.number(),
  finishedAt: z.number().nullable(),
  moved: z.number().int(),
  told: z.number().int(),
  untold: z.number().int(),
});
export type TopicChange = z.infer<typeof topicChange>;

/** `url`: the entry; `html`: without script and style, to be pasted. */
const snippet = z.object({ url: z.string(), html: z.string() });
export type Snippets = Record<Language, z.infer<typeof snippet>>;

const see = { method: 'GET', right: 'topic.see', reversal: none } as const;
const write = { right: 'topic.write' } as const;

export const topicRoutes = {
  /** Retired ones too: old bulletins name them. */
  list: contract({
    ...see,
    path: '/topics',
    input: listQuery.extend({ limit: z.coerce.number().int().min(1).max(500).default(500) }),
    answer: listOf(topic),
  }),
  groups: contract({ ...see, path: '/topics/groups', input: z.object({}), answer: listOf(topicGroup) }),
  changes: contract({ ...see, path: '/topics/changes', input: z.object({}), answer: listOf(topicChange) }),
  /** HTML for other sites: a link to the entry with these topics ticked (codes, joined by commas; none: no topic). It agrees to nothing. */
  snippet: contract({
    ...see,
    path: '/topics/snippet',
    input: z.object({ topics: z.string().max(2000).default('') }),
    answer: z.object(inEvery(() => snippet)),
  }),
  create: contract({
    ...write,
    method: 'POST',
    path: '/topics',
    reversal: undo('topics.retire'),
    input: z.object({ code, group: code, names: words(60), descriptions: words(300) }),
    answer: topic,
  }),
  /** Another name, another sentence, another group; never another code. */
  reword: contract({
    ...write,
    method: 'PUT',
    path: '/topics/:id',
    reversal: undo('topics.reword'),
    input: z.object({ group: code, names: words(60), descriptions: words(300) }),
    answer: topic,
  }),
  createGroup: contract({
    ...write,
    method: 'POST',
    path: '/topics/groups',
    reversal: undo('topics.rewordGroup; an empty group is shown to nobody'),
    input: z.object({ code, names: words(60) }),
    answer: topicGroup,
  }),
  rewordGroup: contract({
    ...write,
    method: 'PUT',
    path: '/topics/groups/:id',
    reversal: undo('topics.rewordGroup'),
    input: z.object({ names: words(60) }),
    answer: topicGroup,
  }),
  /** The whole order, as codes. */
  order: contract({
    ...write,
    method: 'POST',
    path: '/topics/order',
    reversal: undo('topics.order'),
    input: z.object({
      groups: z.array(z.object({ code, topics: z.array(code).max(500) })).max(100),
    }),
    answer: z.object({ data: z.array(topic) }),
  }),
  consequence: contract({
    ...write,
    method: 'POST',
    path: '/topics/:id/consequence',
    reversal: none,
    input: z.object(ending),
    answer: consequence,
  }),
  /** Ends a topic. `scope` all: everybody gets `into` (merge); alone: only who would be left with none. `readers`: the number that was told. */
  retire: contract({
    ...write,
    method: 'POST',
    path: '/topics/:id/retire',
    reversal: asks('how many readers move, how many mails tell them, and until when it can be undone'),
    fresh: true,
    input: z.object({ ...ending, readers: z.number().int(), reason: z.string().max(500) }),
    answer: topicChange,
  }),
  /** Until the first reader was told. `id` is that of the change. */
  restore: contract({
    ...write,
    method: 'POST',
    path: '/topics/changes/:id/undo',
    reversal: undo('topics.retire'),
    input: z.object({}),
    answer: topicChange,
  }),
};
