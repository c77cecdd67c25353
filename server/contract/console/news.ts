/** Console contract: bulletins on the pages for everybody. */
import { z } from 'zod';
import { bulletinKinds, languages } from '../codes.ts';
import { asks, contract, listOf, listQuery, none, nothing, undo } from './route.ts';

/** `unpublished`: sent before there were pages. `keptOut`: so it was planned. Only `published` is in the archive and the feeds. */
export const newsStates = ['published', 'unpublished', 'keptOut', 'withdrawn'] as const;
export type NewsState = (typeof newsStates)[number];

const note = z.partialRecord(z.enum(languages), z.string().max(5000));
export const newsLine = z.object({
  /** Of the bulletin. */
  id: z.string(),
  kind: z.enum(bulletinKinds),
  state: z.enum(newsStates),
  title: z.string(),
  languages: z.array(z.enum(languages)),
  topics: z.array(z.string()),
  sentAt: z.number(),
  changedAt: z.number(),
  /** In place of a withdrawn text. */
  note: note.nullable(),
  /** The page by language; null when it has none. */
  pages: z.partialRecord(z.enum(languages), z.string()).nullable(),
});
export type NewsShown = z.infer<typeof newsLine>;

/** Which bulletins; a missing one asks for nothing. Instants: from `from` on, before `before`. */
const filter = z.object({
  topic: z.string().max(100).optional(),
  from: z.coerce.number().int().optional(),
  before: z.coerce.number().int().optional(),
});

export const newsRoutes = {
  list: contract({
    method: 'GET',
    path: '/news',
    right: 'bulletin.see',
    reversal: none,
    input: listQuery.extend({ ...filter.shape, state: z.enum(newsStates).optional() }),
    answer: listOf(newsLine),
  }),
  show: contract({
    method: 'GET',
    path: '/news/:id',
    right: 'bulletin.see',
    reversal: none,
    input: nothing,
    answer: newsLine,
  }),
  publish: contract({
    method: 'POST',
    path: '/news/:id/publish',
    right: 'bulletin.control',
    reversal: undo('news.withdraw'),
    input: nothing,
    answer: newsLine,
  }),
  withdraw: contract({
    method: 'POST',
    path: '/news/:id/withdraw',
    right: 'bulletin.control',
    reversal: undo('news.publish'),
    input: z.object({ note }),
    answer: newsLine,
  }),
  /** How many unpublished ones a filter names, of those that the person may publish. */
  count: contract({
    method: 'POST',
    path: '/news/count',
    right: 'bulletin.control',
    reversal: none,
    input: filter,
    answer: z.object({ n: z.number().int() }),
  }),
  /** Publishes the unpublished ones that a filter names. `n`: the number that was told. */
  publishAll: contract({
    method: 'POST',
    path: '/news/publish',
    right: 'bulletin.control',
    reversal: asks('how many bulletins everybody can read from then on'),
    input: filter.extend({ n: z.number().int() }),
    answer: z.object({ published: z.number().int() }),
  }),
};
